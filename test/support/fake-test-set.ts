import type { Handlers, RunSummary, TestSet, TestSetEvent } from '../../engine/contract/index.ts';
import { selectionOptimism } from '../../engine/domain/statistics/selection-optimism.ts';

/** The runs, as far as the test set changes them. */
export interface FakeScoredRuns {
  readonly list: readonly RunSummary[];
  change(run: RunSummary['run'], change: Partial<RunSummary>): void;
}

/** The test set of a project: what is withheld, and what was done. */
export class FakeTestSet {
  locked = false;
  history: TestSetEvent[] = [];
  unlooked = 90;
  reports = 0;
  /** Of a fresh test set: how many images, and how many of them somebody was scored on before. */
  drawn = { images: 36, looked: 0 };
  private readonly runs: FakeScoredRuns;

  constructor(runs: FakeScoredRuns) {
    this.runs = runs;
  }

  handlers(): Pick<Handlers, 'testSet.get' | 'testSet.draw' | 'testSet.lock' | 'testSet.open'> {
    return {
      'testSet.get': () => this.state(),
      'testSet.draw': () => {
        this.note({ kind: 'draw', run: null, seed: 2, ...this.drawn });
        for (const { run } of this.runs.list) this.runs.change(run, { stale: true });
        return this.state();
      },
      'testSet.lock': () => {
        this.locked = true;
        this.note({ kind: 'lock', run: null, seed: null, images: null, looked: null });
        return this.state();
      },
      'testSet.open': ({ run: asked }) => {
        if (asked === undefined) this.locked = false;
        this.note({ kind: 'open', run: asked ?? null, seed: null, images: null, looked: null });
        for (const { run, testWithheld } of this.runs.list) {
          if (testWithheld && (asked ?? run) === run) this.runs.change(run, { testWithheld: false, accuracy: { value: 0.9, low: 0.84, high: 0.96 } });
        }
        return this.state();
      },
    };
  }

  private note(event: Omit<TestSetEvent, 'at' | 'by' | 'undone'>): void {
    this.history = [{ ...event, undone: false, at: 1_760_000_000_000 + this.history.length, by: 'Ada' }, ...this.history];
  }

  private state(): TestSet {
    const told = this.runs.list.filter(({ state, testWithheld }) => state === 'done' && !testWithheld);
    const accuracy = told[0]?.accuracy ?? null;
    const images = told[0]?.testImages ?? 90;
    return {
      images, runs: told.length, reports: this.reports, optimism: accuracy && selectionOptimism({ accuracy, images, models: told.length }),
      locked: this.locked, withheld: this.runs.list.filter(({ testWithheld }) => testWithheld).length, unlooked: this.unlooked,
      current: { runs: told.filter(({ stale }) => !stale).length, reports: this.reports }, history: this.history,
    };
  }
}
