import type {
  CheckedInput, ClassId, Evaluation, Failure, Handlers, ImageId, ImageSummary, Output, RefusedFile, RunId, RunSummary, Score, SourceModel,
} from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import { pretendJob } from './fake-jobs.ts';
import { FakeTestSet } from './fake-test-set.ts';
import { fakeAuto, fakeCurve, fakeInspection, fakePlan, fakeSweep, fakeTuning } from './fake-tuning.ts';
import type { TestProject } from './test-project.ts';
import type { TestStudio } from './test-studio.ts';

const hash = 'ab'.repeat(32) as SourceModel['hash'];
const around = (value: number, margin: number) => ({ value, low: Math.max(0, value - margin), high: Math.min(1, value + margin) });

const shipped = { origin: 'shipped', from: null, verified: true, removable: false, lineage: null, speed: null } as const;

export const fakeSources: readonly SourceModel[] = [
  {
    id: 'graft-starter', title: 'Graft starter', task: 'drawn shapes and textures', inputSize: 96, parameters: 412_000, multiplyAdds: 38, licence: 'Apache-2.0',
    cuts: [{ layer: 'block_4', shape: [6, 6, 64], features: 64 }, { layer: 'block_6', shape: [3, 3, 128], features: 128 }], hash, path: '/home/ada/sources/starter', default: true, ...shipped,
  },
  {
    id: 'mobilenet-v2', title: 'MobileNetV2 1.0', task: 'a thousand kinds of things in photographs', inputSize: 224, parameters: 2_257_984, multiplyAdds: 300,
    licence: 'Apache-2.0', cuts: [{ layer: 'out_relu', shape: [7, 7, 1280], features: 1280 }], hash, path: '/home/ada/sources/mobilenet', default: false, ...shipped, origin: 'added', from: 'mobilenet_v2.zip', removable: true,
  },
];

type Said = { readonly actual: ClassId; readonly class: ClassId; readonly probability: number };

/** Training, results and use for one project. The test images are those with an even number; each tenth is named wrong. */
export class FakeRuns {
  sources: Output<'sources.list'> = { sources: [...fakeSources], unusable: [] };
  list: RunSummary[] = [];
  /** How the next jobs end; null: well. */
  trainFailure: Failure | null = null;
  exportFailure: Failure | null = null;
  predictFailure: Failure | null = null;
  /** What a folder's files were refused for. */
  refused: RefusedFile[] = [];
  sweepFailure: Failure | null = null;
  /** What the next training of the network comes to. */
  tuning = fakeTuning;
  notTunable: string | null = null;
  /** As with few labels. */
  learnsFromAugmented = false;
  nearDuplicates = { groups: 0, leftOut: 0 };
  one: Output<'predictions.one'> = { probabilities: [] };
  readonly testSet = new FakeTestSet(this);
  private readonly said = new Map<RunId, Map<ImageId, Said>>();
  private readonly studio: TestStudio;
  private readonly project: TestProject;

  constructor(studio: TestStudio, project: TestProject) {
    this.studio = studio;
    this.project = project;
    studio.answerWith(this.handlers());
  }

  /** A run as it stands in the list; a finished one is tested on the project's images as they are labelled now. */
  add(change: Partial<RunSummary> = {}): RunSummary {
    const run = (this.list.length + 1) as RunId;
    const classes = this.project.classSummaries().filter((one) => one.images > 0);
    const tested = this.test();
    const wrong = [...tested.values()].filter((said) => said.class !== said.actual).length;
    const summary: RunSummary = {
      run, method: 'head', head: 'logistic', source: { id: 'graft-starter', title: 'Graft starter', hash }, cut: 'block_6', seed: 1, state: 'done', failure: null,
      startedAt: Date.now() - 60_000, seconds: 4.2, classes: classes.map((one) => one.name), classIds: classes.map((one) => one.id), trainImages: 96,
      validationImages: 32, testImages: tested.size, dataVersion: this.project.summary().dataVersion, stale: false, software: 'graft 0.1.0',
      accuracy: tested.size > 0 ? around((tested.size - wrong) / tested.size, 0.06) : null,
      testWithheld: false, validation: tested.size > 0 && (change.state ?? 'done') === 'done' ? around(0.88, 0.11) : null, tuneFrom: null, tuning: null, auto: null, resumable: false, ...change,
    };
    this.said.set(run, tested);
    this.list = [summary, ...this.list];
    return summary;
  }

