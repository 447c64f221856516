/**
 * Are right groups proposed before anything is labelled, and meaningless ones not? Of each of four data sets, projects are drawn: photographs
 * of some of its classes, each a specimen shown by several shots (another part of the frame, turned over, exposed otherwise), under names of
 * which parts tell the specimen, and parts mean nothing: batches dealt to images at random, within folders of a class, or to whole specimens,
 * and a counter. Counted are the projects in which the specimens are proposed, and the meaningless groups that are. The cell crops are also
 * taken as they are, where the photograph is the right group. GRAFT_BENCH_ROUNDS is the number of projects per naming and set,
 * GRAFT_BENCH_FEATURES a folder for cached features.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ContentHash, ImageId } from '../../engine/domain/ids.ts';
import { groupCandidates } from '../../engine/domain/labels/group-proposals.ts';
import { membersOf, type GroupableImage } from '../../engine/domain/labels/group-rules.ts';
import { holdsTogether } from '../../engine/domain/review/group-likeness.ts';
import { likenessPlan } from '../../engine/domain/review/likeness-plan.ts';
import { randomInteger, seededRandom, shuffled, type Random } from '../../engine/domain/statistics/random.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import type { FeatureTable } from '../../engine/learn/baselines/baselines.ts';
import { chosenRows } from '../../engine/learn/head/chosen-rows.ts';
import { groupLikenesses } from '../../engine/learn/review/group-likenesses.ts';
import { readFeatures } from '../../engine/learner/picture-features.ts';
import { listSources, readSource, type SourceOnDisk } from '../../engine/models/library/source-models.ts';
import { shippedFolder } from '../../build/set-up/source-model.mjs';
import { report, skip, table } from '../support/benches/bench.ts';
import { photoSets, type PhotoSet } from '../support/benches/ranking-truth.ts';
import { sharedPath } from '../support/shared.ts';

const title = 'Groups without labels';
const rounds = Number(process.env.GRAFT_BENCH_ROUNDS ?? 25);
const photographs = 120;
const shots = 4;
/** The first that is here. */
const preferred = ['efficientnet-lite0', 'mobilenet_v2_035_224_imagenet'];

/** A shot of a photograph. */
interface Shot {
  readonly row: number;
  readonly specimen: number;
  readonly class: string;
}
interface Named {
  readonly path: string;
  readonly takenAt?: number;
  readonly truth: string;
}
/** Names of the shots of a project. */
type Naming = (shots: readonly Shot[], random: Random) => Named[];

const two = (number: number): string => String(number).padStart(2, '0');
const truthOf = ({ specimen }: Shot): string => String(specimen);
/** For each key, a random one of as many numbers as give groups of about `each`. */
function batches(keys: readonly string[], each: number, random: Random): ReadonlyMap<string, string> {
  const all = shuffled(new Set(keys), random);
  const many = Math.max(4, Math.round(all.length / each));
  return new Map(all.map((key, at) => [key, two(at % many)]));
}
const namings: Readonly<Record<string, Naming>> = {
  'folders of classes, specimen and counter in the name': (all) =>
    all.map((one, at) => ({ path: `/${one.class}/plant${two(one.specimen)}_${at % 7}.jpg`, truth: truthOf(one) })),
  'specimen, and a batch dealt to images': (all, random) =>
    all.map((one) => ({ path: `/in/s${two(one.specimen)}-b${two(randomInteger(12, random))}.jpg`, truth: truthOf(one) })),
  'specimen, and a batch dealt to whole specimens': (all, random) => {
    const batch = batches(all.map(truthOf), 4, random);
    return all.map((one, at) => ({ path: `/in/run${batch.get(truthOf(one))!}_${two(one.specimen)}_${at}.jpg`, truth: truthOf(one) }));
  },
  'class and batch in the name, bursts by time': (all, random) => {
    const order = new Map(shuffled(new Set(all.map(truthOf)), random).map((specimen, at) => [specimen, at]));
    return all.map((one, at) => ({
      path: `/in/${one.class}_${two(randomInteger(8, random))}_${at}.jpg`,
      takenAt: order.get(truthOf(one))! * 3_600_000 + (at % 50) * 400,
      truth: truthOf(one),
    }));
  },
  'no specimen: batches within folders of classes': (all, random) =>
    all.map((one, at) => ({ path: `/${one.class}/${one.class}-b${two(randomInteger(6, random))}_${at}.jpg`, truth: '' })),
  'no specimen: batches of one class each': (all, random) => {
    const names = [...new Set(all.map((one) => one.class))];
    return all.map((one, at) => ({
      path: `/in/${one.class}/b${two(5 * names.indexOf(one.class) + randomInteger(5, random))}_${at}.jpg`,
      truth: '',
    }));
  },
  'no specimen: batches, counters that begin anew, random times': (all, random) =>
    all.map((one, at) => ({
      path: `/${one.class}/plate${two(randomInteger(9, random))}_${two(at % 40)}.jpg`,
      takenAt: randomInteger(400, random) * 300_000,
      truth: '',
    })),
};

