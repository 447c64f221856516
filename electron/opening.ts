import { failureOf } from '../engine/domain/failure.ts';
import type { Failure } from '../engine/contract/index.ts';
import { askStudio } from './ask-studio.ts';
import { origin, type StudioDoor } from './scheme.ts';

/** What a command line, a dialog or a second instance asks to be shown. */
export type Opening = { readonly project: string } | { readonly example: true };

export interface OpeningParts {
  readonly studio: StudioDoor;
  /** Shows an address of the screens in the window. */
  readonly show: (address: string) => void;
  readonly fail: (failure: Failure) => void;
}

/** Opens a project through the studio and shows its images; whatever was shown before stays where that fails. */
export async function openInWindow(parts: OpeningParts, opening: Opening): Promise<void> {
  try {
    const { id } = 'example' in opening
      ? await askStudio(parts.studio, 'projects.example', {})
      : await askStudio(parts.studio, 'projects.open', { path: opening.project });
    parts.show(`${origin}/#/${id}/images`);
  } catch (error) {
    parts.fail(failureOf(error));
  }
}
