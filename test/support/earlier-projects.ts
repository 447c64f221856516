import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const kept = join(import.meta.dirname, '..', 'fixtures', 'projects');

/** Projects created by earlier versions, as `form name`: see the README in their folder. */
export const earlierProjects: readonly string[] = readdirSync(kept, { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .flatMap(({ name: form }) => readdirSync(join(kept, form)).map((name) => `${form} ${name}`));

/** Copies one of them into a folder, to be opened and changed. */
export function earlierProject(called: string, folder: string): string {
  const [form = '', name = ''] = called.split(' ');
  const path = join(folder, `${name}.graft`);
  cpSync(join(kept, form, name), path, { recursive: true });
  return path;
}
