/** A command of the desktop shell's menu that waits for the screen that carries it out, which may only just be coming up. */
class WaitingCommand {
  private waiting = $state<string | null>(null);

  put(command: string): void {
    this.waiting = command;
  }

  /** True once for the one who carries the command out. */
  take(command: string): boolean {
    if (this.waiting !== command) return false;
    this.waiting = null;
    return true;
  }
}

export const menu = new WaitingCommand();
