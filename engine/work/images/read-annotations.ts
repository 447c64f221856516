import { basename } from 'node:path';
import type { AnnotationChoice, ImportAnnotations } from '../../contract/index.ts';
import type { LabelChoices } from '../../annotations/label-pictures.ts';
import { StudioError } from '../../domain/failure.ts';
import { inThread } from '../studio/in-thread.ts';
import type { AnnotationAnswer, AnnotationOrder, ReadAnnotations } from './annotation-order.ts';

/**
 * Reads an annotation file in a thread of its own and labels pictures by it.
 * @param pictures their names: paths relative to the imported folder, or absolute ones
 * Errors: `annotations-unreadable`, `annotations-unknown`, `folder-not-found`, `stopped`.
 */
export async function readAnnotations(
  annotations: AnnotationChoice | ImportAnnotations,
  pictures: readonly string[],
  signal?: AbortSignal,
): Promise<ReadAnnotations> {
  const { file, format, columns } = annotations;
  const order: AnnotationOrder = { file, format, columns, choices: choicesOf(annotations), pictures };
  const answer = await inThread<AnnotationAnswer>('work/images/annotation-thread', order, signal);
  if ('read' in answer) return answer.read;
  if (answer.fault === 'not-found') throw new StudioError('folder-not-found', { path: file });
  if (answer.fault === 'unknown') throw new StudioError('annotations-unknown', { path: file });
  throw new StudioError('annotations-unreadable', {
    path: file,
    file: answer.file === basename(file) ? '' : answer.file,
    reason: answer.fault,
    at: answer.at,
  });
}

function choicesOf(annotations: AnnotationChoice | ImportAnnotations): LabelChoices {
  const { boxes, together } = annotations;
  return boxes === 'cut' ? { boxes, together, cut: annotations.cut } : { boxes, together };
}