interface Judged {
  readonly hasTruth: boolean;
  readonly found: boolean;
  /** Proposed groups that mean nothing. */
  readonly mistaken: number;
  readonly tried: number;
}

/** What Graft proposes of a project without labels. */
async function proposed(images: readonly (GroupableImage & { readonly row: number })[], features: FeatureTable, seed: number) {
  const candidates = groupCandidates(images);
  let step = candidates.next();
  while (!step.done) step = candidates.next();
  const { proposals, known } = step.value;
  const rowOf = new Map(images.map(({ id, row }) => [id, row]));
  const ids = [...rowOf.keys()];
  const plans = proposals.map(({ groups }) => likenessPlan(ids, groups, { alone: new Map(), known }, seed));
  const read = (chosen: readonly ImageId[]): Float32Array =>
    chosenRows(
      features.rows,
      features.dimension,
      chosen.map((id) => rowOf.get(id)!),
    );
  const likenesses = await groupLikenesses(plans, read, { dimension: features.dimension, seed }, () => Promise.resolve());
  return proposals
    .map((proposal, at) => ({ ...proposal, likeness: likenesses[at]! }))
    .filter(({ likeness }) => {
      return likeness !== null && holdsTogether(likeness, proposals.length);
    });
}

/** Shares of pairs in a proposed group that are of one true group, and of true pairs in one proposed group. */
function agreement(groups: ReadonlyMap<ImageId, string | null>, truth: ReadonlyMap<ImageId, string>, images: readonly GroupableImage[]) {
  const pairsOf = (sizes: Iterable<number>): number => [...sizes].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const sizes = (of: ReadonlyMap<ImageId, string | null>): number[] => [...membersOf(images, of).values()].map(({ length }) => length);
  const both = new Map(images.map(({ id }) => [id, (groups.get(id) ?? null) === null ? null : `${groups.get(id)}|${truth.get(id)}`]));
  const shared = pairsOf(sizes(both));
  return { right: shared / pairsOf(sizes(groups)), complete: shared / pairsOf(sizes(truth)) };
}

async function judged(naming: Naming, all: readonly Shot[], features: FeatureTable, classes: number, seed: number): Promise<Judged> {
  const random = seededRandom(seed);
  const chosenClasses = new Set(shuffled(new Set(all.map((one) => one.class)), random).slice(0, classes));
  const specimens = new Set(
    shuffled(new Set(all.filter((one) => chosenClasses.has(one.class)).map(({ specimen }) => specimen)), random).slice(
      0,
      20 + randomInteger(40, random),
    ),
  );
  const chosen = all.filter(({ specimen }) => specimens.has(specimen));
  const named = naming(chosen, random);
  const hasTruth = named[0]!.truth !== '';
  // Where no name tells a specimen, each is one image: otherwise its shots would be right to hold together by chance of a time or number.
  const used = hasTruth ? [...chosen.keys()] : [...chosen.keys()].filter((at) => chosen[at]!.row % shots === 0);
  const images = used.map((at, index) => ({
    id: (index + 1) as ImageId,
    row: chosen[at]!.row,
    path: named[at]!.path,
    takenAt: named[at]!.takenAt ?? null,
    camera: null,
    class: null,
  }));
  const truth = new Map(used.map((at, index) => [images[index]!.id, named[at]!.truth]));
  const held = await proposed(images, features, seed);
  const classOf = new Map(used.map((at, index) => [images[index]!.id, chosen[at]!.class]));
  const agreeing = held.map(({ groups }) => agreement(groups, truth, images));
  const isRight = (at: number): boolean => hasTruth && agreeing[at]!.right > 0.9;
  // Folders that are the classes hold together; without labels, Graft asks whether they are.
  const isClass = (at: number): boolean =>
    agreement(held[at]!.groups, classOf, images).right > 0.99 && agreement(held[at]!.groups, classOf, images).complete > 0.99;
  return {
    hasTruth,
    found: hasTruth && agreeing.some(({ right, complete }) => right > 0.9 && complete > 0.9),
    mistaken: held.filter((_, at) => !isRight(at) && !isClass(at)).length,
    tried: held.length,
  };
}

/** What is proposed of a set as it is, without its labels; crops of one photograph belong together. */
async function asItIs(set: PhotoSet, features: FeatureTable): Promise<string[][]> {
  const images = set.photos.map(({ view }, at) => ({
    id: (at + 1) as ImageId,
    row: at,
    path: view,
    takenAt: null,
    camera: null,
    class: null,
  }));
  const truth = new Map(images.map(({ id }, at) => [id, set.photos[at]!.group]));
  const held = await proposed(images, features, 1);
  return held.map(({ rule, groups, likeness }) => {
    const [example = ''] = [...membersOf(images, groups).keys()];
    const { right, complete } = agreement(groups, truth, images);
    const isSet = truth.size > new Set(truth.values()).size;
    return [
      set.name,
      rule.by === 'name' ? example : `${rule.by}`,
      String(membersOf(images, groups).size),
      `${percent(likeness.share)} of ${likeness.images}`,
      percent(likeness.chance),
      isSet ? `${percent(right)} of its pairs are of one photograph, which are ${percent(complete)} of all` : '',
    ];
  });
}

