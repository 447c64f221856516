/**
 * The benefit of reusing a source model on four data sets of photographs: accuracy by labelled images per class for every source model with
 * a head, for fine-tuning, from scratch and for the baselines, and the verdicts of the program's own transfer report. GRAFT_BENCH_SETS
 * names the data sets (`flowers,trash`), GRAFT_BENCH_LONG=1 runs full reports, with as many pictures for fine-tuning as they use. Half an
 * hour on two otherwise idle cores, several hours with GRAFT_BENCH_LONG.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Arm, ReportSummary, SourceModel } from '../../engine/contract/index.ts';
import { rivalStretches } from '../../engine/domain/report/best-rivals.ts';
import type { Interval } from '../../engine/domain/statistics/intervals.ts';
import { curveSizes } from '../../engine/domain/labels/nested-sizes.ts';
import { starterSource } from '../../engine/domain/models/source-ids.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { words } from '../../engine/words/words.ts';
import { table, skip } from '../support/benches/bench.ts';
import { asShipped, ServedStudio } from '../support/served-studio.ts';
import { sharedPath } from '../support/shared.ts';
import { fineTuneCurve, headCurve, reportSeed, tablesOf } from '../support/benches/transfer-arms.ts';
import { importedSet, photoSets, wellEnded, type PhotoSet, type SetInProject } from '../support/benches/transfer-set.ts';

const isLong = process.env.GRAFT_BENCH_LONG === '1';
const wantedSets = process.env.GRAFT_BENCH_SETS?.split(',');
const headSeeds = 6;
const fineTuneSeeds = 3;
const fineTunePasses = isLong ? 6_000 : 2_000;
const fineTunePerClass = 20;
/** The fine-tuned model. Reports are run for the program's default model, and for the starter, which may hurt. */
const tunedSource = 'mobilenet_v2_035_224_imagenet';

/** A row of a data set's table: what was trained, from which source model, and its scores by labelled images per class. */
interface Row {
  readonly arm: string;
  readonly source: string;
  readonly scores: ReadonlyMap<number, Interval>;
  readonly unfinished?: ReadonlySet<number>;
}

async function measure(pool: DecodePool, models: string, data: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-transfer-'));
  const program: Program = (work) => asProgram(folder, models, work);
  const verdicts: string[][] = [];
  try {
    const { sources } = await program((studio) => studio.ask('sources.list', {}));
    for (const set of photoSets.filter(({ name }) => wantedSets?.includes(name) ?? true))
      verdicts.push(...(await setMeasured(program, pool, set, data, sources)));
  } finally {
    // Results so far are printed even if a later data set fails.
    table(
      `Is transfer helping? ${isLong ? 'Full' : 'Quick'} reports of the program, seed ${reportSeed}: effect with 95 % interval`,
      [
        'set',
        'source model',
        'start (points)',
        'slope (times fewer labels)',
        'asymptote (points)',
        'overall (points of area)',
        'best without transfer',
        'minutes',
      ],
      verdicts,
    );
    await rm(folder, { recursive: true, force: true });
  }
}

type Program = <A>(work: (studio: ServedStudio) => Promise<A>) => Promise<A>;

/** Runs a studio of the same user for one piece of work; while heads are measured here, no studio holds the projects. */
async function asProgram<A>(folder: string, models: string, work: (studio: ServedStudio) => Promise<A>): Promise<A> {
  const studio = await ServedStudio.start(folder, { env: { GRAFT_MODELS: models, ...asShipped } });
  try {
    return await work(studio);
  } finally {
    await studio.end();
  }
}

/** Prints the table of a data set; returns the rows of its verdicts. */
async function setMeasured(
  program: Program,
  pool: DecodePool,
  set: PhotoSet,
  data: string,
  sources: readonly SourceModel[],
): Promise<string[][]> {
  say(`${set.name}: importing`);
  const imported = await program((studio) => importedSet(studio, set, data, reportSeed));
  const perClass = imported.classes.map(({ id }) => imported.train.filter((image) => image.class === id).length);
  const sizes = curveSizes(perClass);
  const rows: Row[] = [];
  for (const source of sources) {
    say(`${set.name}: ${source.id}, heads`);
    const tables = await tablesOf(imported, source.path, pool);
    rows.push({ arm: 'head', source: source.id, scores: scoresOf(await headCurve(imported, tables, 'transfer', sizes, headSeeds)) });
    say(told(rows.at(-1)!, sizes));
    if (source === sources.at(-1))
      rows.push({
        arm: 'colour and texture',
        source: '',
        scores: scoresOf(await headCurve(imported, tables, 'colour-texture', sizes, headSeeds)),
      });
  }
  const best = sources.find(({ id }) => id === tunedSource)!;
  const fineTuneSizes = [...new Set([fineTunePerClass, sizes.at(-1)!])].filter((size) => sizes.includes(size));
  say(`${set.name}: ${best.id}, fine-tunes`);
  const tuned = await fineTuneCurve(imported, best.path, pool, {
    sizes: fineTuneSizes,
    seeds: fineTuneSeeds,
    imagePasses: fineTunePasses,
    trials: 2,
  });
  rows.push({ arm: `fine-tune (indicative, ${fineTuneSeeds} seeds)`, source: best.id, scores: scoresOf(tuned) });
  say(told(rows.at(-1)!, sizes));
  const reports = await program((studio) =>
    reported(
      studio,
      imported,
      sources.filter((source) => source.default || source.id === starterSource),
    ),
  );
  for (const report of reports) rows.push(...ofNetworks(report));
  printSet(set, imported, sizes, rows);
  return reports.map((report) => verdictRow(set.name, report));
}

