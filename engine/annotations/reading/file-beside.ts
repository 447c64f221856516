import { posix } from 'node:path';

/** Full paths of any system, and addresses. */
const whole = /^([\\/]|[a-z]:|[a-z][\w+.-]+:\/\/)/i;

/** A picture's name as seen from the folder of the source, given as a file in that folder states it. */
export function fileBeside(annotationFile: string, stated: string): string {
  const folder = posix.dirname(annotationFile);
  return folder === '.' || whole.test(stated) ? stated : posix.join(folder, stated);
}

/** A name without its last extension. */
export const withoutExtension = (name: string): string => name.slice(0, name.length - posix.extname(name).length);
