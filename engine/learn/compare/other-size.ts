import { createHash } from 'node:crypto';
import type { ContentHash } from '../../domain/ids.ts';
import type { SourceOnDisk } from '../../models/library/source-models.ts';

/** The same network for another input size, with a hash of its own. */
export function atInputSize(source: SourceOnDisk, side: number): SourceOnDisk {
  if (side === source.model.inputSize) return source;
  const hash = createHash('sha256').update(`${source.model.hash} at ${side}`).digest('hex') as ContentHash;
  return { ...source, model: { ...source.model, hash, inputSize: side } };
}
