/**
 * Meaningless labels through the whole program: photographs assigned to two classes at random, imported, and a quick transfer report on
 * them by the use cases of the studio, with a new assignment each time. All verdicts, the first included, should say "no evidence" in 19 of
 * 20. GRAFT_BENCH_ROUNDS is the number of assignments (20). About a minute each.
 */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportSummary } from '../../engine/contract/index.ts';
import { seededRandom, shuffled } from '../../engine/domain/statistics/random.ts';
import { answers } from '../../engine/domain/report/transfer-benefit.ts';
import { starterSource } from '../../engine/domain/models/source-ids.ts';
import { report, skip, table } from '../support/benches/bench.ts';
import { ServedStudio } from '../support/served-studio.ts';
import { sharedPath } from '../support/shared.ts';
import { wellEnded } from '../support/benches/transfer-set.ts';

const title = 'Labels that mean nothing: verdicts of quick reports through the whole program';
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 20);
const perClass = 60;
/** One of 20 may be wrong: 95 %. */
const leastHonest = 0.95;
const benefits = ['overall', 'start', 'slope', 'asymptote'] as const;
type Verdict = NonNullable<ReportSummary['verdict']>;

async function measure(flowers: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-meaningless-'));
  const studio = await ServedStudio.start(folder);
  const verdicts: Verdict[] = [];
  try {
    for (let seed = 1; seed <= rounds; seed++) {
      verdicts.push(await verdictOn(studio, deal(flowers, join(folder, `deal ${seed}`), seed), seed));
      console.log(`${seed}: ${benefits.map((benefit) => `${benefit} ${verdicts.at(-1)![benefit].answer}`).join(', ')}`);
    }
  } finally {
    await studio.end();
    await rm(folder, { recursive: true, force: true });
    // Results so far are printed even if a later round fails.
    table(
      `${title}: ${verdicts.length} deals of ${2 * perClass} flowers to two classes`,
      ['benefit', ...answers],
      benefits.map((benefit) => [
        benefit,
        ...answers.map((answer) => String(verdicts.filter((one) => one[benefit].answer === answer).length)),
      ]),
    );
    const honest = verdicts.filter((one) => benefits.every((benefit) => !['helps', 'hurts'].includes(one[benefit].answer))).length;
    report(title, [
      {
        what: 'reports of which no verdict claims anything',
        target: '19 of 20',
        measured: `${honest} of ${verdicts.length}`,
        isMet: honest >= leastHonest * verdicts.length,
      },
    ]);
  }
}

/** Distributes photographs of all kinds at random over two folders. */
function deal(flowers: string, to: string, seed: number): string {
  const all = readdirSync(flowers, { withFileTypes: true })
    .filter((one) => one.isDirectory())
    .flatMap(({ name }) =>
      readdirSync(join(flowers, name))
        .sort()
        .map((file) => join(flowers, name, file)),
    );
  shuffled(all, seededRandom(seed))
    .slice(0, 2 * perClass)
    .forEach((path, at) => {
      const own = join(to, at % 2 === 0 ? 'one' : 'other');
      mkdirSync(own, { recursive: true });
      copyFileSync(path, join(own, `${at}.jpg`));
    });
  return to;
}

async function verdictOn(studio: ServedStudio, images: string, seed: number): Promise<Verdict> {
  const { id: project } = await studio.ask('projects.create', { name: `deal ${seed}` });
  wellEnded(
    await studio.ended((await studio.ask('images.import', { project, from: { paths: [images] }, labels: 'folders', copy: false })).job),
  );
  const { report: number, job } = await studio.ask('reports.start', { project, source: starterSource, quick: true, seed });
  wellEnded(await studio.ended(job));
  const { verdict } = await studio.ask('reports.get', { project, report: number });
  await studio.ask('projects.close', { project });
  if (verdict === null) throw new Error('the report has no verdict');
  return verdict;
}

const flowers = sharedPath('data', 'flowers');
if (flowers === null) skip(title, '../shared/data is missing');
else await measure(flowers);
