import { failureOf, type Failure } from '../../../engine/domain/failure.ts';
import { usualTableForm, type SeparatorName, type TableForm } from '../../../engine/domain/table-form.ts';
import { Latest } from '../../latest.ts';
import { ask, onConnection } from '../../studio.ts';

/** The format of written tables: the last choice, which the studio saves. */
class TableFormChoice {
  separator = $state<SeparatorName>(usualTableForm.separator);
  bom = $state(usualTableForm.bom);
  /** Why the choice could not be saved. It still applies until the window is closed. */
  notKept = $state.raw<Failure | null>(null);
  private readonly latest = new Latest();

  constructor() {
    onConnection((reachable) => {
      if (reachable) void this.fetch();
    });
  }

  get form(): TableForm {
    return { separator: this.separator, bom: this.bom };
  }

  async choose(change: Partial<TableForm>): Promise<void> {
    this.latest.forget();
    this.take({ ...this.form, ...change });
    this.notKept = null;
    try {
      await ask('settings.set', { table: this.form });
    } catch (error) {
      this.notKept = failureOf(error);
    }
  }

  private async fetch(): Promise<void> {
    // If the studio cannot return the saved choice, the default applies.
    await this.latest.ask(
      ask('settings.get', {}),
      ({ table }) => {
        this.take(table);
      },
      () => {},
    );
  }

  private take({ separator, bom }: TableForm): void {
    [this.separator, this.bom] = [separator, bom];
  }
}

export const tableForm = new TableFormChoice();
