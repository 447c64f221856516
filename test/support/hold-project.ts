import { failureOf } from '../../engine/domain/failure.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';

// Opens a project at a given time, reports the result, and holds it until standard input ends.
const [folder = '', at = '0'] = process.argv.slice(2);
while (Date.now() < Number(at)) continue;
try {
  const store = ProjectStore.open(folder);
  process.stdout.write('open\n');
  process.stdin.resume().on('end', () => store.close());
} catch (error) {
  process.stdout.write(`${failureOf(error).code}\n`);
}
