import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { JobId } from '../../engine/domain/ids.ts';
import { everyProcess } from '../support/processes/process-tree.ts';
import { writeTinySource } from '../support/models/tiny-source.ts';
import { writeScene } from '../support/pictures.ts';
import { ServedStudio } from '../support/served-studio.ts';
import type { Measure, Outcome } from './measure.ts';
import type { Playground } from './playground.ts';

const preload = pathToFileURL(join(import.meta.dirname, 'tell-tensors.ts')).href;
/** Rounds until everything is loaded and has reached its size, and rounds needed to judge memory. */
const warmUp = 2,
  roundsForMemory = 30;
const mostMegabytesAMinute = 1;

/** The resources used by a process, and what it leaves behind, after a round. */
interface State {
  readonly atMs: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly resident: Readonly<Record<string, number>>;
}

/** A studio that repeats a day's work again and again, and the processes it has started. */
class Soak {
  readonly #root: string;
  readonly #studio: ServedStudio;
  #project: string | null = null;

  private constructor(root: string, studio: ServedStudio) {
    this.#root = root;
    this.#studio = studio;
  }

  static async start(root: string): Promise<Soak> {
    const at = (name: string): string => join(root, name);
    for (const name of ['tmp', 'tensors', 'out']) mkdirSync(at(name));
    for (const id of ['tiny', 'other']) await writeTinySource(join(at('models'), id), { id });
    for (const name of ['moth', 'fly'])
      for (let seed = 0; seed < 20; seed += 1)
        await writeScene(join(at('pictures'), name, `${seed}.jpg`), 2 * seed + Number(name === 'fly'));
    const env = {
      GRAFT_MODELS: at('models'),
      GRAFT_THREADS: '1',
      TMPDIR: at('tmp'),
      GATE_TENSORS: at('tensors'),
      NODE_OPTIONS: `--import=${preload}`,
    };
    return new Soak(root, await ServedStudio.start(at('user'), { env }));
  }

  get pid(): number {
    return this.#studio.process.pid!;
  }

