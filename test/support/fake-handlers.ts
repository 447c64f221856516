import type { Handlers, Job, JobId, ProjectEntry, ProjectId, RequestName } from '../../engine/contract/index.ts';
import { StudioError } from '../../engine/domain/failure.ts';
import { fakeImportReport } from './fake-import.ts';
import { FakeProject } from './fake-project.ts';

/** The requests of the fake studio that Projects, Images and Label need. Others answer `not-allowed` unless a test brings its own. */
export interface FakeState {
  readonly projects: Map<ProjectId, FakeProject>;
  readonly open: Set<ProjectId>;
  readonly jobs: Map<JobId, Job>;
  entries: ProjectEntry[];
  settings: { by: string; theme: 'system' | 'light' | 'dark'; source: string | null };
  /** Jobs that were stopped with the wish to keep the best. */
  readonly keptBest: Set<JobId>;
  /** How long one step of a pretended job takes. */
  jobStepMs: number;
  /** Files that arrived, by upload id. */
  readonly uploads: Map<string, string[]>;
  tell(event: 'jobs.changed' | 'projects.changed', value: unknown): void;
}

const browsable: Record<string, { images: number; folders: string[] }> = {
  '/home/ada': { images: 0, folders: ['Documents', 'Pictures', 'Projects'] },
  '/home/ada/Pictures': { images: 12, folders: ['Herbarium 2025', 'Microscope'] },
  '/home/ada/Pictures/Herbarium 2025': { images: 0, folders: ['Betula', 'Quercus', 'Salix'] },
  '/home/ada/Pictures/Herbarium 2025/Betula': { images: 214, folders: [] },
  '/home/ada/Pictures/Herbarium 2025/Quercus': { images: 180, folders: [] },
  '/home/ada/Pictures/Herbarium 2025/Salix': { images: 96, folders: [] },
  '/home/ada/Pictures/Microscope': { images: 1203, folders: [] },
  '/home/ada/Documents': { images: 0, folders: [] },
  '/home/ada/Projects': { images: 0, folders: [] },
};

type Part<N extends RequestName> = Pick<Handlers, N>;

export function fakeHandlers(state: FakeState): Partial<Handlers> {
  return { ...projectHandlers(state), ...imageHandlers(state), ...labelHandlers(state), ...otherHandlers(state) };
}

function opened(state: FakeState, id: ProjectId): FakeProject {
  const project = state.projects.get(id);
  if (!project || !state.open.has(id)) throw new StudioError('project-not-open');
  return project;
}

function open(state: FakeState, project: FakeProject): ReturnType<FakeProject['summary']> {
  state.open.add(project.id);
  const { id, name, path, images, labelled, classes } = project.summary();
  const entry: ProjectEntry = { id, name, path, images, labelled, classes: classes.length, openedAt: Date.now(), state: 'ready' };
  state.entries = [entry, ...state.entries.filter((other) => other.path !== path)];
  return project.summary();
}

function projectHandlers(state: FakeState): Part<
  'projects.list' | 'projects.create' | 'projects.open' | 'projects.get' | 'projects.close' | 'projects.forget' | 'projects.example'
> {
  return {
    'projects.list': () => ({ projects: state.entries, folder: '/home/ada/Graft' }),
    'projects.create': ({ name, folder = '/home/ada/Graft' }) => {
      const path = `${folder}/${name}.graft`;
      if (state.entries.some((entry) => entry.path === path)) throw new StudioError('project-exists', { name });
      const project = new FakeProject(crypto.randomUUID(), name, path);
      state.projects.set(project.id, project);
      return open(state, project);
    },
    'projects.open': ({ path }) => {
      if (path.includes('elsewhere')) throw new StudioError('project-in-use', { path });
      if (path.includes('newer')) throw new StudioError('project-newer', { path, found: 9, known: 1 });
      if (path.includes('damaged')) throw new StudioError('project-damaged', { path, backup: `${path}/backups/2026-11-20.db` });
      const project = [...state.projects.values()].find((one) => one.path === path);
      if (!project) throw new StudioError(path.endsWith('.graft') ? 'project-not-found' : 'not-a-project', { path });
      return open(state, project);
    },
    'projects.get': ({ project }) => opened(state, project).summary(),
    'projects.close': ({ project }) => { state.open.delete(project); return {}; },
    'projects.forget': ({ path }) => { state.entries = state.entries.filter((entry) => entry.path !== path); return {}; },
    'projects.example': () => {
      const project = [...state.projects.values()][0];
      if (!project) throw new StudioError('disk-full', { path: '/home/ada/Graft' });
      return open(state, project);
    },
  };
}

