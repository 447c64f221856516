import { armsWithoutTransfer, type ArmFigures, type ArmName, type ArmPointFigures, type Rival } from './transfer-benefit.ts';

/**
 * Returns, for each size, the candidate arm with the best mean validation score over its seeds; predictions for test images play no part
 * in the choice. Ties go to arms that are finished, then to the order of `candidates`. A size at which no candidate was trained has no
 * rival.
 */
export function bestRivals(
  arms: readonly ArmFigures[],
  sizes: readonly number[],
  candidates: readonly ArmName[] = armsWithoutTransfer,
): Rival[] {
  return sizes.flatMap((perClass): Rival[] => {
    const there = candidates.flatMap((name) =>
      arms
        .filter(({ arm }) => arm === name)
        .flatMap(({ arm, points }) => points.filter((point) => point.perClass === perClass).map((point) => ({ arm, point }))),
    );
    const best = there.reduce<(typeof there)[number] | null>(
      (leader, one) => (leader === null || isBetter(one.point, leader.point) ? one : leader),
      null,
    );
    return best === null ? [] : [{ perClass, arm: best.arm, unfinished: best.point.unfinished }];
  });
}

/** The same arm as rival at each of these sizes at which it was trained. */
export function sameRival(arms: readonly ArmFigures[], arm: ArmName, sizes: readonly number[]): Rival[] {
  return bestRivals(arms, sizes, [arm]);
}

/** Merges neighbouring sizes with the same rival. */
export function rivalStretches(
  rivals: readonly Pick<Rival, 'arm' | 'perClass'>[],
): { readonly arm: ArmName; readonly from: number; readonly to: number }[] {
  const found: { arm: ArmName; from: number; to: number }[] = [];
  for (const { arm, perClass } of rivals) {
    const last = found.at(-1);
    if (last?.arm === arm) last.to = perClass;
    else found.push({ arm, from: perClass, to: perClass });
  }
  return found;
}

function isBetter(one: ArmPointFigures, leader: ArmPointFigures): boolean {
  const [score, best] = [one.validationScore ?? 0, leader.validationScore ?? 0];
  return score > best || (score === best && one.unfinished === 0 && leader.unfinished > 0);
}
