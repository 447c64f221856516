import type { ExportFormat, Project, ProjectId } from '../../../engine/contract/index.ts';
import { fileNameFrom, folderOf, lastPart } from '../../state/app/paths.ts';

/** What is to be done with a model. Choices last while the window is open, also when another screen is shown between. */
class UsePlan {
  /** The folder whose images are named. */
  input = $state<string | null>(null);
  /** Where the table and the exported model go: beside the project unless another folder is chosen. */
  tableFolder = $state('');
  modelFolder = $state('');
  format = $state<ExportFormat>('saved-model');
  /** Names as they were typed; null: the suggestion. */
  private tableTyped = $state<string | null>(null);
  private modelTyped = $state<string | null>(null);
  private projectName = $state('');
  private run = $state(0);
  private project: ProjectId | null = null;

  /** Choices are made for one project; suggested names tell the run. */
  enter(project: Pick<Project, 'id' | 'name' | 'path'>, run: number): void {
    this.run = run;
    if (this.project === project.id) return;
    this.project = project.id;
    this.projectName = project.name;
    this.input = null;
    this.tableFolder = folderOf(project.path);
    this.modelFolder = folderOf(project.path);
    this.format = 'saved-model';
    this.tableTyped = null;
    this.modelTyped = null;
  }

  get tableName(): string {
    return this.tableTyped ?? (this.input === null ? '' : `${fileNameFrom(lastPart(this.input))}-run-${this.run}.csv`);
  }
  set tableName(name: string) {
    this.tableTyped = name;
  }

  get modelName(): string {
    return this.modelTyped ?? `${fileNameFrom(this.projectName)}-run-${this.run}-${this.format}`;
  }
  set modelName(name: string) {
    this.modelTyped = name;
  }

  /** For the next table or model: names are suggested anew. */
  another(what: 'table' | 'model'): void {
    if (what === 'table') [this.input, this.tableTyped] = [null, null];
    else this.modelTyped = null;
  }
}

export const usePlan = new UsePlan();
