import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import type { Handlers } from '../contract/index.ts';
import { failureOf, StudioError, type FailureCode } from '../domain/failure.ts';
import type { ContentHash, ImageId, ProjectId } from '../domain/ids.ts';
import { fromHere, mayAsk, mayEnter, type Access, type Caller, type Session } from './access.ts';
import { answer } from './answer.ts';
import type { PictureKind } from '../work/images/project-pictures.ts';
import type { AnyEvent, EventBus } from '../work/studio/event-bus.ts';
import { pictureBytes, picturePage, pictureResponse } from './pictures.ts';
import { readScreen, securityHeaders, type ScreenFile } from './screens.ts';
import type { Uploads } from './uploads.ts';

/** What the host serves. */
export interface Hosted {
  readonly handlers: Partial<Handlers>;
  readonly bus: EventBus;
  readonly uploads: Uploads;
  /** The file of a picture, recreated from the original if the cache has lost it. */
  picture(project: ProjectId, image: ImageId, which: PictureKind): Promise<string>;
  /** An image's thumbnail, recreated likewise. */
  thumbnail(project: ProjectId, image: ImageId): Promise<Uint8Array>;
  /** The thumbnails of some images; null for those that are not at hand or, if they are to be made, cannot be. */
  thumbnails(project: ProjectId, images: readonly ImageId[], how: { areMade: boolean }): Promise<readonly (Uint8Array | null)[]>;
  /** A picture from a classified folder; content that was not classified is refused. */
  classifiedPicture(project: ProjectId, hash: ContentHash, which: PictureKind | 'thumbnail'): Promise<Uint8Array>;
  readonly screens: ReadonlyMap<string, ScreenFile>;
}

const keepAliveMs = 15_000;
/** Requests are held in memory as a whole; the ids of a million images take a quarter of this. */
const requestBytesMost = 32 * 2 ** 20;

/** The images of one page of thumbnails; a window shows fewer at once. */
const thumbnailsMost = 500;

/** Serves the contract over HTTP: requests, events, pictures, uploads and screens, subject to the access rule. */
export function hostApp(hosted: Hosted, access: Access, port: () => number | null): Hono {
  const app = new Hono();
  const callerOf = (context: Context): Caller => ({ header: (name) => context.req.header(name), port: port() });

  app.use('*', async (context, next) => {
    const caller = callerOf(context);
    const token = context.req.path === '/' ? context.req.query('token') : undefined;
    if (token !== undefined && access.kind === 'loopback' && fromHere(caller))
      return enter(context, access.tokens.redeem(token, caller.port), caller);
    if (!(isLook(context) ? mayEnter : mayAsk)(access, caller)) return failed(context, 'not-allowed', 403);
    await next();
    for (const [name, value] of Object.entries(securityHeaders)) context.res.headers.set(name, value);
    return undefined;
  });

  const enter = (context: Context, session: Session | null, caller: Caller): Response | Promise<Response> => {
    // Reloading the address that opened this window sends a used token with a valid cookie; the page has kept the key.
    if (session === null) return mayEnter(access, caller) ? context.redirect('/', 303) : failed(context, 'not-allowed', 403);
    context.header('set-cookie', session.cookie);
    return context.redirect(`/?key=${session.key}`, 303);
  };

  const tooLong = (context: Context) =>
    context.json({ ok: false, failure: { code: 'input-invalid', facts: { detail: 'longer than any request is' } } }, 413);
  app.post('/api/:name', bodyLimit({ maxSize: requestBytesMost, onError: tooLong }), async (context) => {
    const input: unknown = await context.req.json().catch(() => undefined);
    return context.json(await answer(hosted.handlers, context.req.param('name'), input));
  });

  app.get('/events', (context) => eventStream(context, hosted.bus));

  app.get('/images/:project/thumbnails', async (context) => {
    const images = (context.req.query('of') ?? '').split(',').map(Number) as ImageId[];
    try {
      if (images.length > thumbnailsMost || !images.every(Number.isSafeInteger))
        throw new StudioError('input-invalid', { detail: 'the images of a page' });
      const areMade = context.req.query('made') !== undefined;
      return picturePage(await hosted.thumbnails(context.req.param('project') as ProjectId, images, { areMade }));
    } catch (error) {
      return context.json({ ok: false, failure: failureOf(error) }, 404);
    }
  });

  app.get('/images/:project/:image/:which{thumbnail|view|full}', async (context) => {
    const { project, image, which } = context.req.param();
    try {
      if (which === 'thumbnail') return pictureBytes(await hosted.thumbnail(project as ProjectId, Number(image) as ImageId));
      return await pictureResponse(await hosted.picture(project as ProjectId, Number(image) as ImageId, which as PictureKind));
    } catch (error) {
      return context.json({ ok: false, failure: failureOf(error) }, 404);
    }
  });

  app.get('/classified/:project/:hash{[0-9a-f]{64}}/:which{thumbnail|view|full}', async (context) => {
    const { project, hash, which } = context.req.param();
    try {
      return pictureBytes(await hosted.classifiedPicture(project as ProjectId, hash as ContentHash, which as PictureKind | 'thumbnail'));
    } catch (error) {
      return context.json({ ok: false, failure: failureOf(error) }, 404);
    }
  });

  app.put('/uploads/:upload/:path{.+}', async (context) => {
    try {
      await hosted.uploads.receive(context.req.param('upload'), decodedPath(context), context.req.raw.body);
      return context.json({ ok: true, value: {} });
    } catch (error) {
      return context.json({ ok: false, failure: failureOf(error) }, 400);
    }
  });

  app.get('*', (context) => {
    const screen = hosted.screens.get(context.req.path);
    if (!screen) return context.notFound();
    const caching = screen.immutable ? 'private, max-age=31536000, immutable' : 'no-cache';
    return new Response(new Uint8Array(readScreen(screen)), { headers: { 'content-type': screen.contentType, 'cache-control': caching } });
  });
  return app;
}

function decodedPath(context: Context): string {
  const raw = new URL(context.req.url).pathname.split('/').slice(3);
  try {
    return raw
      .map(decodeURIComponent)
      .map((segment) => (segment.includes('/') ? '..' : segment))
      .join('/');
  } catch {
    throw new StudioError('input-invalid', { detail: 'the name of a dropped file' });
  }
}

/** Screens and pictures are requested by the browser itself, with nothing but the cookie. */
const isLook = ({ req }: Context): boolean => req.method === 'GET' && req.path !== '/events';

function failed(context: Context, code: FailureCode, status: 403): Response {
  return context.json({ ok: false, failure: { code, facts: {} } }, status);
}

function eventStream(context: Context, bus: EventBus): Response {
  return streamSSE(context, async (stream) => {
    const waiting: AnyEvent[] = [];
    let wake = (): void => {};
    const unsubscribe = bus.subscribe((event) => {
      waiting.push(event);
      wake();
    });
    stream.onAbort(() => {
      unsubscribe();
      wake();
    });
    await stream.writeSSE({ event: 'hello', data: '{}' });
    while (!stream.aborted && !stream.closed) {
      const event = waiting.shift();
      if (event) {
        await stream.writeSSE({ event: event.name, data: JSON.stringify(event.data) });
        continue;
      }
      const isQuiet = await quiet(keepAliveMs, (resolve) => {
        wake = resolve;
      });
      if (isQuiet) await stream.writeSSE({ event: 'alive', data: '{}' });
    }
    unsubscribe();
  });
}

/** Waits until woken or until `ms` have passed; resolves to true for the latter. */
function quiet(ms: number, onWake: (resolve: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    onWake(() => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
