import { SaxesParser } from 'saxes';
import type { AnnotationSource } from './annotation-source.ts';
import { UnreadableAnnotations } from './unreadable-annotations.ts';

/** An XML element with everything in it. Comments and processing instructions are left out. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** The text directly in it, trimmed unless the element says that its spaces count. */
  readonly text: string;
}
interface Growing extends XmlElement {
  readonly children: Growing[];
  text: string;
}

/** Deeper documents are no annotations; the limit keeps a hostile one from ending the stack. */
const deepest = 64;
/** The same for one that puts everything into one element, which would be held in memory as a whole. */
const mostWithin = 1_000_000;

/**
 * Reads the elements with some names from an XML file of any size, in file order, without holding the file in memory. Entities that a
 * document defines for itself are refused, so that a small file cannot unfold into a large one or read another.
 * @param names of elements; one within another of them comes with the outer one
 * @throws UnreadableAnnotations damaged, cut-short, not-utf-8, unsafe, too-large, missing-file
 */
export const xmlElements = (source: AnnotationSource, name: string, names: readonly string[]): AsyncIterable<XmlElement> =>
  xmlElementsOf(source.bytes(name), name, names);

/** The same for XML that lies elsewhere, such as in a zip. @param name the file to name in errors */
export async function* xmlElementsOf(bytes: AsyncIterable<Uint8Array>, name: string, names: readonly string[]): AsyncIterable<XmlElement> {
  const found: XmlElement[] = [];
  const open: Growing[] = [];
  const parser = new SaxesParser();
  let depth = 0;
  let within = 0;
  let root = false;
  parser.on('doctype', (text) => {
    if (/<!ENTITY/i.test(text)) throw new UnreadableAnnotations('unsafe', name, '<!ENTITY');
  });
  parser.on('opentag', ({ name: tag, attributes }) => {
    root = true;
    depth += 1;
    if (depth > deepest) throw new UnreadableAnnotations('unsafe', name, tag);
    within = open.length === 0 ? 0 : within + 1;
    if (within > mostWithin) throw new UnreadableAnnotations('too-large', name, tag);
    if (open.length > 0 || names.includes(tag)) open.push({ name: tag, attributes, children: [], text: '' });
  });
  const addText = (text: string): void => {
    const last = open.at(-1);
    if (last) last.text += text;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    depth -= 1;
    const closed = open.pop();
    if (!closed) return;
    if (closed.attributes['xml:space'] !== 'preserve') closed.text = closed.text.trim();
    const above = open.at(-1);
    if (above) above.children.push(closed);
    else found.push(closed);
  });
  parser.on('error', (error) => {
    throw new UnreadableAnnotations(
      /unclosed|document must contain/i.test(error.message) ? 'cut-short' : 'damaged',
      name,
      `${parser.line}:${parser.column}`,
    );
  });
  const text = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const piece of bytes) {
      parser.write(text.decode(piece, { stream: true }));
      yield* found.splice(0);
    }
    parser.write(text.decode());
  } catch (error) {
    throw error instanceof TypeError ? new UnreadableAnnotations('not-utf-8', name) : error;
  }
  parser.close();
  yield* found.splice(0);
  if (!root) throw new UnreadableAnnotations('cut-short', name);
}

/** The first child of a name. */
export const childOf = (element: XmlElement, name: string): XmlElement | undefined => element.children.find((one) => one.name === name);

/** The text of the first child of a name; null if there is none or it is empty. */
export const childText = (element: XmlElement, name: string): string | null => childOf(element, name)?.text || null;
