import type { AddedSource, Failure, Handlers, JobId, SourceModel, SourceOffer } from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import { pretendJob } from './fake-jobs.ts';
import type { FakeRuns } from './fake-runs.ts';
import type { TestStudio } from './test-studio.ts';

const offer = (change: Partial<SourceOffer> & Pick<SourceOffer, 'id' | 'title'>): SourceOffer => ({
  task: 'a thousand kinds of things in photographs (ImageNet)', address: `https://models.example.org/${change.id}.zip`, licence: 'Apache-2.0', bytes: 14_200_000, sha256: 'ef'.repeat(32) as SourceOffer['sha256'],
  package: null, present: false, partBytes: 0, ...change,
});
const codes: readonly AddedSource['checks'][number]['code'][] = ['layers-known', 'sizes-within-limits', 'weights-finite', 'forward', 'gradient', 'features'];

/** The library of source models, over the list that its runs use. */
export class FakeLibrary {
  offers: SourceOffer[] = [offer({ id: 'efficientnet-b0', title: 'EfficientNet B0' }), offer({ id: 'resnet-50', title: 'ResNet 50', bytes: null, sha256: null }), offer({ id: 'mobilenet-v2', title: 'MobileNetV2 1.0', present: true })];
  /** How the next model that is added ends; null: well. */
  failure: Failure | null = null;
  private readonly studio: TestStudio;
  private readonly runs: FakeRuns;

  constructor(studio: TestStudio, runs: FakeRuns) {
    this.studio = studio;
    this.runs = runs;
    studio.answerWith(this.handlers());
  }

  private find(id: string): SourceModel {
    const found = this.runs.sources.sources.find((one) => one.id === id);
    if (!found) throw new StudioError('source-not-found', { source: id });
    return found;
  }

  private put(source: SourceModel): void {
    const others = this.runs.sources.sources.filter((one) => one.id !== source.id);
    this.runs.sources = { ...this.runs.sources, sources: [...others, source] };
  }

  private add(model: Partial<SourceModel>, downloads: boolean): JobId {
    return pretendJob(this.studio, {
      kind: 'add-source', project: null, stages: [...downloads ? [['downloading', 4] as const] : [], ['reading-model', 1], ['testing-model', codes.length], ['writing', 1]],
      end: () => {
        if (this.failure) return this.failure;
        const source: SourceModel = { ...this.runs.sources.sources[0]!, id: 'added', title: 'Pond life', task: 'plankton under a microscope', default: false, origin: 'added', from: 'pond.h5', removable: true, ...model };
        this.put(source);
        return { kind: 'add-source', report: { source, checks: codes.map((code) => ({ code, detail: code === 'layers-known' ? '52 layers of 6 kinds' : '' })) } };
      },
    });
  }

  private handlers(): Partial<Handlers> {
    return {
      'sources.add': ({ from, title, task }) => {
        if ('run' in from) {
          const run = this.runs.list.find((one) => one.run === from.run);
          if (!run) throw new StudioError('run-not-found', { run: from.run });
          const accuracy = run.accuracy?.value ?? 0;
          if (accuracy < 0.6) throw new StudioError('source-not-better', { accuracy: `${Math.round(accuracy * 100)} %`, baseline: '60 %' });
          const lineage: SourceModel['lineage'] = { project: 'Herbarium', run: run.run, method: run.method === 'scratch' ? 'scratch' : 'fine-tune', images: 144, classes: 3, from: run.method === 'scratch' ? null : run.source.title, accuracy, baseline: 0.6 };
          return { job: this.add({ id: 'own', title: title ?? 'Herbarium run', task: task ?? 'leaves', origin: 'own', from: 'Herbarium', lineage }, false) };
        }
        if ('path' in from && from.path.includes('Documents')) throw new StudioError('source-file-unreadable', { path: from.path, detail: 'there is no model.json in it' });
        return { job: this.add({ ...title ? { title } : {}, ...task ? { task } : {} }, false) };
      },
      'sources.remove': ({ source }) => {
        if (!this.find(source).removable) throw new StudioError('source-not-removable', { source });
        this.runs.sources = { ...this.runs.sources, sources: this.runs.sources.sources.filter((one) => one.id !== source) };
        return {};
      },
      'sources.export': ({ source, out }) => {
        this.find(source);
        if (out.includes('taken')) throw new StudioError('output-exists', { path: out });
        return { file: out, bytes: 9_400_000 };
      },
      'sources.offers': () => ({ offers: this.offers }),
      'sources.download': ({ offer: id }) => {
        const found = this.offers.find((one) => one.id === id);
        if (!found) throw new StudioError('offer-not-found');
        return { job: this.add({ id, title: found.title, from: found.address }, true) };
      },
      'sources.measure': ({ source }) => {
        const measured = { ...this.find(source), speed: { imagesPerSecond: 84.3, measuredAt: Date.now() } };
        this.put(measured);
        return measured;
      },
    };
  }
}
