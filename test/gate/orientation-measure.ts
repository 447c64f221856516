import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { requests, type Input, type JobId, type Output, type RequestName } from '../../engine/contract/index.ts';
import type { ContentHash } from '../../engine/domain/ids.ts';
import { pictureRules } from '../../engine/domain/models/picture-rules.ts';
import type { PictureWindow } from '../../engine/domain/models/picture-window.ts';
import type { Raster } from '../../engine/domain/raster.ts';
import { seededRandom } from '../../engine/domain/statistics/random.ts';
import { Uploads } from '../../engine/host/uploads.ts';
import { viewPath } from '../../engine/images/cache-paths.ts';
import { pictureKey } from '../../engine/images/picture-key.ts';
import { DecodePool } from '../../engine/images/pool.ts';
import { PreparedPictures } from '../../engine/learn/tune/trainer/prepared-pictures.ts';
import type { JobWatching } from '../../engine/learner/client.ts';
import type { AnyLearnerJob, LearnerJobs } from '../../engine/learner/protocol.ts';
import { SourceLibrary } from '../../engine/work/sources/source-library.ts';
import { usualFetching } from '../../engine/work/sources/fetching.ts';
import { Studio } from '../../engine/work/studio.ts';
import { rasterOf } from '../support/pictures.ts';
import { DrawnLearner } from '../support/screens/drawn-learner.ts';
import { writeDrawnSources } from '../support/screens/drawn-sources.ts';
import { drawMarkedScene, orientations, turnedFile, turnedFormats, type TurnedFormat } from '../support/turned-pictures.ts';
import { besideUpright, type Size } from './beside-upright.ts';
import type { Measure, Outcome } from './measure.ts';
import type { Playground } from './playground.ts';

/** Below 128 x 128 views are stored losslessly, above 512 they are reduced. */
const sizes = [
  [120, 80],
  [300, 200],
  [700, 460],
] as const;
const viewSize = { longest: pictureRules.longestSide },
  thumbnailSize = { longest: 192 },
  inputSize = { square: 96 };

interface Picture {
  readonly name: string;
  readonly file: string;
  readonly upright: Raster;
  readonly hash: ContentHash;
}

/** Every format and bit depth in every orientation and size, shuffled; the first `count`, each with a scene of its own. */
async function pictures(count: number, folder: string): Promise<Picture[]> {
  const random = seededRandom(3);
  const all = turnedFormats.flatMap((format) =>
    orientations.flatMap((orientation) => sizes.map(([width, height]) => ({ format, orientation, width, height, key: random() }))),
  );
  return Promise.all(
    all
      .toSorted((a, b) => a.key - b.key)
      .slice(0, count)
      .map(async ({ format, orientation, width, height }, at) => {
        const upright = drawMarkedScene(at, width, height),
          bytes = await turnedFile(upright, format, orientation);
        // Most are test images, because exports are verified on these.
        const place = join(folder, ['train', 'test', 'test', 'val', 'test'][at % 5]!, at % 2 ? 'moth' : 'fly'),
          name = `${at} ${format}, orientation ${orientation}, ${width} x ${height}${endingOf(format)}`;
        mkdirSync(place, { recursive: true });
        writeFileSync(join(place, name), bytes);
        return { name, file: join(place, name), upright, hash: createHash('sha256').update(bytes).digest('hex') as ContentHash };
      }),
  );
}

const endingOf = (format: TurnedFormat): string => ({ jpeg: '.jpg', webp: '.webp', png: '.png', tiff: '.tif' })[format.split(' ')[0]!]!;

/** A fake learner that inspects every picture the studio passes to it. */
class LookingLearner extends DrawnLearner {
  /** Inspects a picture by its view. */
  readonly #look: (way: string, view: string) => Promise<void>;
  readonly #learn: (images: readonly { readonly hash: ContentHash; readonly view: string }[]) => Promise<void>;