/** The program's own transfer reports. */
async function reported(studio: ServedStudio, set: SetInProject, sources: readonly SourceModel[]): Promise<ReportSummary[]> {
  const { id: project } = await studio.ask('projects.open', { path: set.path });
  const reports: ReportSummary[] = [];
  for (const source of sources) {
    say(`${source.id}, ${isLong ? 'full' : 'quick'} transfer report`);
    const { report, job } = await studio.ask('reports.start', { project, source: source.id, quick: !isLong, seed: reportSeed });
    wellEnded(await studio.ended(job));
    reports.push(await studio.ask('reports.get', { project, report }));
    for (const [benefit, { answer, sentence }] of Object.entries(reports.at(-1)?.verdict ?? {}))
      say(`  ${benefit}: ${answer}. ${sentence}`);
  }
  await studio.ask('projects.close', { project });
  return reports;
}

/** The arms trained only in reports. Scores of networks whose training was not finished are marked with a star. */
function ofNetworks({ arms, quick }: ReportSummary): Row[] {
  return arms
    .filter(({ arm }) => ['small-network', 'scratch', 'random-frozen', 'raw-pixels', 'largest-class'].includes(arm))
    .map((arm) => ({
      arm: `${words.report.armsInTable[arm.arm]}${quick ? ' (quick report)' : ''}`,
      source: arm.source ?? '',
      scores: scoresOf(arm),
      unfinished: new Set(arm.points.filter(({ unfinished }) => unfinished > 0).map(({ perClass }) => perClass)),
    }));
}

function printSet(
  set: PhotoSet,
  { classes, train, validation, test, leftOut }: SetInProject,
  sizes: readonly number[],
  rows: readonly Row[],
): void {
  const split = set.test === undefined ? 'a split of the program' : "its author's test images";
  const counts = `${classes.length} classes, ${train.length} images to learn from, ${validation.length} to choose by, ${test.length} to test on: ${split}`;
  const most = Math.max(...classes.map(({ id }) => test.filter((image) => image.class === id).length)) / test.length;
  table(
    `${set.name}: ${counts}${leftOut === 0 ? '' : `; ${leftOut} left out as near-duplicates of test images`}. Accuracy in % by labelled images per class, 95 % interval; the largest class alone: ${(100 * most).toFixed(1)} %`,
    ['trained', 'source model', ...sizes.map((size, at) => (at === sizes.length - 1 ? `all (at most ${size})` : String(size)))],
    rows.map(({ arm, source, scores, unfinished }) => [
      arm,
      source,
      ...sizes.map((size) => `${figure(scores.get(size))}${unfinished?.has(size) ? ' *' : ''}`),
    ]),
  );
}

function verdictRow(set: string, { source, verdict, seconds }: ReportSummary): string[] {
  if (verdict === null) throw new Error(`the report on ${set} has no verdict`);
  const points = (benefit: 'start' | 'asymptote' | 'overall'): string => {
    const { answer, reason, effect } = verdict[benefit];
    return `**${answer}**${reason === null ? '' : ` (${reason})`}${effect === null ? '' : `: ${percent(effect.value)} [${percent(effect.low)}, ${percent(effect.high)}]`}`;
  };
  const { answer, reason, effect, bound } = verdict.slope;
  const ratio =
    effect === null
      ? ''
      : `: ${bound === null ? '' : `${bound.replace('-', ' ')} `}${effect.value.toFixed(1)} [${effect.low.toFixed(1)}, ${effect.high.toFixed(1)}]`;
  const slope = `**${answer}**${reason === null ? '' : ` (${reason})`}${ratio}`;
  const best = rivalStretches(verdict.overall.rivals)
    .map(({ arm, from, to }) => `${words.report.armsInTable[arm]} ${from === to ? from : `${from} to ${to}`}`)
    .join(', ');
  return [set, source, points('start'), slope, points('asymptote'), points('overall'), best, (seconds / 60).toFixed(1)];
}

const scoresOf = ({
  points,
}: Pick<Arm, 'points'> | { readonly points: readonly { readonly perClass: number; readonly score: Interval }[] }): Map<number, Interval> =>
  new Map(points.map(({ perClass, score }) => [perClass, score]));
const figure = (score: Interval | undefined): string =>
  score === undefined ? '' : `${percent(score.value)} [${percent(score.low)}, ${percent(score.high)}]`;
const percent = (share: number): string => (100 * share).toFixed(1);
const told = ({ arm, source, scores }: Row, sizes: readonly number[]): string =>
  `  ${arm} ${source}: ${sizes.map((size) => `${size}: ${figure(scores.get(size)) || '-'}`).join('; ')}`;
const begunMs = performance.now();
const say = (line: string): void => console.log(`${((performance.now() - begunMs) / 60_000).toFixed(1).padStart(5)} min  ${line}`);

const [models, data] = [sharedPath('models'), sharedPath('data')];
if (models === null || data === null) {
  skip('Is transfer helping?', '../shared/models or ../shared/data is missing');
} else {
  const pool = new DecodePool();
  try {
    await measure(pool, models, data);
  } finally {
    await pool.close();
  }
}
