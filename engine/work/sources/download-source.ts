import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handlers, JobResult, SourceModel } from '../../contract/index.ts';
import { failureOf, StudioError } from '../../domain/failure.ts';
import { addToLibrary } from './add-source.ts';
import { fetchOffer } from './fetch-offer.ts';
import type { JobControl } from '../studio/job-queue.ts';
import type { OfferedSource } from './offered-sources.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

/** Only `sources.download` uses the network. */
export function downloadHandlers(parts: StudioParts): Pick<Handlers, 'sources.offers' | 'sources.download'> {
  const { fetching } = parts;
  return {
    'sources.offers': async () => {
      const { sources } = await parts.library.list();
      const offers = fetching.offers.map(async ({ scaling: _, package: wanted, ...offer }) => ({
        ...offer,
        package: wanted ? `${wanted.project} ${wanted.version}` : null,
        present: presentAs(offer, sources) !== undefined,
        partBytes: await bytesIn(join(fetching.folder, offer.id)),
      }));
      return { offers: await Promise.all(offers) };
    },
    'sources.download': async ({ offer: id }) => {
      const offer = fetching.offers.find((one) => one.id === id);
      if (!offer) throw new StudioError('offer-not-found', { offer: id });
      const present = presentAs(offer, (await parts.library.list()).sources);
      if (present) throw new StudioError('source-exists', { source: present.title });
      const job = parts.queue.start({ kind: 'add-source', project: null, work: (control) => download(parts, offer, control) });
      return { job: job.id };
    },
  };
}

/** Downloaded files stay for another try, unless they are the cause of the failure. */
async function download(parts: StudioParts, offer: OfferedSource, control: JobControl): Promise<JobResult> {
  const { id, address, title, task, licence, scaling } = offer;
  const { folder, silenceMs, pythons } = parts.fetching;
  const place = join(folder, id);
  try {
    const path = await fetchOffer(offer, place, { silenceMs, pythons }, control);
    const added = await addToLibrary(
      parts,
      { path, kind: 'added', id, from: address, shown: address },
      { title, task, licence, scaling },
      control,
    );
    await rm(place, { recursive: true, force: true });
    return added;
  } catch (error) {
    const { code } = failureOf(error);
    if (code.startsWith('source-') || code === 'download-differs' || code === 'input-invalid')
      await rm(place, { recursive: true, force: true });
    throw error;
  }
}

/** It may have been added another way; the card of a downloaded model has its address. */
const presentAs = ({ id, address }: Pick<OfferedSource, 'id' | 'address'>, sources: readonly SourceModel[]): SourceModel | undefined =>
  sources.find((source) => source.id === id || source.from === address);

async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.part.json'))
    .map(async (entry) =>
      stat(join(entry.parentPath, entry.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
