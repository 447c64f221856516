import type { Figure, Point, Shape, Tone } from './curve-figure.ts';
import { pageSize, seeThrough } from './pdf-file.ts';
import { linesOf, pdfString, textWidth, type Font } from './pdf-text.ts';

export interface TextStyle { readonly font: Font; readonly size: number; readonly colour: string }

const margin = { side: 50, top: 54, bottom: 56 };
export const lineWidth = pageSize.width - 2 * margin.side;
const lineHeight = 1.36;

/** Red, green and blue of 0..1: the colours of the page on white. */
export const colours = { ink: '0.102 0.122 0.141', muted: '0.337 0.376 0.412', good: '0.114 0.420 0.220', bad: '0.663 0.165 0.125' };
const tones: Readonly<Record<Tone, string>> = {
  ink: colours.ink, muted: colours.muted, grid: '0.847 0.871 0.882', transfer: '0 0.447 0.698', 'fine-tune': '0.702 0.306 0',
  'small-network': '0.639 0.141 0.231', scratch: '0 0.475 0.353', 'random-frozen': '0.659 0.310 0.514', 'colour-texture': '0.361 0.400 0.439',
  'raw-pixels': '0.522 0.400 0', 'largest-class': colours.ink,
};

/** Writes from top to bottom and begins a new page where the next thing does not fit. Measures in points from the top of the page. */
export class PdfLayout {
  readonly #pages: string[][] = [[]];
  #top = margin.top;

  space(height: number): void {
    this.#top += height;
  }

  /** Begins a new page unless so much height is left. */
  keepTogether(height: number): void {
    if (this.#top + height <= pageSize.height - margin.bottom || this.#top === margin.top) return;
    this.#pages.push([]);
    this.#top = margin.top;
  }

  paragraph(text: string, style: TextStyle, indent = 0): void {
    const lines = linesOf(text, style.font, style.size, lineWidth - indent);
    this.keepTogether(Math.min(lines.length, 3) * style.size * lineHeight);
    for (const line of lines) {
      this.keepTogether(style.size * lineHeight);
      this.#top += style.size * lineHeight;
      this.#text(line, margin.side + indent, this.#top - style.size * 0.3, style);
    }
  }

  /** Texts beside each other, each in its own column; the row is as high as the highest. */
  row(cells: readonly { readonly text: string; readonly left: number; readonly width: number; readonly toRight: boolean }[], style: TextStyle): void {
    const wrapped = cells.map((cell) => ({ ...cell, lines: linesOf(cell.text, style.font, style.size, cell.width) }));
    const height = Math.max(...wrapped.map(({ lines }) => lines.length)) * style.size * lineHeight;
    this.keepTogether(height);
    for (const { lines, left, width, toRight } of wrapped) {
      for (const [at, line] of lines.entries()) {
        const shift = toRight ? width - textWidth(line, style.font, style.size) : 0;
        this.#text(line, margin.side + left + shift, this.#top + (at + 1) * style.size * lineHeight - style.size * 0.3, style);
      }
    }
    this.#top += height;
  }

  rule(): void {
    const y = pageSize.height - this.#top;
    this.#write(`${tones.grid} RG 0.7 w ${margin.side} ${fixed(y)} m ${pageSize.width - margin.side} ${fixed(y)} l S`);
  }

  /** A figure over the whole width. */
  figure({ width, height, textSize, shapes }: Figure): void {
    const scale = lineWidth / width;
    this.keepTogether(height * scale);
    const top = this.#top;
    const place = ([x, y]: Point): Point => [margin.side + x * scale, pageSize.height - top - y * scale];
    for (const shape of shapes) this.#write(drawn(shape, place, scale, textSize));
    this.#top += height * scale;
  }

  /** The content of each page, with its number at the foot. */
  pages(): string[] {
    const size = 8;
    return this.#pages.map((operators, at) => {
      const text = `${at + 1} / ${this.#pages.length}`;
      const x = pageSize.width - margin.side - textWidth(text, 'regular', size);
      return [...operators, `BT ${colours.muted} rg /F1 ${size} Tf ${fixed(x)} 30 Td ${pdfString(text)} Tj ET`].join('\n');
    });
  }

  #text(text: string, x: number, fromTop: number, { font, size, colour }: TextStyle): void {
    this.#write(`BT ${colour} rg /${font === 'bold' ? 'F2' : 'F1'} ${size} Tf ${fixed(x)} ${fixed(pageSize.height - fromTop)} Td ${pdfString(text)} Tj ET`);
  }

  #write(operators: string): void {
    this.#pages.at(-1)?.push(operators);
  }
}

const fixed = (value: number): string => String(Number(value.toFixed(2)));

function drawn(shape: Shape, place: (point: Point) => Point, scale: number, textSize: number): string {
  const colour = tones[shape.tone];
  if (shape.kind === 'text') return drawnText(shape, place, textSize * scale, colour);
  const path = shape.points.map(place).map(([x, y], at) => `${fixed(x)} ${fixed(y)} ${at === 0 ? 'm' : 'l'}`).join(' ');
  switch (shape.kind) {
    case 'line': return `q ${colour} RG ${fixed(shape.width * scale)} w 1 j [${shape.dash.map((part) => fixed(part * scale)).join(' ')}] 0 d ${path} S Q`;
    case 'band': return `q ${seeThrough} gs ${colour} rg ${path} h f Q`;
    case 'mark': return `q ${colour} rg 1 1 1 RG ${fixed(scale)} w ${path} h B Q`;
  }
}

function drawnText({ at, text, anchor, turned }: Extract<Shape, { kind: 'text' }>, place: (point: Point) => Point, size: number, colour: string): string {
  const back = textWidth(text, 'regular', size) * { start: 0, middle: 0.5, end: 1 }[anchor];
  const [x, y] = place(at);
  const matrix = turned ? `0 1 -1 0 ${fixed(x)} ${fixed(y - back)}` : `1 0 0 1 ${fixed(x - back)} ${fixed(y)}`;
  return `BT ${colour} rg /F1 ${fixed(size)} Tf ${matrix} Tm ${pdfString(text)} Tj ET`;
}
