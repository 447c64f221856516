/** The type that another language must have: the same structure with any texts. */
export type Translated<Part> = Part extends string
  ? string
  : Part extends (...given: infer Given) => infer Told
    ? (...given: Given) => Translated<Told>
    : Part extends object
      ? { readonly [Name in keyof Part]: Translated<Part[Name]> }
      : Part;

/** What a page or a process knows about its environment. */
interface Surroundings {
  readonly document?: { readonly documentElement: { readonly lang: string } };
  readonly process?: { readonly env: { readonly GRAFT_LANGUAGE?: string } };
  readonly navigator?: { readonly language: string };
}

/**
 * The language of this page or process, as a BCP 47 tag: a page uses that of its studio; a process uses `GRAFT_LANGUAGE`, otherwise that of
 * the system. A regional variant that is not `known` falls back to its language, anything else to the first known one.
 */
export function languageOf({ document, process, navigator }: Surroundings, known: readonly string[]): string {
  const wished = document ? [document.documentElement.lang] : [process?.env.GRAFT_LANGUAGE, navigator?.language];
  for (const tag of wished) {
    const found = known.find((one) => one === tag) ?? known.find((one) => one === tag?.split('-')[0]);
    if (found) return found;
  }
  return known[0]!;
}
