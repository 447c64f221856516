import type { AnnotationSource } from './annotation-source.ts';

/** The name of the first element of an XML file and the beginning of its text; the name is null if no element begins there. */
export async function xmlRoot(source: AnnotationSource, name: string): Promise<{ readonly root: string | null; readonly start: string }> {
  const start = (await source.start(name)).replace(/<!--[^]*?(-->|$)/g, '');
  return { root: /<([A-Za-z_][\w.:-]*)/.exec(start)?.[1] ?? null, start };
}

/** The XML files of a source that have a root of a name, or none within their beginning, so that a cut-off file is not passed over. */
export async function* xmlFilesOf(source: AnnotationSource, wanted: string): AsyncIterable<string> {
  for (const name of source.named('.xml')) {
    const { root } = await xmlRoot(source, name);
    if (root === null || root === wanted || source.chosen === name) yield name;
  }
}