  constructor(
    look: (way: string, view: string) => Promise<void>,
    learn: (images: readonly { readonly hash: ContentHash; readonly view: string }[]) => Promise<void>,
  ) {
    super({ jobStepMs: 0 });
    this.#look = look;
    this.#learn = learn;
  }

  override async run<J extends AnyLearnerJob>(job: J, on: JobWatching): Promise<LearnerJobs[J['kind']]['outcome']> {
    const ask: AnyLearnerJob = job;
    if (ask.kind === 'train') await this.#learn(ask.images);
    if (ask.kind === 'predict') for (const view of ask.views) await this.#look('predicted', view);
    if (ask.kind === 'export')
      for (const view of [...ask.images.map((image) => image.view), ...ask.fromFiles])
        if (view !== null) await this.#look('exported', view);
    return super.run(job, on);
  }
}

type Decoding = Pick<DecodePool, 'prepare' | 'cutOut' | 'saveCut' | 'hash' | 'capture' | 'spread' | 'workers' | 'close' | 'raster'>;

async function turned(count: number, playground: Playground, decodingWith = (pool: DecodePool): Decoding => pool): Promise<Outcome> {
  const root = playground.empty(),
    at = (name: string): string => join(root, name);
  const all = await pictures(count, at('pictures')),
    wrong: string[] = [],
    looks = new Map<string, number>();
  const pool = decodingWith(new DecodePool({ workers: 2 })),
    sources = { shipped: at('shipped'), own: at('own') };
  await writeDrawnSources(sources);
  const tell = (way: string, picture: Picture, problem: string | null): void => {
    looks.set(way, (looks.get(way) ?? 0) + 1);
    if (problem !== null) wrong.push(`${picture.name} as ${way}: ${problem}`);
  };
  let byView = new Map<string, Picture>();
  const pictureOf = (view: string): Picture => byView.get(basename(view)) ?? unknown(view);
  const learner = () =>
    new LookingLearner(
      async (way, view) => tell(way, pictureOf(view), await besideUpright(await pool.raster(view), pictureOf(view).upright, viewSize)),
      async (images) => {
        const kept = new PreparedPictures(at('prepared'), inputSize.square);
        const rows = await kept.of({ images, readRaster: (view) => pool.raster(view) });
        for (const [place, { view }] of images.entries())
          tell(
            'learned',
            pictureOf(view),
            await besideUpright(
              { width: inputSize.square, height: inputSize.square, pixels: rows.read([place]) },
              pictureOf(view).upright,
              inputSize,
            ),
          );
        kept.close();
      },
    );
  mkdirSync(at('projects'));
  const studio = new Studio({
    now: () => 1_800_000_000_000,
    folders: { start: root, home: at('home'), projects: at('projects'), cache: at('cache') },
    pool,
    learner: learner(),
    answerer: learner(),
    library: new SourceLibrary({ GRAFT_HOME: at('own'), GRAFT_SHIPPED_MODELS: sources.shipped }),
    fetching: usualFetching(at('home')),
    uploads: new Uploads(at('uploads')),
    reasonInWords: ({ code }) => code,
  });
  try {
    await throughStudio({
      studio,
      all,
      root,
      tell,
      know: (windows) => {
        byView = new Map(
          all.flatMap((one) => windows.map((window) => [basename(viewPath('', pictureKey(one.hash, { window, reading: null }))), one])),
        );
      },
    });
  } finally {
    await studio.close();
  }
  for (const way of ['view', 'thumbnail', 'learned', 'predicted', 'exported']) if (!looks.has(way)) wrong.push(`nothing was ${way}`);
  return { tried: all.length, wrong, note: [...looks].map(([way, number]) => `${way} ${number}`).join(', ') };
}

const unknown = (view: string): never => {
  throw new Error(`${view} is of no picture`);
};

