/**
 * `npm run set-up [-- --retry] [-- --tensorflow archive|wheel|folder] [-- --lite0 <file>]`: prepares everything the other commands need.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { orExplain } from './set-up/explain.mjs';
import { calledFrom } from './set-up/run-in-front.mjs';
import { setUp } from './set-up/run.mjs';

const { values } = parseArgs({ options: { retry: { type: 'boolean' }, tensorflow: { type: 'string' }, lite0: { type: 'string' } } });
await orExplain(() =>
  setUp({
    say: (line) => console.log(line),
    retry: values.retry,
    route: values.tensorflow,
    lite0: values.lite0 && path.resolve(calledFrom('set-up'), values.lite0),
  }),
);