  change(run: RunId, change: Partial<RunSummary>): void {
    this.list = this.list.map((one) => (one.run === run ? { ...one, ...change } : one));
    this.studio.tell('projects.changed', { project: this.project.summary() });
  }

  private test(): Map<ImageId, Said> {
    const classes = this.project.classSummaries().filter((one) => one.images > 0).map((one) => one.id);
    const images = this.project.images.filter((image) => image.class !== null && image.id % 2 === 0);
    return new Map(images.map((image, index) => {
      const at = classes.indexOf(image.class!);
      const said = index % 10 === 9 ? classes[(at + 1) % classes.length]! : image.class!;
      return [image.id, { actual: image.class!, class: said, probability: 0.55 + (image.id % 40) / 100 }];
    }));
  }

  private score(run: RunSummary): Score {
    const said = [...this.said.get(run.run)!.values()];
    const counts = run.classIds.map((actual) => run.classIds.map((predicted) => said.filter((one) => one.actual === actual && one.class === predicted).length));
    const accuracy = run.accuracy ?? around(0, 0);
    const perClass = run.classIds.map((classId, at) => {
      const images = counts[at]!.reduce((sum, count) => sum + count, 0);
      const named = counts.reduce((sum, row) => sum + row[at]!, 0);
      const [recall, precision] = [images > 0 ? counts[at]![at]! / images : null, named > 0 ? counts[at]![at]! / named : null];
      return { class: run.classes[at]!, classId, images, precision, recall, f1: precision && recall ? 2 * precision * recall / (precision + recall) : null };
    });
    return { images: said.length, accuracy, balancedAccuracy: accuracy, perClass, confusion: { classes: run.classes, classIds: run.classIds, counts } };
  }

  private finished(asked: RunId | undefined): RunSummary {
    const run = asked === undefined ? this.list.find((one) => one.state === 'done') : this.list.find((one) => one.run === asked);
    if (!run) throw new StudioError('run-not-found', asked === undefined ? {} : { run: asked });
    if (run.state !== 'done') throw new StudioError('run-not-finished', { run: run.run });
    return run;
  }

  private evaluation(asked: RunId | undefined): Evaluation {
    const run = this.finished(asked);
    const { method, head, dataVersion, stale, source, cut, seed, software } = run;
    return {
      run: run.run, method, head, test: this.score(run), testImagesSeen: 0, dataVersion, stale, source, cut, seed, software, nearDuplicates: this.nearDuplicates,
      baselines: [
        { name: 'majority-class', accuracy: around(0.34, 0.1), balancedAccuracy: around(0.33, 0.02) },
        { name: 'colour-and-texture', accuracy: around(0.81, 0.08), balancedAccuracy: around(0.8, 0.08) },
        { name: 'raw-pixels', accuracy: around(0.72, 0.09), balancedAccuracy: around(0.71, 0.09) },
      ],
    };
  }

  /** The images of a run's test, as `images.page` gives them: wrong ones first. */
  private tested(run: RunId, wanted: { actual?: ClassId; predicted?: ClassId; right?: boolean }): ImageSummary[] {
    const images = new Map(this.project.images.map((image) => [image.id, image]));
    return [...this.said.get(run)!]
      .filter(([, said]) => (wanted.actual ?? said.actual) === said.actual && (wanted.predicted ?? said.class) === said.class
        && (wanted.right ?? said.actual === said.class) === (said.actual === said.class))
      .sort(([, a], [, b]) => Number(a.actual === a.class) - Number(b.actual === b.class) || b.probability - a.probability)
      .map(([id, { class: name, probability }]) => ({ ...images.get(id)!, split: 'test' as const, prediction: { class: name, probability } }));
  }

  private train({ method, tuneFrom, source, cut, seed, budgetSeconds }: CheckedInput<'runs.start'>): Output<'runs.start'> {
    const model = this.sources.sources.find((one) => one.id === source) ?? fakeSources[0]!;
    const made = method === 'auto' ? 'fine-tune' : method;
    const { run } = this.add({
      state: 'running', accuracy: null, startedAt: Date.now(), method: made, head: made === 'head' ? 'logistic' : null, seed, source: { id: model.id, title: model.title, hash }, cut: cut ?? model.cuts.at(-1)!.layer,
      tuneFrom: made === 'fine-tune' ? tuneFrom ?? 'block_3' : made === 'scratch' ? 'all' : null,
    });
    return this.go(run, budgetSeconds ?? null);
  }

