import { buffer } from 'node:stream/consumers';
import PDFDocument from 'pdfkit';
import type { Figure, Point, Shape, Tone } from '../curve-figure.ts';
import type { Fonts, Piece, Weight } from './fonts.ts';
import { linesOf } from './lines.ts';

export interface TextStyle {
  readonly weight: Weight;
  readonly size: number;
  readonly colour: string;
}
export interface Cell {
  readonly text: string;
  readonly left: number;
  readonly width: number;
  readonly toRight: boolean;
}

/** A4, in points. */
export const pageSize = { width: 595, height: 842 };
const margin = { side: 50, top: 54, bottom: 56 };
export const lineWidth = pageSize.width - 2 * margin.side;
const lineHeight = 1.36;
const foot = { size: 8, fromBottom: 30 };
const bandOpacity = 0.16;

/** The colours of the HTML page on white. */
export const colours = { ink: '#1a1f24', muted: '#566069', good: '#1d6b38', bad: '#a92a20' };
const tones: Readonly<Record<Tone, string>> = {
  ink: colours.ink,
  muted: colours.muted,
  grid: '#d8dde1',
  transfer: '#0072b2',
  'fine-tune': '#b34e00',
  'small-network': '#a3243b',
  scratch: '#00795a',
  'random-frozen': '#a84f83',
  'colour-texture': '#5c6670',
  'raw-pixels': '#856600',
  'largest-class': colours.ink,
};

/** The metadata of a document. `at`: milliseconds since 1970, instead of the current time, so that equal documents give equal files. */
export interface DocumentFacts {
  readonly title: string;
  readonly software: string;
  readonly at: number;
}

/** Writes from top to bottom and starts a new page when the next item does not fit. Positions are in points from the top of the page. */
export class PdfLayout {
  readonly #fonts: Fonts;
  readonly #document: PDFKit.PDFDocument;
  readonly #bytes: Promise<Buffer>;
  #top = margin.top;