  /** Import, label and undo, train, rank, classify, export, close and open. Every round ends with a project of the same size. */
  async round(): Promise<void> {
    const studio = this.#studio,
      at = (name: string): string => join(this.#root, name),
      out = at('out');
    const done = async ({ job }: { readonly job: JobId }): Promise<void> => {
      const { failure } = await studio.ended(job);
      if (failure !== null) throw new Error(`a job failed: ${failure.code} ${JSON.stringify(failure.facts)}`);
    };
    if (this.#project !== null) rmSync(this.#project, { recursive: true });
    const { id: project, path } = await studio.ask('projects.create', { name: 'moths', folder: out });
    this.#project = path;
    await done(await studio.ask('images.import', { project, from: { paths: [at('pictures')] }, labels: 'folders', copy: false }));
    const { ids } = await studio.ask('images.ids', { project, filter: {} });
    await studio.ask('labels.set', { project, images: ids.slice(0, 5), class: null });
    await studio.ask('labels.undo', { project });
    const { run, job } = await studio.ask('runs.start', { project, source: 'tiny' });
    await done({ job });
    await done(await studio.ask('rankings.start', { project, sources: ['tiny', 'other'] }));
    await done(await studio.ask('predictions.start', { project, run, folder: join(at('pictures'), 'moth'), out: join(out, 'said.csv') }));
    await done(await studio.ask('exports.start', { project, run, format: 'tfjs-layers', out: join(out, 'model') }));
    await studio.ask('projects.close', { project });
    await studio.ask('projects.open', { path });
    await studio.ask('projects.close', { project });
    await studio.ask('projects.forget', { path });
    for (const name of ['said.csv', 'model']) rmSync(join(out, name), { recursive: true });
  }

  /** Decode workers, which start and end over time, are left out. */
  state(): State {
    const processes = everyProcess(),
      learner = processes.find(({ parent, command }) => parent === this.pid && command.includes(join('learner', 'process.ts')))?.pid;
    if (learner === undefined) throw new Error('there is no learner');
    // Missing if nothing was reported: then there is nothing to measure.
    const tensors = Number(readFileSync(join(this.#root, 'tensors', String(learner)), 'utf8'));
    return {
      atMs: performance.now(),
      resident: { studio: resident(this.pid), learner: resident(learner) },
      counts: {
        'handles of the studio': handles(this.pid),
        'handles of the learner': handles(learner),
        learners: processes.filter(({ parent, command }) => parent === this.pid && command.includes('learner')).length,
        'temporary files': readdirSync(join(this.#root, 'tmp')).length,
        'files beside the project': readdirSync(join(this.#root, 'out')).length,
        tensors,
      },
    };
  }

  async end(): Promise<void> {
    await this.#studio.end();
  }
}

/** Open files by name; pipes and sockets, which depend on processes that start and end, do not count. */
function handles(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => /^\//.test(linkOf(join(folder, name)))).length;
}

function linkOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

/** In MB. */
function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

const middleOf = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The Theil-Sen slope: the median over all pairs, which single rounds hardly affect. */
function slope(points: readonly (readonly [x: number, y: number])[]): number {
  return middleOf(points.flatMap(([x, y], at) => points.slice(at + 1).map(([later, value]) => (value - y) / (later - x))));
}

/** What grew with the rounds, and how fast memory grew. */
function grown(states: readonly State[]): Outcome {
  const [first, last] = [states[warmUp]!, states.at(-1)!],
    rounds = states.length - 1 - warmUp,
    wrong: string[] = [],
    figures: string[] = [];
  for (const [name, count] of Object.entries(last.counts)) {
    const growth = count - first.counts[name]!;
    if (growth >= rounds) wrong.push(`${name}: ${first.counts[name]} became ${count} in ${rounds} rounds`);
  }
  for (const name of Object.keys(last.resident)) {
    const after = states.slice(Math.max(warmUp, Math.floor(states.length / 3)));
    const perMinute = slope(after.map(({ atMs, resident: all }) => [atMs / 60_000, all[name]!] as const)),
      perRound = slope(after.map(({ resident: all }, at) => [at, all[name]!] as const));
    figures.push(`${name} ${last.resident[name]!.toFixed(0)} MB, ${perMinute.toFixed(2)} MB a minute, ${perRound.toFixed(2)} a round`);
    if (rounds >= roundsForMemory && perMinute >= mostMegabytesAMinute) wrong.push(`memory: ${figures.at(-1)}`);
  }
  const minutes = (last.atMs - states[0]!.atMs) / 60_000;
  return {
    tried: states.length,
    wrong,
    note: `${minutes.toFixed(1)} minutes; ${rounds >= roundsForMemory ? figures.join('; ') : 'too few rounds for memory'}`,
  };
}

async function soaked(count: number, playground: Playground, leave: (root: string, round: number) => void = () => {}): Promise<Outcome> {
  if (process.platform !== 'linux') return { tried: count, wrong: [], note: 'not measured: handles are counted on Linux' };
  const root = playground.empty(),
    soak = await Soak.start(root),
    states: State[] = [];
  try {
    for (let round = 0; round < count; round += 1) {
      await soak.round();
      leave(root, round);
      states.push(soak.state());
    }
  } finally {
    await soak.end();
  }
  const outcome = grown(states),
    left = readdirSync(join(root, 'tmp'));
  rmSync(dirname(root), { recursive: true });
  return left.length === 0
    ? outcome
    : { ...outcome, wrong: [...outcome.wrong, `left when the studio had ended: ${left.slice(0, 5).join(', ')}`] };
}

export const soak: Measure = {
  id: 'L2',
  needsShim: false,
  small: 4,
  full: 1600,
  what: 'One studio goes on and on through import, labels, training, ranking, classifying, export, closing and opening: memory, handles, temporary files and tensors stay level',
  run: (count, playground) => soaked(count, playground),
  plant: {
    what: 'a file that is left in each round',
    run: (playground) =>
      soaked(4, playground, (root, round) => {
        writeFileSync(join(root, 'out', `left-${round}`), '');
      }),
  },
};
