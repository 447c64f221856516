import type { ExportFormat, Project, ProjectId } from '../../../engine/contract/index.ts';
import { fileNameFrom, folderOf, lastPart } from '../../state/app/paths.ts';

/** The choices on the Use screen. They last while the window is open, even when other screens are shown in between. */
class UsePlan {
  /** The folder to classify. */
  input = $state<string | null>(null);
  /** Folders of the table and the exported model: that of the project unless another one is chosen. */
  tableFolder = $state('');
  modelFolder = $state('');
  format = $state<ExportFormat>('saved-model');
  /** Names as typed; null: the suggested name. */
  private tableTyped = $state<string | null>(null);
  private modelTyped = $state<string | null>(null);
  private projectName = $state('');
  private run = $state(0);
  private project: ProjectId | null = null;

  /** Choices are kept per project; suggested names contain the run. */
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

  /** Resets the names for the next table or model. */
  another(what: 'table' | 'model'): void {
    if (what === 'table') [this.input, this.tableTyped] = [null, null];
    else this.modelTyped = null;
  }
}

export const usePlan = new UsePlan();
