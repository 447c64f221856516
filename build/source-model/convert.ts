/**
 * `node build/source-model/convert.ts <file> <its name> <folder>`: converts published weights to a source folder that passes the same
 * checks as every model of a library. Prints the message of a failure and exits with code 1.
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