  /** Trains a run that is in the list, from its start or from where it was. */
  private go(run: RunId, budgetSeconds: number | null): Output<'runs.start'> {
    const one = this.list.find((other) => other.run === run)!;
    const tuned = one.method !== 'head';
    const auto = budgetSeconds === null ? null : fakeAuto(budgetSeconds);
    const begun = auto && { ...auto, trials: auto.trials.slice(0, 2), skipped: [], why: null };
    this.change(run, { state: 'running', resumable: false, failure: null, auto: begun });
    const job = pretendJob(this.studio, {
      kind: 'train', project: this.project.id, run,
      stages: tuned ? [['reading', 1], ['features', 1], ['preparing', 1], ['searching', 2], ['tuning', 6], ['testing', 1]] : [['reading', 2], ['features', 4], ['fitting', 1], ['baselines', 1], ['testing', 1]],
      step: (stage, at) => (stage === 'tuning' ? fakeCurve(at + 1)[at] : undefined),
      end: () => {
        const { method, head, source, cut, seed, classes, trainImages, tuneFrom } = one;
        return this.trainFailure ?? { kind: 'train', report: { run, method, head, source: source.id, cut, seed, classes, trainImages, seconds: 4.2, tuneFrom, tuning: tuned ? this.tuning : null, auto } };
      },
      ended: (state) => { this.change(run, { state, ...(state === 'done' ? { accuracy: this.testSet.locked ? null : around(0.9, 0.06), testWithheld: this.testSet.locked, validation: around(0.88, 0.11), tuning: tuned ? this.tuning : null, auto } : { failure: this.trainFailure, resumable: tuned }) }); },
    });
    return { run, job };
  }

  private handlers(): Partial<Handlers> {
    const { studio, project } = this;
    const id = project.id;
    const page = studio.handlerOf('images.page');
    return {
      'sources.list': () => this.sources,
      'runs.list': () => ({ runs: this.list }),
      'runs.start': (input) => this.train(input),
      'runs.resume': ({ run }) => {
        if (!this.list.find((one) => one.run === run)?.resumable) throw new StudioError('run-not-resumable', { run });
        return this.go(run, null);
      },
      'runs.plan': (input) => ({ ...fakePlan(input), learnsFromAugmented: this.learnsFromAugmented, nearDuplicates: this.nearDuplicates }),
      'sources.inspect': ({ source }) => {
        const found = this.sources.sources.find((one) => one.id === source);
        if (!found) throw new StudioError('source-not-found', { source });
        return { ...fakeInspection(found), notTunable: this.notTunable };
      },
      'runs.sweep': ({ source }) => ({ job: pretendJob(studio, {
        kind: 'sweep-cuts', project: id, stages: [['features', 3], ['fitting', 2]], end: () => this.sweepFailure ?? { kind: 'sweep-cuts', report: fakeSweep(source ?? 'graft-starter') },
      }) }),
      ...this.testSet.handlers(),
      'runs.evaluation': ({ run }) => this.evaluation(run),
      'images.page': (input) => {
        const { filter: { outcome }, offset, limit } = input;
        if (!outcome) return page(input);
        const found = this.tested(outcome.run, outcome);
        return { total: found.length, images: found.slice(offset, offset + limit) };
      },
      'predictions.one': () => this.one,
      'predictions.start': ({ out }) => ({ job: pretendJob(studio, {
        kind: 'predict', project: id, stages: [['scanning', 1], ['predicting', 6]],
        end: () => this.predictFailure ?? { kind: 'predict', report: { file: out, predicted: 214 - this.refused.length, refused: this.refused, seconds: 12.4 } },
      }) }),
      'exports.start': ({ out, format }) => ({ job: pretendJob(studio, {
        kind: 'export', project: id, stages: [['reading', 1], ['writing', 3], ['checking', 2]],
        end: () => this.exportFailure ?? { kind: 'export', report: {
          format, folder: out, files: ['README.txt', 'card.json', 'labels.txt', 'saved_model.pb', 'variables'], parity: { images: 64, maxAbsoluteError: 3.1e-7, sameClass: 64 },
          signature: {
            name: 'serving_default', inputs: [{ name: 'images', dtype: 'float32', shape: [-1, -1, -1, 3], meaning: 'pictures: batch, height, width, R G B from 0 to 255' }],
            outputs: [{ name: 'probabilities', dtype: 'float32', shape: [-1, 3], meaning: 'probability of each class, in the order of labels.txt' }],
          },
        } },
      }) }),
    };
  }
}
