/** `npm run set-up [-- --retry] [-- --tensorflow archive|wheel|folder]`: everything that the other commands need. */
import { parseArgs } from 'node:util';
import { orExplain } from './set-up/explain.mjs';
import { setUp } from './set-up/run.mjs';

const { values } = parseArgs({ options: { retry: { type: 'boolean' }, tensorflow: { type: 'string' } } });
await orExplain(() => setUp({ say: (line) => console.log(line), retry: values.retry, route: values.tensorflow }));