  constructor(fonts: Fonts, { title, software, at }: DocumentFacts) {
    this.#fonts = fonts;
    this.#document = new PDFDocument({
      size: [pageSize.width, pageSize.height],
      margin: 0,
      bufferPages: true,
      pdfVersion: '1.7',
      lang: 'en',
      displayTitle: true,
      // Otherwise pdfkit starts with Helvetica, which would not be embedded.
      font: '',
      info: { Title: title, Creator: software, CreationDate: new Date(at) },
    });
    for (const { name, bytes } of fonts.faces) this.#document.registerFont(name, Buffer.from(bytes));
    this.#bytes = buffer(this.#document);
  }

  space(height: number): void {
    this.#top += height;
  }

  /** Starts a new page unless this height is left. */
  keepTogether(height: number): void {
    if (this.#top + height <= pageSize.height - margin.bottom || this.#top === margin.top) return;
    this.#document.addPage();
    this.#top = margin.top;
  }

  paragraph(text: string, style: TextStyle): void {
    const lines = this.lines(text, style, lineWidth);
    this.keepTogether(Math.min(lines.length, 3) * style.size * lineHeight);
    for (const line of lines) {
      this.keepTogether(style.size * lineHeight);
      this.#top += style.size * lineHeight;
      this.#text(line, margin.side, this.#top - style.size * 0.3, style);
    }
  }

  /** Draws texts side by side, each in its own column; the row is as high as its highest text. */
  row(cells: readonly Cell[], style: TextStyle): void {
    const wrapped = cells.map((cell) => ({ ...cell, lines: this.lines(cell.text, style, cell.width) }));
    const height = Math.max(...wrapped.map(({ lines }) => lines.length)) * style.size * lineHeight;
    this.keepTogether(height);
    for (const { lines, left, width, toRight } of wrapped) {
      for (const [at, line] of lines.entries()) {
        const shift = toRight ? width - this.textWidth(line, style) : 0;
        this.#text(line, margin.side + left + shift, this.#top + (at + 1) * style.size * lineHeight - style.size * 0.3, style);
      }
    }
    this.#top += height;
  }

  rule(): void {
    this.#document
      .lineWidth(0.7)
      .moveTo(margin.side, this.#top)
      .lineTo(pageSize.width - margin.side, this.#top)
      .stroke(tones.grid);
  }

  /** The height of a figure at full width, in points. */
  heightOf({ width, height }: Figure): number {
    return (height * lineWidth) / width;
  }

  /** Draws a figure at full width. */
  figure(figure: Figure): void {
    const { width, textSize, shapes } = figure;
    const scale = lineWidth / width;
    this.keepTogether(this.heightOf(figure));
    const top = this.#top;
    const place = ([x, y]: Point): Point => [margin.side + x * scale, top + y * scale];
    for (const shape of shapes) {
      this.#document.save();
      if (shape.kind === 'text') this.#label(shape, place, textSize * scale);
      else this.#shape(shape, place, scale);
      this.#document.restore();
    }
    this.#top += this.heightOf(figure);
  }

  /** Finishes the document, with the page number at the foot of each page. */
  async end(): Promise<Uint8Array> {
    const style: TextStyle = { weight: 'regular', size: foot.size, colour: colours.muted };
    const { start, count } = this.#document.bufferedPageRange();
    for (let page = 0; page < count; page++) {
      this.#document.switchToPage(start + page);
      const text = `${page + 1} / ${count}`;
      this.#text(text, pageSize.width - margin.side - this.textWidth(text, style), pageSize.height - foot.fromBottom, style);
    }
    this.#document.end();
    return this.#bytes;
  }

  /** The width in points. */
  textWidth(text: string, { weight, size }: Pick<TextStyle, 'weight' | 'size'>): number {
    return this.#fonts.pieces(text, weight).reduce((sum, piece) => sum + this.#pieceWidth(piece, size), 0);
  }

  lines(text: string, style: Pick<TextStyle, 'weight' | 'size'>, width: number): string[] {
    return linesOf(text, width, (line) => this.textWidth(line, style));
  }

  #pieceWidth(piece: Piece, size: number): number {
    return this.#document.font(piece.face, size).widthOfString(piece.text, options(piece));
  }

  /** `y` is the baseline. */
  #text(text: string, left: number, y: number, { weight, size, colour }: TextStyle): void {
    let x = left;
    this.#document.fillColor(colour);
    for (const piece of this.#fonts.pieces(text, weight)) {
      const width = this.#pieceWidth(piece, size);
      if (piece.actual === null) this.#document.text(piece.text, x, y, options(piece));
      else this.#inPlaceOf(piece.actual, () => this.#document.text(piece.text, x, y, options(piece)));
      x += width;
    }
  }

  /** Makes copying and searching give the intended characters. */
  #inPlaceOf(actual: string, draw: () => void): void {
    // The page's y axis points down, its text's points up. PDF readers locate marked content in the coordinate system at its end.
    const turn = (): unknown => this.#document.save().transform(1, 0, 0, -1, 0, pageSize.height);
    turn();
    this.#document.markContent('Span', { actual });
    turn();
    draw();
    this.#document.restore().endMarkedContent().restore();
  }

  #label({ at, text, anchor, turned, tone }: Extract<Shape, { kind: 'text' }>, place: (point: Point) => Point, size: number): void {
    const style: TextStyle = { weight: 'regular', size, colour: tones[tone] };
    const back = this.textWidth(text, style) * { start: 0, middle: 0.5, end: 1 }[anchor];
    const [x, y] = place(at);
    if (turned) this.#document.rotate(-90, { origin: [x, y] });
    this.#text(text, x - back, y, style);
  }

  #shape(shape: Exclude<Shape, { kind: 'text' }>, place: (point: Point) => Point, scale: number): void {
    const [first, ...others] = shape.points.map(place);
    if (!first) return;
    const path = this.#document.moveTo(...first);
    for (const point of others) path.lineTo(...point);
    const colour = tones[shape.tone];
    switch (shape.kind) {
      case 'line':
        if (shape.dash.length > 0) path.dash(shape.dash.map((part) => part * scale) as unknown as number, {});
        path
          .lineWidth(shape.width * scale)
          .lineJoin('round')
          .stroke(colour);
        break;
      case 'band':
        path.closePath().fillOpacity(bandOpacity).fill(colour);
        break;
      case 'mark':
        path.closePath().lineWidth(scale).fillAndStroke(colour, '#ffffff');
        break;
    }
  }
}

/** Draws one piece on one line. An empty feature list makes pdfkit shape it as a whole instead of word by word. */
const options = (piece: Piece): PDFKit.Mixins.TextOptions => ({
  lineBreak: false,
  baseline: 'alphabetic',
  ...(piece.rightToLeft ? { features: [] } : {}),
});
