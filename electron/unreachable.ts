import type { Answer } from '../engine/contract/index.ts';
import { shell } from '../engine/words/en/shell.ts';
import { contentPolicy } from './content-policy.ts';

const retrySeconds = 2;

/** What a request of the page gets while the studio process is away. */
export function unreachableAnswer(): Response {
  const answer: Answer<never> = { ok: false, failure: { code: 'studio-unreachable', facts: {} } };
  return new Response(JSON.stringify(answer), { status: 503, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });
}

/** What is shown in place of the screens when they cannot be had; it asks for them again by itself. */
export function unreachablePage(): Response {
  const { title, what, safe, next } = shell.unreachablePage;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="${retrySeconds}">`
    + `<meta name="color-scheme" content="light dark"><title>${title}</title>`
    + `<main role="alert"><h1>${what}</h1><p>${safe}</p><p>${next}</p></main></html>`;
  return new Response(html, {
    status: 503,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'content-security-policy': contentPolicy },
  });
}
