/** The number of names, from the first on, that all paths of folders have in common. */
export function sharedFolders(folders: readonly (readonly string[])[]): number {
  const [first = [], ...others] = folders;
  let shared = first.length;
  for (const folder of others) {
    let same = 0;
    while (same < shared && folder[same] === first[same]) same++;
    shared = same;
  }
  return shared;
}
