/**
 * A process that trains a tiny source model and prints its state: `whole` for ten steps without a break, `half` for five, or the other five
 * from a state printed before.
 */
import { readSource } from '../../../engine/models/library/source-models.ts';
import { Trainer } from '../../../engine/learn/tune/trainer/trainer.ts';
import { drawnInputs, trainerSpec } from './trainers.ts';

const [folder = '', from = ''] = process.argv.slice(2);
const { pictures, labels } = drawnInputs(16, 8, 3);
const trainer = await Trainer.load(trainerSpec(await readSource(folder)));
const isWhole = from === 'whole' || from === 'half';
if (!isWhole)
  trainer.restore(
    new Map(
      Object.entries(JSON.parse(from) as Record<string, string>).map(([key, text]) => [
        key,
        new Float32Array(Uint8Array.from(Buffer.from(text, 'base64')).buffer),
      ]),
    ),
  );
for (let step = isWhole ? 0 : 5; step < (from === 'half' ? 5 : 10); step++) trainer.step(pictures, labels, 0.02 + 0.01 * step);
console.log(
  JSON.stringify(Object.fromEntries([...trainer.state()].map(([key, values]) => [key, Buffer.from(values.buffer).toString('base64')]))),
);
trainer.dispose();
