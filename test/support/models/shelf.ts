import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Project } from '../../../engine/contract/index.ts';
import type { Failure } from '../../../engine/domain/failure.ts';
import { ProjectShelf } from '../../../engine/work/projects/open-project.ts';
import { temporaryFolder } from '../project.ts';

export interface TestShelf {
  readonly shelf: ProjectShelf;
  readonly home: string;
  readonly projects: string;
  /** The changes reported to windows. */
  readonly told: Project[];
  readonly problems: Failure[];
}

/** The projects of a user with a separate data folder; all closed when the test ends. The clock advances by 1 with every reading. */
export function testShelf(t: TestContext, folder: string = temporaryFolder(t)): TestShelf {
  const [home, projects] = [join(folder, 'home'), join(folder, 'projects')];
  mkdirSync(projects, { recursive: true });
  const told: Project[] = [];
  const problems: Failure[] = [];
  let time = 1000;
  const shelf = new ProjectShelf({
    home,
    folder: projects,
    by: () => 'tester',
    now: () => (time += 1),
    onChanged: (project) => told.push(project),
    onProblem: (failure) => problems.push(failure),
  });
  t.after(() => shelf.closeAll());
  return { shelf, home, projects, told, problems };
}
