import type { Figure, Point, Shape } from './curve-figure.ts';

/** Escapes text for HTML and SVG content and quoted attributes. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

/** Renders a figure as SVG, coloured by CSS classes of the page: `tone-` and the name of the tone. */
export function figureAsSvg({ width, height, textSize, shapes }: Figure, label: string): string {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}" font-size="${textSize}">${shapes.map(shapeAsSvg).join('')}</svg>`;
}

const number = (value: number): string => String(Number(value.toFixed(2)));
const listed = (points: readonly Point[]): string => points.map(([x, y]) => `${number(x)},${number(y)}`).join(' ');

function shapeAsSvg(shape: Shape): string {
  switch (shape.kind) {
    case 'line': {
      const dash = shape.dash.length > 0 ? ` stroke-dasharray="${shape.dash.join(' ')}"` : '';
      return `<polyline class="line tone-${shape.tone}" points="${listed(shape.points)}" stroke-width="${shape.width}"${dash}/>`;
    }
    case 'band':
      return `<polygon class="band tone-${shape.tone}" points="${listed(shape.points)}"/>`;
    case 'mark':
      return `<polygon class="mark tone-${shape.tone}" points="${listed(shape.points)}"/>`;
    case 'text': {
      const [x, y] = shape.at.map(number) as [string, string];
      const turned = shape.turned ? ` transform="rotate(-90 ${x} ${y})"` : '';
      return `<text class="tone-${shape.tone}" x="${x}" y="${y}" text-anchor="${shape.anchor}"${turned}>${escaped(shape.text)}</text>`;
    }
  }
}
