import type { ClassId } from '../../../engine/domain/ids.ts';
import type { LinearHead } from '../../../engine/domain/models/linear-head.ts';
import { seededRandom } from '../../../engine/domain/statistics/random.ts';

/** A head with random weights whose probabilities differ between pictures. Always the same. */
export function drawnHead(dimension: number, classes: number, form: { centred: boolean; unitLength: boolean }): LinearHead {
  const random = seededRandom(7);
  const draw = (length: number, scale: number) => Float32Array.from({ length }, () => (random() - 0.5) * scale);
  return {
    kind: 'logistic',
    dimension,
    classIds: Array.from({ length: classes }, (_, index) => (index + 11) as ClassId),
    centre: form.centred ? draw(dimension, 1) : null,
    unitLength: form.unitLength,
    weights: draw(dimension * classes, 4),
    bias: draw(classes, 1),
    chosen: { by: 'none', strength: 1, accuracy: null },
  };
}

/** Names for the classes of a drawn head. */
export const drawnClasses = (head: LinearHead): { id: ClassId; name: string }[] => head.classIds.map((id) => ({ id, name: `class ${id}` }));
