/** `node open-at-once.ts <root>` opens a project when told, labels, reports the result, and holds the project until its input ends. */
import { once } from 'node:events';
import { writeSync } from 'node:fs';
import type { ClassId, ImageId } from '../../engine/domain/ids.ts';
import { failureOf } from '../../engine/domain/failure.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';
import { projectIn } from './operations.ts';

const root = process.argv[2] ?? '';
writeSync(1, 'ready\n');
await once(process.stdin, 'data');
let store: ProjectStore | null = null;
try {
  store = ProjectStore.open(projectIn(root));
  store.labels.set([1 as ImageId], 2 as ClassId, { at: 9, by: `process ${process.pid}` });
  writeSync(1, 'open\n');
} catch (error) {
  writeSync(1, `${failureOf(error).code}\n`);
}
await once(process.stdin, 'end');
store?.close();
