/**
 * Whether an SVG has active content: runs code, loads a file or an address, embeds a web page, or expands entities.
 * SVGs are never opened; this only selects the message for the refusal, so a plain text search is enough.
 */
export function isActiveSvg(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return /<script|\son[a-z]+\s*=|<foreignObject|<!ENTITY|<!DOCTYPE[^>]*\[|javascript:|(?:href|src)\s*=\s*["']\s*(?!#|data:image\/)/i.test(
    text,
  );
}
