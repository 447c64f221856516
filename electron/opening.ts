import { failureOf } from '../engine/domain/failure.ts';
import type { Failure, Project } from '../engine/contract/index.ts';
import { askStudio } from './ask-studio.ts';
import { origin, type StudioDoor } from './scheme.ts';
import { examplePath } from './shell-pages.ts';

/** What a command line, a dialog or a second instance asks to open. */
export type Opening = { readonly project: string } | { readonly example: true };

export interface OpeningParts {
  readonly studio: StudioDoor;
  /** Shows an address of the screens in the window. */
  readonly show: (address: string) => void;
  readonly fail: (failure: Failure) => void;
}

/** Opens a project through the studio and shows its images. If that fails, the window stays as it was. */
export async function openInWindow(parts: OpeningParts, opening: Opening): Promise<void> {
  if ('example' in opening) return openExample(parts);
  try {
    parts.show(imagesOf(await askStudio(parts.studio, 'projects.open', { path: opening.project })));
  } catch (error) {
    parts.fail(failureOf(error));
  }
}

/** Drawing the example for the first time takes some seconds; meanwhile the window shows a page that says so. */
async function openExample(parts: OpeningParts): Promise<void> {
  parts.show(origin + examplePath);
  try {
    parts.show(imagesOf(await askStudio(parts.studio, 'projects.example', {})));
  } catch (error) {
    parts.show(`${origin}/`);
    parts.fail(failureOf(error));
  }
}

const imagesOf = ({ id }: Pick<Project, 'id'>): string => `${origin}/#/${id}/images`;
