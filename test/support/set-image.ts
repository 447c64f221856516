import type { ImageId } from '../../engine/domain/ids.ts';
import type { SetImage } from '../../engine/work/labels/export/labelled-set.ts';
import { hashOf } from './project.ts';

/** An image as label exports get it: a whole picture without a label, unless `facts` say otherwise. Ada gives the labels. */
export const setImage = (id: number, file: string, facts: Partial<SetImage> = {}): SetImage => ({
  id: id as ImageId,
  file,
  cut: null,
  window: null,
  reading: null,
  hash: hashOf(file),
  width: 640,
  height: 480,
  format: 'jpeg',
  bytes: 3,
  class: null,
  split: null,
  group: null,
  site: null,
  takenAt: null,
  tags: [],
  excluded: false,
  conflict: false,
  labelledBy: facts.class === undefined ? null : 'Ada',
  labelledAt: facts.class === undefined ? null : Date.UTC(2026, 4, 1, 12),
  ...facts,
});
