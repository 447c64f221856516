import type { ClassSummary, Project, ReadingsSeen, TrainingPlan, WindowsSeen } from '../../../engine/contract/index.ts';
import { fewImages, type OtherChoice } from '../../../engine/domain/labels/other-class.ts';
import { asOneClass, nameOf, otherProblem, type OtherProblem } from './other-choice.ts';

/** Findings about the data before training. Each kind has a sentence in the words of the Train screen. */
export type DataCheck =
  | { readonly kind: 'no-images' }
  | { readonly kind: 'no-labels'; readonly images: number }
  | { readonly kind: 'one-class'; readonly class: string }
  | { readonly kind: 'single-image-classes'; readonly classes: readonly string[] }
  | { readonly kind: 'one-group-classes'; readonly classes: readonly string[] }
  | { readonly kind: 'small-classes'; readonly classes: readonly string[]; readonly fewerThan: number }
  | { readonly kind: 'untested-classes'; readonly classes: readonly string[] }
  | { readonly kind: 'empty-classes'; readonly classes: readonly string[] }
  | { readonly kind: 'unequal-classes'; readonly largest: string; readonly smallest: string; readonly times: number }
  | { readonly kind: 'few-test-images'; readonly images: number; readonly margin: number }
  | { readonly kind: 'conflicts'; readonly images: number }
  | { readonly kind: 'unlabelled'; readonly images: number }
  | { readonly kind: 'excluded'; readonly images: number }
  | { readonly kind: 'missing'; readonly images: number }
  | { readonly kind: 'windows-differ'; readonly images: number }
  | { readonly kind: 'readings-differ'; readonly images: number }
  | { readonly kind: 'windows-by-folder'; readonly images: number; readonly windows: number }
  | { readonly kind: 'windows-by-class'; readonly images: number }
  | { readonly kind: 'brightness-lost'; readonly images: number }
  | { readonly kind: 'brightness-used'; readonly images: number }
  | { readonly kind: 'other-planned'; readonly name: string; readonly classes: readonly string[] }
  | OtherProblem
  | { readonly kind: 'near-duplicates'; readonly groups: number; readonly leftOut: number };

/** `stops`: training cannot start. `warns`: the result will suffer. `tells`: good to know. */
export type Weight = 'stops' | 'warns' | 'tells';

const weights: Readonly<Record<DataCheck['kind'], Weight>> = {
  'no-images': 'stops',
  'no-labels': 'stops',
  'one-class': 'stops',
  'single-image-classes': 'stops',
  'one-group-classes': 'stops',
  'windows-differ': 'stops',
  'readings-differ': 'stops',
  'other-empty': 'stops',
  'other-unnamed': 'stops',
  'other-name-taken': 'stops',
  'other-too-small': 'stops',
  'other-planned': 'tells',
  'windows-by-folder': 'tells',
  'windows-by-class': 'warns',
  'brightness-lost': 'warns',
  'brightness-used': 'tells',
  'small-classes': 'warns',
  'untested-classes': 'warns',
  'unequal-classes': 'warns',
  conflicts: 'warns',
  missing: 'warns',
  'few-test-images': 'tells',
  'empty-classes': 'tells',
  unlabelled: 'tells',
  excluded: 'tells',
  'near-duplicates': 'tells',
};
export const weightOf = (check: DataCheck): Weight => weights[check.kind];

/** From this ratio on, plain accuracy says little about the smallest class. */
const unequalRatio = 5;
/** With fewer test images, the score is uncertain by about ten points or more. */
const wantedTestImages = 100;

const names = (classes: readonly ClassSummary[]): string[] => classes.map((one) => one.name);

/** Checks the data. Blockers come first, then warnings, then information. */
export function checkData(
  project: Project,
  plan: Pick<TrainingPlan, 'nearDuplicates' | 'tooSmall'> | null = null,
  looks: { readonly windows: WindowsSeen | null; readonly readings: ReadingsSeen | null } | null = null,
  other: OtherChoice | null = null,
): DataCheck[] {
  if (project.images === 0) return [{ kind: 'no-images' }];
  const problem = other && otherProblem(other, project.classes);
  const used = (other && !problem ? asOneClass(other, project.classes) : project.classes)
    .map((one) => ({ ...one, images: one.images - one.excluded }))
    .filter((one) => one.images > 0);
  const checks: DataCheck[] = [...checkEnough(project, used), ...checkClasses(used), ...checkRest(project)];
  if (other) checks.push(problem ?? otherPlanned(other, project.classes));
  if (plan !== null) checks.push(...checkGroups(plan, used));
  if (looks?.windows) checks.push(...checkBrightness(looks.windows));
  if (looks?.readings && looks.readings.differ > 0) checks.push({ kind: 'readings-differ', images: looks.readings.differ });
  const order: readonly Weight[] = ['stops', 'warns', 'tells'];
  return checks.sort((a, b) => order.indexOf(weightOf(a)) - order.indexOf(weightOf(b)));
}

