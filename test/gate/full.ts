/** Runs the gate in full, or only some measures: `node full.ts [id ...]`. Prints table rows. GATE_SHARE (0.1) scales each count. */
import { measures } from './measures.ts';
import { Playground } from './playground.ts';
import { whyNoShim } from './shim.ts';

const wanted = process.argv.slice(2),
  share = Number(process.env['GATE_SHARE'] ?? 1),
  noShim = whyNoShim();
const today = new Date().toISOString().slice(0, 10);
const say = (...cells: readonly (string | number)[]): void => {
  console.log(`| ${[...cells, today].join(' | ')} |`);
};
const playground = new Playground();
try {
  for (const { id, what, full, needsShim, whyNotHere, run, plant } of measures) {
    if (wanted.length > 0 && !wanted.includes(id)) continue;
    const whyNot = (needsShim && noShim) || (whyNotHere?.() ?? false);
    if (whyNot) {
      say(id, what, `not measured: ${whyNot}`, '', '');
      continue;
    }
    const startedMs = Date.now();
    const { tried, wrong, note } = await run(Math.ceil(full * share), playground);
    const planted = await plant.run(playground);
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    for (const one of wrong) console.error(`${id}: ${one}`);
    if (wrong.length > 0 || planted.wrong.length === 0) process.exitCode = 1;
    say(
      id,
      what,
      `${tried.toLocaleString('en')}${note === undefined ? '' : ` (${note})`}`,
      wrong.length,
      `${plant.what}: ${planted.wrong.length > 0 ? 'found' : '**not found**'}`,
    );
    console.error(`${id}: ${tried} tried, ${wrong.length} wrong, ${seconds} s`);
  }
} finally {
  playground.end();
}