/** Shots of random photographs of a set. */
async function shotsOf(set: PhotoSet, folder: string, readTable: (files: readonly string[]) => Promise<FeatureTable>) {
  const random = seededRandom(set.photos.length);
  const files: string[] = [];
  const all: Shot[] = [];
  for (const [specimen, at] of shuffled(set.photos.keys(), random).slice(0, photographs).entries()) {
    const photo = set.photos[at]!;
    const { data, info } = await sharp(photo.view).rotate().removeAlpha().toBuffer({ resolveWithObject: true });
    for (let shot = 0; shot < shots; shot++) {
      const kept = 0.65 + 0.2 * random();
      const part = { width: Math.max(8, Math.floor(kept * info.width)), height: Math.max(8, Math.floor(kept * info.height)) };
      const file = join(folder, `${specimen}-${shot}.jpg`);
      await sharp(data)
        .extract({ left: randomInteger(info.width - part.width, random), top: randomInteger(info.height - part.height, random), ...part })
        .flop(random() < 0.5)
        .modulate({ brightness: 0.85 + 0.3 * random() })
        .jpeg({ quality: 80 })
        .toFile(file);
      all.push({ row: files.length, specimen, class: set.classes[photo.label]! });
      files.push(file);
    }
  }
  return { all, features: await readTable(files) };
}

async function sourceHere(models: string): Promise<SourceOnDisk | null> {
  const listed = await listSources([models, shippedFolder]);
  const sources = await Promise.all(listed.sources.map(({ path }) => readSource(path)));
  return preferred.flatMap((id) => sources.filter(({ model }) => model.id === id))[0] ?? null;
}

const percent = (share: number): string => (100 * share).toFixed(1);

async function main(sets: readonly PhotoSet[], source: SourceOnDisk): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'graft-groups-'));
  const pool = new DecodePool();
  const readTable = (views: readonly string[]): Promise<FeatureTable> =>
    readFeatures(source, source.model.cuts.at(-1)!.layer, {
      images: views.map((view, at) => ({
        id: (at + 1) as ImageId,
        view,
        hash: createHash('sha256').update(readFileSync(view)).digest('hex') as ContentHash,
      })),
      folder: process.env.GRAFT_BENCH_FEATURES ?? join(folder, 'features'),
      raster: (file) => pool.raster(file),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  const rows: string[][] = [];
  const real: string[][] = [];
  const totals = { found: 0, truths: 0, mistaken: 0, projects: 0 };
  try {
    for (const set of sets) {
      real.push(...(await asItIs(set, await readTable(set.photos.map(({ view }) => view)))));
      const own = join(folder, set.name);
      mkdirSync(own);
      const { all, features } = await shotsOf(set, own, readTable);
      for (const [name, naming] of Object.entries(namings)) {
        const results: Judged[] = [];
        for (let round = 1; round <= rounds; round++) results.push(await judged(naming, all, features, 5, round));
        const truths = results.filter(({ hasTruth }) => hasTruth).length;
        const found = results.filter((one) => one.found).length;
        const mistaken = results.reduce((sum, one) => sum + one.mistaken, 0);
        totals.found += found;
        totals.truths += truths;
        totals.mistaken += mistaken;
        totals.projects += results.length;
        rows.push([set.name, name, truths === 0 ? '' : percent(found / truths), `${mistaken} in ${results.length}`]);
        console.log(rows.at(-1)!.join(' | '));
      }
    }
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true, force: true });
  }
  table(
    `${title}: projects in which the specimens are proposed, in %, and meaningless groups proposed`,
    ['set', 'names', 'specimens', 'meaningless'],
    rows,
  );
  table(
    `${title}: what is proposed of the sets as they are, in folders of classes`,
    ['set', 'such as', 'groups', 'most like one of their group, in %', 'by chance, in %', 'photographs'],
    real,
  );
  report(title, [
    {
      what: 'specimens proposed',
      target: '95 % or more',
      isMet: totals.found >= 0.95 * totals.truths,
      measured: `${percent(totals.found / totals.truths)} % of ${totals.truths} projects`,
    },
    {
      what: 'meaningless groups proposed, per project',
      target: '2 % or less',
      isMet: totals.mistaken <= 0.02 * totals.projects,
      measured: `${percent(totals.mistaken / totals.projects)} % (${totals.mistaken} in ${totals.projects} projects)`,
    },
  ]);
}

const [sets, models] = [photoSets(), sharedPath('models')];
const source = models === null ? null : await sourceHere(models);
if (sets === null || source === null) skip(title, '../shared/models or ../shared/data is missing');
else await main(sets, source);