function otherPlanned(other: OtherChoice, classes: readonly ClassSummary[]): DataCheck {
  return { kind: 'other-planned', name: nameOf(other, classes), classes: names(classes.filter(({ id }) => other.classes.includes(id))) };
}

/** Classes with several images but no two in different groups for training and testing; near-duplicates. */
function checkGroups(
  { nearDuplicates, tooSmall }: Pick<TrainingPlan, 'nearDuplicates' | 'tooSmall'>,
  used: readonly ClassSummary[],
): DataCheck[] {
  const checks: DataCheck[] = [];
  const inOneGroup = used.filter(({ name, images }) => images > 1 && tooSmall.includes(name));
  if (inOneGroup.length > 0) checks.push({ kind: 'one-group-classes', classes: names(inOneGroup) });
  if (nearDuplicates.groups > 0) checks.push({ kind: 'near-duplicates', ...nearDuplicates });
  return checks;
}

/** Checks the brightness windows: whether they differ, and whether absolute brightness that tells classes apart is used or lost. */
function checkBrightness({ images, chosen, differ, tellsClasses, windowsTellClasses }: WindowsSeen): DataCheck[] {
  if (differ) return [{ kind: 'windows-differ', images }];
  if (windowsTellClasses) return [{ kind: 'windows-by-class', images }];
  if (chosen.length > 1) return [{ kind: 'windows-by-folder', images, windows: chosen.length }];
  if (!tellsClasses) return [];
  return [{ kind: chosen[0]?.window === null ? 'brightness-lost' : 'brightness-used', images }];
}

function checkEnough(project: Project, used: readonly ClassSummary[]): DataCheck[] {
  if (used.length === 0) return [{ kind: 'no-labels', images: project.images }];
  if (used.length === 1) return [{ kind: 'one-class', class: used[0]!.name }];
  const test = used.reduce((sum, one) => sum + one.test, 0);
  if (test === 0 || test >= wantedTestImages) return [];
  return [{ kind: 'few-test-images', images: test, margin: marginOf(test) }];
}

function checkClasses(used: readonly ClassSummary[]): DataCheck[] {
  const checks: DataCheck[] = [];
  const single = used.filter((one) => one.images < 2);
  const small = used.filter((one) => one.images >= 2 && one.images < fewImages);
  const untested = used.filter((one) => one.images >= 2 && one.test === 0 && one.train > 0);
  if (single.length > 0 && used.length > 1) checks.push({ kind: 'single-image-classes', classes: names(single) });
  if (small.length > 0) checks.push({ kind: 'small-classes', classes: names(small), fewerThan: fewImages });
  if (untested.length > 0) checks.push({ kind: 'untested-classes', classes: names(untested) });
  const bySize = [...used].sort((a, b) => b.images - a.images);
  const times = bySize.length > 1 ? bySize[0]!.images / bySize.at(-1)!.images : 1;
  if (times >= unequalRatio) {
    checks.push({ kind: 'unequal-classes', largest: bySize[0]!.name, smallest: bySize.at(-1)!.name, times: Math.round(times) });
  }
  return checks;
}

function checkRest(project: Project): DataCheck[] {
  const checks: DataCheck[] = [];
  const empty = project.classes.filter((one) => one.images === 0);
  if (project.conflicts > 0) checks.push({ kind: 'conflicts', images: project.conflicts });
  if (project.missing > 0) checks.push({ kind: 'missing', images: project.missing });
  if (empty.length > 0 && project.labelled > 0) checks.push({ kind: 'empty-classes', classes: names(empty) });
  if (project.unlabelled > project.conflicts && project.labelled > 0) {
    checks.push({ kind: 'unlabelled', images: project.unlabelled - project.conflicts });
  }
  if (project.excluded > 0) checks.push({ kind: 'excluded', images: project.excluded });
  return checks;
}

/** Half the maximum width of a 95 % confidence interval, at a score of one half: 1.96 · sqrt(1 / 4n). */
export function marginOf(testImages: number): number {
  return 1.96 * Math.sqrt(0.25 / testImages);
}
