/**
 * `node build/source-model/convert.ts <file> <its name> <folder>`: turns published weights into a source folder that passes the same gate as
 * every model of a library. What goes wrong is told in the words of its failure, with exit code 1.
 */
import { failureOf } from '../../engine/domain/failure.ts';
import { passGate } from '../../engine/learn/gate/gate.ts';
import { takeInModel } from '../../engine/models/intake/take-in-model.ts';

const [file = '', name = '', folder = ''] = process.argv.slice(2);
try {
  await takeInModel(file, { id: 'model', from: name }, folder);
  await passGate(folder);
} catch (error) {
  const { code, facts } = failureOf(error);
  console.error(`error: ${String(facts.detail ?? code)}`);
  process.exitCode = 1;
}
