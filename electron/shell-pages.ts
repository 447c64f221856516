import { words } from '../engine/words/words.ts';
import { contentPolicy } from './content-policy.ts';

/** The few pages that the shell itself shows while the screens are unavailable or have nothing to show yet. */
const folder = '/shell/';
const styleName = 'page.css';
const examplePage = 'example';
const retrySeconds = 2;

/** The path, below our own origin, of the page shown while the example is drawn. */
export const examplePath = `${folder}${examplePage}`;

/** Background colours of the screens, also used for the empty window. */
export const grounds = { light: '#f4f5f6', dark: '#131619' } as const;

const style = `
:root { color-scheme: light dark; }
body { display: grid; place-items: center; min-height: 100vh; margin: 0; background: ${grounds.light}; color: #1a1f24;
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif; }
main { max-width: 32em; padding: 36px; }
h1 { margin: 0 0 8px; font-size: 20px; }
p { margin: 0 0 4px; color: #566069; }
@media (prefers-color-scheme: dark) { body { background: ${grounds.dark}; color: #e7eaed; } p { color: #a3adb6; } }
`;

/** Returns the shell's own response for a path, or null if the path belongs to the studio. */
export function shellAnswer(path: string): Response | null {
  if (path === `${folder}${styleName}`) return new Response(style, { headers: { 'content-type': 'text/css; charset=utf-8' } });
  if (path !== examplePath) return null;
  const { title, what, next } = words.shell.examplePage;
  return pageAnswer(200, { title, role: 'status', what, more: [next] });
}

/** The page shown while the screens are unavailable; it retries by itself. */
export function unreachablePage(): Response {
  const { title, what, safe, next } = words.shell.unreachablePage;
  return pageAnswer(503, { title, role: 'alert', what, more: [safe, next], again: true });
}

interface Page {
  readonly title: string;
  readonly role: 'alert' | 'status';
  readonly what: string;
  readonly more: readonly string[];
  /** Whether to reload the page repeatedly until the screens are available. */
  readonly again?: boolean;
}

function pageAnswer(status: number, { title, role, what, more, again }: Page): Response {
  const html =
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark">'
    + `${again ? `<meta http-equiv="refresh" content="${retrySeconds}">` : ''}<title>${title}</title><link rel="stylesheet" href="${folder}${styleName}">`
    + `<main role="${role}"><h1>${what}</h1>${more.map((words) => `<p>${words}</p>`).join('')}</main></html>`;
  return new Response(html, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': contentPolicy },
  });
}
