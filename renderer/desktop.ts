/** What only the desktop shell can do. In a browser there is none, and the screens offer their own way. */
export interface Desktop {
  chooseFolder(): Promise<string | null>;
  chooseSaveFile(suggested: string): Promise<string | null>;
  showInFolder(path: string): Promise<void>;
  /** The path on disk of a dropped file or folder; empty where there is none. */
  pathOfFile(file: File): string;
  /** Commands chosen in the menu. Answers with the function that ends the subscription. */
  onMenu(handler: (command: string) => void): () => void;
  readonly platform: string;
}

declare global {
  interface Window { readonly desktop?: Desktop }
}

export const desktop: Desktop | null = window.desktop ?? null;
