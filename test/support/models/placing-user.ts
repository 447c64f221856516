import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Output } from '../../../engine/contract/index.ts';
import { GraftCommand } from '../processes/graft-command.ts';
import { placingCuts, placingLayers, placingSide } from './placed-pictures.ts';
import { temporaryFolder } from '../project.ts';
import { writeTinySource } from './tiny-source.ts';

/** A user of the command whose only source model is a tiny network that keeps positions apart. */
export async function placingUser(t: TestContext): Promise<GraftCommand> {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'shipped'));
  await writeTinySource(join(folder, 'shipped', 'places'), { id: 'places', size: placingSide, layers: placingLayers, cuts: placingCuts });
  return new GraftCommand(folder, { GRAFT_SHIPPED_MODELS: join(folder, 'shipped') });
}

export const idsOf = async (graft: GraftCommand): Promise<string[]> =>
  ((await graft.document('sources')) as Output<'sources.list'>).sources.map(({ id }) => id);
