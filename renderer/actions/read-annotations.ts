import type { AnnotationsSeen, Input, Output } from '../../engine/contract/index.ts';
import { isAnnotationName } from '../../engine/domain/labels/annotation-names.ts';
import { ask, upload } from '../studio.ts';
import type { Dropped } from './collect-dropped.ts';

export type AnnotationInput = Input<'labels.import'>['annotations'];
/** As for an import of images, whose boxes may be cut out. */
export type ImportAnnotationInput = NonNullable<Input<'images.import'>['annotations']>;
/** Which boxes are cut out, and how. */
export type CutInput = NonNullable<ImportAnnotationInput['cut']>;
/** The pictures that an annotation file is about: those below some folders, or those of a project. */
export type AboutPictures = Input<'annotations.read'>['about'];

/** The annotation files beside images. @throws StudioError */
export const findAnnotations = async (paths: string[]): Promise<Output<'annotations.find'>['files']> =>
  (await ask('annotations.find', { paths })).files;

/** Reads an annotation file as an import would. @throws StudioError */
export const readAnnotations = (about: AboutPictures, annotations: ImportAnnotationInput): Promise<AnnotationsSeen> =>
  ask('annotations.read', { about, annotations });

/** The path of an annotation file that was dropped or pasted on its own; null if something else was. Uploads one that only the browser has. */
export async function annotationFileOf(dropped: Dropped): Promise<string | null> {
  if ('paths' in dropped) {
    const [path, ...others] = dropped.paths;
    return path !== undefined && others.length === 0 && isAnnotationName(path) ? path : null;
  }
  const [only, ...others] = dropped.files;
  if (only === undefined || others.length > 0 || only.path.includes('/') || !isAnnotationName(only.path)) return null;
  const id = await upload([only], () => {}, new AbortController().signal);
  return (await ask('annotations.uploaded', { upload: id })).file;
}
