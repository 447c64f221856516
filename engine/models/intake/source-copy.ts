import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { StudioError } from '../../domain/failure.ts';
import type { CardWishes } from './convert-model.ts';
import { weightGroups } from '../layers/layers-file.ts';
import { checkWeightBytes, mostTextBytes, TooLarge, UnreadableModel } from './model-file.ts';
import { complaint, sourceCard } from '../library/source-card.ts';
import type { SourceCard } from '../library/source-card.ts';
import { insideFolder } from '../library/source-files.ts';
import { companions } from '../library/source-models.ts';
import type { ModelFiles } from './tfjs-file.ts';
import { groupBytes } from '../layers/weights.ts';

/**
 * Copies a model that is already a source folder, byte for byte, so that it keeps its hash, and writes its card with what the user states.
 * @param prefix where its files are among `files`, "" or ending in "/"
 * @throws StudioError source-card-damaged; TooLarge, UnreadableModel
 */
export async function copySource(files: ModelFiles, prefix: string, wishes: Partial<CardWishes>, folder: string): Promise<void> {
  const card = await cardIn(files, prefix);
  const model = await files.read(`${prefix}model.json`);
  const groups = weightGroups(JSON.parse(model.toString('utf8')));
  checkWeightBytes(groups.reduce((sum, group) => sum + groupBytes(group), 0));
  const needed = groups.flatMap(({ paths }) => paths);
  writeFileSync(join(folder, 'model.json'), model);
  for (const name of [...needed, ...companions(card)]) {
    const bytes = files.bytes(prefix + name);
    if (bytes === null && needed.includes(name)) throw new UnreadableModel(`${name} is missing`);
    if (bytes === null) continue;
    if (!needed.includes(name) && bytes > mostTextBytes) throw new TooLarge(`${name} takes ${bytes} bytes`);
    const to = insideFolder(folder, name);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, await files.read(prefix + name));
  }
  writeFileSync(join(folder, 'source.json'), `${JSON.stringify(withWishes(card, wishes), null, 1)}\n`);
}

async function cardIn(files: ModelFiles, prefix: string): Promise<SourceCard> {
  const damaged = (detail: string): StudioError =>
    new StudioError('source-card-damaged', { path: 'source.json', file: 'source.json', detail });
  if ((files.bytes(`${prefix}source.json`) ?? 0) > mostTextBytes) throw new TooLarge('source.json is longer than any card');
  let json: unknown;
  try {
    json = JSON.parse((await files.read(`${prefix}source.json`)).toString('utf8'));
  } catch {
    throw damaged('source.json is not JSON');
  }
  const card = sourceCard.safeParse(json);
  if (!card.success) throw damaged(`source.json, ${complaint(card.error)}`);
  return card.data;
}

function withWishes(card: SourceCard, { title, task, licence }: Partial<CardWishes>): object {
  const { library: _elsewhere, default: _notHere, ...own } = card;
  return {
    ...own,
    ...(title === undefined ? {} : { title }),
    ...(licence === undefined ? {} : { licence }),
    ...(task === undefined ? {} : { sourceTask: { ...card.sourceTask, dataset: task } }),
  };
}
