/** A command of the desktop shell's menu, waiting for the screen that carries it out, which may still be loading. */
class WaitingCommand {
  private waiting = $state<string | null>(null);

  put(command: string): void {
    this.waiting = command;
  }

  /** True if this command was waiting; the caller carries it out. */
  take(command: string): boolean {
    if (this.waiting !== command) return false;
    this.waiting = null;
    return true;
  }
}

export const menu = new WaitingCommand();
