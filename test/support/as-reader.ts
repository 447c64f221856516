import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const nobody = 65_534;

/** Does something that ends at once as somebody who may read a project and not write it. */
export function asReader<T>(folder: string, work: () => T): T {
  const isSuperuser = process.getuid?.() === 0;
  chmodSync(join(folder, '..'), 0o755);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
  chmodSync(folder, 0o555);
  if (isSuperuser) process.seteuid!(nobody);
  try {
    return work();
  } finally {
    if (isSuperuser) process.seteuid!(0);
    chmodSync(folder, 0o755);
  }
}
