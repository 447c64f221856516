import type { AnnotationFormat } from '../format.ts';
import { filesThatBegin, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import { isCoco, readCocoFile } from './coco.ts';

/**
 * COCO Camera Traps, as in LILA: COCO with the place, the sequence and the time of each picture. Most annotations are classes of the whole
 * picture, some of the whole sequence. Numbers of animals are counted as lost.
 */
export const cocoCameraTraps: AnnotationFormat = {
  id: 'coco-camera-traps',
  title: 'COCO Camera Traps',
  description: 'https://lila.science/coco-camera-traps',
  carries: ['class', 'classes', 'boxes', 'group', 'site', 'split', 'date'],
  recognise: (source) => someBegins(source, ['.json'], isCameraTraps),

  async *read(source, tally) {
    for await (const { name } of filesThatBegin(source, ['.json'], isCoco)) yield* readCocoFile(source, name, tally);
  },
};

const ownKeys = [
  '$.images.*.location',
  '$.images.*.seq_id',
  '$.images.*.datetime',
  '$.annotations.*.sequence_level_annotation',
  '$.annotations.*.bbox_relative',
];
const isCameraTraps = (outline: JsonOutline): boolean => isCoco(outline) && ownKeys.some((key) => outline.has(key));
