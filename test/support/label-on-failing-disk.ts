/**
 * Opens a project, gives it a class, and prints the code of the failure as JSON, or null: `node label-on-failing-disk.ts <project> <class>`.
 * Started under a tracer that lets calls of the system fail.
 */
import { failureOf } from '../../engine/domain/failure.ts';
import { ProjectStore } from '../../engine/store/project-store.ts';

const [folder = '', name = ''] = process.argv.slice(2);
let code: string | null = null;
try {
  ProjectStore.open(folder).classes.add(name, { at: 1, by: 'test' });
} catch (error) {
  ({ code } = failureOf(error));
}
process.stdout.write(JSON.stringify(code));
