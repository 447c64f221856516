import type { Handlers } from '../../contract/index.ts';
import { StudioError } from '../../domain/failure.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

/** Refuses to measure while the learner has other work, which would slow the model down. */
export function measureHandlers(parts: StudioParts): Pick<Handlers, 'sources.measure'> {
  const { library, learner, projects, queue } = parts;
  return {
    'sources.measure': async ({ source: id }) => {
      const source = await library.find(id);
      const work = queue.running('learner');
      if (work)
        throw new StudioError('machine-busy', {
          job: work.id,
          kind: work.kind,
          ...(work.projectName === null ? {} : { project: work.projectName }),
        });
      const { imagesPerSecond } = await learner.run(
        { kind: 'measure-source', folder: source.path },
        { signal: new AbortController().signal, progress: () => {} },
      );
      library.speeds.note(source.hash, { imagesPerSecond, measuredAt: projects.now() });
      return library.find(id);
    },
  };
}
