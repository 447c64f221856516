import { existsSync } from 'node:fs';
import { screensFolder as ownScreens } from '../program/own-files.ts';
import { refusalWords } from '../words/words.ts';
import { Studio, studioParts } from '../work/studio.ts';
import { clearLeftBehind, ownUploads } from '../work/studio/left-behind.ts';
import { studioHome } from '../work/studio/user-folders.ts';
import type { Access } from './access.ts';
import { listen } from './listen.ts';
import { screenFiles } from './screens.ts';
import { Uploads } from './uploads.ts';

/** The built screens; GRAFT_SCREENS names others. */
const screensFolder = process.env.GRAFT_SCREENS ?? ownScreens;

export interface ServedStudio {
  readonly studio: Studio;
  readonly port: number | null;
  /** Stops listening, then closes the studio. */
  close(): Promise<void>;
}

/** Starts a studio and serves it. */
export async function serveStudio(access: Access, at: { pipe: string } | { port: number }): Promise<ServedStudio> {
  await clearLeftBehind(studioHome());
  const uploads = new Uploads(ownUploads(studioHome()));
  await uploads.clear();
  const studio = new Studio(studioParts(uploads, (refusal) => refusalWords(refusal).what));
  const listening = await listen(
    {
      handlers: studio.handlers,
      bus: studio.bus,
      uploads,
      picture: (...asked) => studio.picture(...asked),
      thumbnail: (...asked) => studio.thumbnail(...asked),
      thumbnails: (...asked) => studio.thumbnails(...asked),
      classifiedPicture: (...asked) => studio.classifiedPicture(...asked),
      screens: existsSync(screensFolder) ? screenFiles(screensFolder) : new Map(),
    },
    access,
    at,
  );
  return {
    studio,
    port: listening.port,
    async close() {
      await listening.close();
      await studio.close();
      await uploads.clear();
    },
  };
}
