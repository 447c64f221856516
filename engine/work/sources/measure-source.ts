import type { Handlers } from '../../contract/index.ts';
import type { StudioParts } from '../studio/studio-parts.ts';

/** Waits for what the learner is doing: a speed measured beside a training would be that of a slower machine. */
export function measureHandlers(parts: StudioParts): Pick<Handlers, 'sources.measure'> {
  const { library, learner, projects } = parts;
  return {
    'sources.measure': async ({ source: id }) => {
      const source = await library.find(id);
      const { imagesPerSecond } = await learner.run({ kind: 'measure-source', folder: source.path }, { signal: new AbortController().signal, progress: () => {} });
      library.speeds.note(source.hash, { imagesPerSecond, measuredAt: projects.now() });
      return library.find(id);
    },
  };
}
