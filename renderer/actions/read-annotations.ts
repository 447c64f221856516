import type { AnnotationsSeen, Input, Output } from '../../engine/contract/index.ts';
import { ask } from '../studio.ts';

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
