import { desktop } from '../desktop.ts';
import type { UploadFile } from '../studio.ts';

/** What was dropped on the window: paths if the desktop shell knows them, else the files themselves. */
export type Dropped = { readonly paths: string[] } | { readonly files: UploadFile[] };

/** Whether the dragged data contains files. */
export function holdsFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** Reads what was dropped, folders recursively. Must be called while the drop event is handled. */
export async function collectDropped(transfer: DataTransfer): Promise<Dropped> {
  const paths = desktop ? [...transfer.files].map((file) => desktop?.pathOfFile(file) ?? '').filter((path) => path !== '') : [];
  if (paths.length > 0) return { paths };
  // The list is emptied when the event ends, so all entries are taken before the first await.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const loose = entries.length > 0 ? [] : [...transfer.files].map((file) => ({ path: file.name, file }));
  const files = await Promise.all(entries.map((entry) => readEntry(entry, '')));
  return { files: [...loose, ...files.flat()] };
}

/** What was pasted: files, or the cells of a sheet as a file of its own; null for anything else. Must be called while the event is handled. */
export async function collectPasted(pasted: DataTransfer): Promise<Dropped | null> {
  if (holdsFiles(pasted)) return collectDropped(pasted);
  const text = pasted.getData('text/plain');
  const [first = '', second = ''] = text.split(/\r?\n/);
  return first.includes('\t') && second.includes('\t') ? { files: [{ path: 'pasted.tsv', file: new File([text], 'pasted.tsv') }] } : null;
}

async function readEntry(entry: FileSystemEntry, folder: string): Promise<UploadFile[]> {
  const path = folder ? `${folder}/${entry.name}` : entry.name;
  if (entry.isFile)
    return [
      {
        path,
        file: await new Promise<File>((resolve, reject) => {
          (entry as FileSystemFileEntry).file(resolve, reject);
        }),
      },
    ];
  const children = await readFolder((entry as FileSystemDirectoryEntry).createReader());
  const files: UploadFile[] = [];
  for (const child of children) files.push(...(await readEntry(child, path)));
  return files;
}

/** A reader returns a folder in batches (a hundred entries in Chromium), then an empty batch. */
async function readFolder(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject);
    });
    if (some.length === 0) return all;
    all.push(...some);
  }
}
