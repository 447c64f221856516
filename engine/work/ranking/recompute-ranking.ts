import { buildRanking } from '../../domain/ranking/ranking.ts';
import type { ProjectStore } from '../../store/project-store.ts';
import { compareFigures, type FigureComparison } from '../studio/figures.ts';
import { trialOf } from './try-ranking.ts';

/**
 * Recomputes every figure of the newest ranking from its candidates' stored output for every image and the labels in the log at its dataset
 * version, and its trial from the predictions of the trial's runs. Also checks that none of its images is a test image.
 */
export function compareRanking(store: ProjectStore): FigureComparison[] {
  const shown = store.rankings.latest();
  if (shown === null) return [];
  const { ranking, sources, baselines, advice, images, classes, bootstraps } = shown;
  const data = store.rankings.data(ranking);
  const log = store.annotations.holding('label', shown.dataVersion);
  const relabelled = data.images.map((image) => ({ ...image, class: log.get(image.image) ?? 0 }));
  const labelsOf = (list: readonly { readonly image: number; readonly class: number }[]): Record<number, number> =>
    Object.fromEntries(list.map(({ image, class: label }) => [image, label]));
  const tested = new Set(
    store.images
      .labelled()
      .filter(({ split }) => split === 'test')
      .map(({ id }) => id),
  );
  const name = `ranking ${ranking}`;
  return [
    compareFigures(labelsOf(data.images), labelsOf(relabelled), `${name}.label of image`),
    compareFigures({ testImages: 0 }, { testImages: data.images.filter(({ image }) => tested.has(image)).length }, name),
    compareFigures({ sources, baselines, advice, images, classes, bootstraps }, rankedAgain({ ...data, images: relabelled }), name),
    ...compareTrial(store, ranking),
  ];
}

/** Data that no longer fit together count as a difference of the whole ranking. */
function rankedAgain(data: Parameters<typeof buildRanking>[0]): unknown {
  try {
    return buildRanking(data);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { refused: error.message };
  }
}

function compareTrial(store: ProjectStore, ranking: number): FigureComparison[] {
  const shown = store.rankings.trial(ranking);
  return shown === null ? [] : [compareFigures(shown, trialOf(store, ranking, shown.tried), `trial of ranking ${ranking}`)];
}
