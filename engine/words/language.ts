/** The sentences of one language, whatever they say: what another language must bring. */
export type Translated<Part> = Part extends string ? string
  : Part extends (...given: infer Given) => infer Told ? (...given: Given) => Translated<Told>
    : Part extends object ? { readonly [Name in keyof Part]: Translated<Part[Name]> } : Part;

/** What a page and a process have of their surroundings. */
interface Surroundings {
  readonly document?: { readonly documentElement: { readonly lang: string } };
  readonly process?: { readonly env: { readonly GRAFT_LANGUAGE?: string } };
  readonly navigator?: { readonly language: string };
}

/**
 * The language of this page or process, as a tag of BCP 47: a page speaks that of its studio; a process that of `GRAFT_LANGUAGE`, else that of the
 * system. A language that is not `known` gives way to the one it is a variety of, then to the first that is known.
 */
export function languageOf({ document, process, navigator }: Surroundings, known: readonly string[]): string {
  const wished = document ? [document.documentElement.lang] : [process?.env.GRAFT_LANGUAGE, navigator?.language];
  for (const tag of wished) {
    const found = known.find((one) => one === tag) ?? known.find((one) => one === tag?.split('-')[0]);
    if (found) return found;
  }
  return known[0]!;
}
