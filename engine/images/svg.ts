/**
 * Whether an SVG drawing can act: run code, bring in a file or an address, embed a web page, or unfold entities.
 * No drawing is opened; this decides only how its refusal is worded, so a plain search of the text is enough.
 */
export function isActiveSvg(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return /<script|\son[a-z]+\s*=|<foreignObject|<!ENTITY|<!DOCTYPE[^>]*\[|javascript:|(?:href|src)\s*=\s*["']\s*(?!#|data:image\/)/i.test(text);
}
