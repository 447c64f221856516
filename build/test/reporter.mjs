/**
 * A reporter for node:test that writes one JSON object per finished test, for test-files.mjs to read. Suites and parents of failed tests
 * are omitted: each test counts once.
 * @param {AsyncIterable<{ type: string, data: any }>} events
 */
export default async function* report(events) {
  /** @type {string[]} */
  const path = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      path.length = data.nesting;
      path[data.nesting] = data.name;
    }
    if ((type !== 'test:pass' && type !== 'test:fail') || !counts(type, data)) continue;
    yield `${JSON.stringify({ name: [...path.slice(0, data.nesting), data.name].join(' > '), ...verdictOf(type, data) })}\n`;
  }
}

/** @param {string} type @param {any} data */
function counts(type, data) {
  if (data.details?.type === 'suite' && type === 'test:pass') return data.skip !== undefined;
  return data.details?.error?.failureType !== 'subtestsFailed';
}

/** @param {string} type @param {any} data */
function verdictOf(type, data) {
  if (data.skip !== undefined) return { skipped: typeof data.skip === 'string' && data.skip ? data.skip : 'no reason given' };
  if (type === 'test:pass') return { passed: true };
  const error = data.details?.error;
  return { failure: String(error?.cause?.stack ?? error?.cause ?? error?.stack ?? error) };
}
