import { failureOf } from '../engine/domain/failure.ts';
import type { Failure, Project } from '../engine/contract/index.ts';
import { askStudio } from './ask-studio.ts';
import { origin, type StudioDoor } from './scheme.ts';
import { examplePath } from './shell-pages.ts';

/** What a command line, a dialog or a second instance asks to be shown. */
export type Opening = { readonly project: string } | { readonly example: true };

export interface OpeningParts {
  readonly studio: StudioDoor;
  /** Shows an address of the screens in the window. */
  readonly show: (address: string) => void;
  readonly fail: (failure: Failure) => void;
}

/** Opens a project through the studio and shows its images. Where that fails, what was shown before stays. */
export async function openInWindow(parts: OpeningParts, opening: Opening): Promise<void> {
  if ('example' in opening) return openExample(parts);
  try {
    parts.show(imagesOf(await askStudio(parts.studio, 'projects.open', { path: opening.project })));
  } catch (error) {
    parts.fail(failureOf(error));
  }
}

/** The first time the example has to be drawn, which takes some seconds; the window says so meanwhile. */
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
