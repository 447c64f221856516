import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { language, words } from '../words/words.ts';

/** Allows scripts, styles and connections only from the studio itself; no inline code, frames or plug-ins. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

export interface ScreenFile {
  readonly file: string;
  readonly contentType: string;
  readonly immutable: boolean;
}

/**
 * Returns the built screens as a fixed map of URL paths, read once: a request can only name files of the build, and its path never reaches
 * the file system.
 */
export function screenFiles(folder: string): ReadonlyMap<string, ScreenFile> {
  const files = new Map<string, ScreenFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const url = `/${file
      .slice(folder.length + 1)
      .split(sep)
      .join('/')}`;
    const contentType = contentTypes[extname(entry.name)] ?? 'application/octet-stream';
    files.set(url, { file, contentType, immutable: url.startsWith('/assets/') });
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}

/** Reads a file of the screens. Pages get the studio's language; their scripts contain all languages and choose by it. */
export function readScreen({ file }: ScreenFile): Buffer {
  const content = readFileSync(file);
  return extname(file) === '.html' ? Buffer.from(inLanguage(content.toString())) : content;
}

function inLanguage(page: string): string {
  return page
    .replace(/<html lang="[^"]*">/, () => `<html lang="${language}">`)
    .replace(/(<noscript>)[^<]*/, (_, tag: string) => `${tag}${words.frame.needsJavaScript}`);
}