function imageHandlers(state: FakeState): Part<'images.import' | 'images.page' | 'images.ids' | 'images.get' | 'images.refused'> {
  return {
    'images.import': ({ project, from, labels }) => {
      const into = opened(state, project);
      if ('upload' in from && !state.uploads.has(from.upload)) throw new StudioError('upload-not-found');
      if ('paths' in from && from.paths[0]?.includes('Documents')) throw new StudioError('no-images', { path: from.paths[0] });
      return { job: startImport(state, into, labels === 'folders') };
    },
    'images.page': ({ project, filter, order, offset, limit }) => {
      const found = opened(state, project).select(filter, order);
      const one = opened(state, project);
      return { total: found.length, images: found.slice(offset, offset + limit).map((image) => one.image(image)) };
    },
    'images.ids': ({ project, filter, order }) => ({ ids: opened(state, project).select(filter, order).map((image) => image.id) }),
    'images.get': ({ project, image }) => opened(state, project).detail(image),
    'images.refused': ({ project }) => ({ refused: opened(state, project).refused }),
  };
}

function labelHandlers(state: FakeState): Part<
  'labels.set' | 'images.group' | 'images.exclude' | 'labels.undo' | 'labels.redo' | 'classes.add' | 'classes.rename' | 'classes.recolour' | 'classes.merge' | 'classes.remove'
> {
  const told = <I extends { project: ProjectId }, O>(act: (project: FakeProject, input: I) => O) => (input: I): O => {
    const project = opened(state, input.project);
    const answer = act(project, input);
    state.tell('projects.changed', { project: project.summary() });
    return answer;
  };
  return {
    'labels.set': told((project, input) => project.setLabels(input.images, input.class)),
    'images.group': told((project, { images, group }) => project.setGroup(images, group)),
    'images.exclude': told((project, { images, excluded }) => project.setExcluded(images, excluded)),
    'labels.undo': told((project) => project.undo()),
    'labels.redo': told((project) => project.redo()),
    'classes.add': told((project, { name, colour }) => project.addClass(name, colour)),
    'classes.rename': told((project, input) => project.renameClass(input.class, input.name)),
    'classes.recolour': told((project, input) => project.recolourClass(input.class, input.colour)),
    'classes.merge': told((project, input) => project.mergeClasses(input)),
    'classes.remove': told((project, input) => project.removeClass(input.class)),
  };
}

function otherHandlers(state: FakeState): Part<'jobs.list' | 'jobs.get' | 'jobs.stop' | 'files.browse' | 'settings.get' | 'settings.set' | 'runs.list'> {
  const job = (id: JobId): Job => {
    const found = state.jobs.get(id);
    if (!found) throw new StudioError('job-not-found');
    return found;
  };
  return {
    'jobs.list': () => ({ jobs: [...state.jobs.values()].reverse() }),
    'jobs.get': (input) => job(input.job),
    'jobs.stop': (input) => {
      if (input.keepBest) state.keptBest.add(input.job);
      const stopping: Job = { ...job(input.job), state: 'stopping' };
      state.jobs.set(stopping.id, stopping);
      return stopping;
    },
    'files.browse': ({ path = '/home/ada' }) => {
      const found = browsable[path];
      if (!found) throw new StudioError('folder-not-found', { path });
      const parent = path === '/home/ada' ? null : path.slice(0, path.lastIndexOf('/'));
      return {
        path, parent, images: found.images, folders: found.folders.map((name) => ({ name, path: `${path}/${name}` })),
        places: [{ name: 'Home', path: '/home/ada' }, { name: 'Pictures', path: '/home/ada/Pictures' }],
      };
    },
    'settings.get': () => state.settings,
    'settings.set': (input) => Object.assign(state.settings, input),
    'runs.list': () => ({ runs: [] }),
  };
}

/** Pretends to import: one step after another, stoppable, ending in a report with every kind of verdict. */
function startImport(state: FakeState, project: FakeProject, labels: boolean): JobId {
  const id = `job-${state.jobs.size + 1}` as JobId;
  const total = 240;
  let done = 0;
  const tell = (change: Partial<Job>): void => {
    const before = state.jobs.get(id);
    const job: Job = {
      id, kind: 'import', project: project.id, run: null, state: 'running', startedAt: Date.now(), endedAt: null, result: null, failure: null, curve: [],
      ...before, progress: { stage: 'reading', done, total, secondsLeft: (total - done) / 20 }, ...change,
    };
    state.jobs.set(id, job);
    state.tell('jobs.changed', { job });
  };
  const step = (): void => {
    done = Math.min(total, done + 40);
    if (state.jobs.get(id)?.state === 'stopping') return tell({ state: 'stopped', endedAt: Date.now() });
    if (done < total) {
      tell({ state: 'running' });
      setTimeout(step, state.jobStepMs);
      return;
    }
    const report = fakeImportReport(project, labels);
    state.tell('projects.changed', { project: project.summary() });
    tell({ state: 'done', endedAt: Date.now(), result: { kind: 'import', report } });
  };
  tell({ state: 'queued', progress: { stage: 'scanning', done: 0, total: null, secondsLeft: null } });
  setTimeout(step, state.jobStepMs);
  return id;
}
