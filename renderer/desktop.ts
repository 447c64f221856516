/** Functions of the desktop shell. In a browser they are missing, and the screens offer alternatives. */
export interface Desktop {
  chooseFolder(): Promise<string | null>;
  chooseSaveFile(suggested: string): Promise<string | null>;
  showInFolder(path: string): Promise<void>;
  /** The path on disk of a dropped file or folder; empty if there is none. */
  pathOfFile(file: File): string;
  /** Subscribes to the commands of the menu. Returns the function that unsubscribes. */
  onMenu(handler: (command: string) => void): () => void;
  readonly platform: string;
}

declare global {
  interface Window {
    readonly desktop?: Desktop;
  }
}

export const desktop: Desktop | null = window.desktop ?? null;