interface Way {
  readonly studio: Studio;
  readonly all: readonly Picture[];
  readonly root: string;
  tell(way: string, picture: Picture, problem: string | null): void;
  /** Receives the brightness windows through which pictures are seen. */
  know(windows: readonly (PictureWindow | null)[]): void;
}

/** Does everything that can be done with a picture: import, display, training, prediction of a folder and of one image, and export. */
async function throughStudio({ studio, all, root, tell, know }: Way): Promise<void> {
  const ask = async <N extends RequestName>(name: N, input: Input<N>): Promise<Output<N>> =>
    await (studio.handlers[name] as (input: unknown) => Promise<Output<N>>)(requests[name].input.parse(input));
  const done = async ({ job }: { readonly job: JobId }): Promise<void> => {
    const { failure } = await studio.queue.ended(job);
    if (failure) throw new Error(`${failure.code} ${JSON.stringify(failure.facts)}`);
  };
  const { id: project } = await ask('projects.create', { name: 'turned' }),
    folder = join(root, 'pictures');
  await done(await ask('images.import', { project, from: { paths: [folder] }, labels: 'folders', split: 'keep', copy: false }));
  const { images } = await ask('images.page', { project, filter: {}, order: 'added', offset: 0, limit: 500 });
  if (images.length !== all.length) throw new Error(`${images.length} of ${all.length} pictures were taken in`);
  const details = await Promise.all(images.map(({ id }) => ask('images.get', { project, image: id })));
  know([null, ...details.flatMap(({ window }) => (window === null ? [] : [window]))]);
  const byHash = new Map(all.map((one) => [one.hash, one]));
  const look = async (way: string, hash: ContentHash, file: Uint8Array, size: Size): Promise<void> => {
    const picture = byHash.get(hash)!;
    tell(way, picture, await besideUpright(await rasterOf(Buffer.from(file)), picture.upright, size));
  };
  const shown = [
    ['view', viewSize],
    ['thumbnail', thumbnailSize],
  ] as const;
  for (const { id, hash } of details)
    for (const [which, size] of shown) {
      const picture = which === 'view' ? readFileSync(await studio.picture(project, id, which)) : await studio.thumbnail(project, id);
      await look(which, hash, picture, size);
    }
  await done(await ask('runs.start', { project, seed: 1 }));
  await done(await ask('predictions.start', { project, folder, out: join(root, 'said.csv') }));
  for (const { hash } of all)
    for (const [which, size] of shown) await look(`${which} of a folder`, hash, await studio.classifiedPicture(project, hash, which), size);
  for (const { file } of all) await ask('predictions.one', { project, image: { path: file } });
  await done(await ask('exports.start', { project, format: 'saved-model', out: join(root, 'exported') }));
}

/** Writes views with the stored pixels, ignoring the orientation. */
function untold(pool: DecodePool): Decoding {
  return {
    workers: pool.workers,
    hash: (file) => pool.hash(file),
    capture: (file) => pool.capture(file),
    spread: (file, wish) => pool.spread(file, wish),
    cutOut: (file, wish) => pool.cutOut(file, wish),
    saveCut: (file, wish) => pool.saveCut(file, wish),
    raster: (view) => pool.raster(view),
    close: () => pool.close(),
    prepare: async (file, options) => {
      const verdict = await pool.prepare(file, options);
      if ('prepared' in verdict) {
        const { longestSide } = pictureRules;
        await sharp(file)
          .toColourspace('srgb')
          .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
          .png()
          .toFile(viewPath(options.cache, verdict.prepared.picture));
      }
      return verdict;
    },
  };
}

export const turnedPictures: Measure = {
  id: 'B2',
  needsShim: false,
  small: 20,
  full: 168,
  what: 'Pictures of 8 orientations, of 8 and 16 bits, in 7 kinds of files: what is shown, learned from, predicted and given to the check of an export is the upright picture, to a pixel',
  run: (count, playground) => turned(count, playground),
  plant: { what: 'views that are not turned', run: (playground) => turned(8, playground, untold) },
};
