/**
 * Opens a project, adds a class, and prints the failure code as JSON, or null: `node label-on-failing-disk.ts <project> <class>`. Run under
 * a tracer that makes system calls fail.
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
