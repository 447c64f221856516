/** A page of a TIFF file. `values`: height x width x bands. */
export interface TiffPageFacts {
  readonly width: number;
  readonly height: number;
  readonly bits: 8 | 16 | 32;
  readonly values: ArrayLike<number>;
  readonly isFloat?: boolean;
  /** Red, green and blue come first. */
  readonly isRgb?: boolean;
  readonly isWhiteZero?: boolean;
  readonly isPreview?: boolean;
  /** What the bands after grey or R G B mean: 0 is not said, 2 is opacity. */
  readonly extraSamples?: readonly number[];
  readonly orientation?: number;
  /** The value of samples without data: of at most three characters. */
  readonly noData?: string;
}

const short = 3,
  long = 4,
  ascii = 2;
const bytesOf: Readonly<Record<number, number>> = { [short]: 2, [long]: 4, [ascii]: 1 };

/** An uncompressed little-endian TIFF of several pages, each in one strip (TIFF 6.0). `description`: that of the first page. */
export function tiffOfPages(pages: readonly TiffPageFacts[], description = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
  let end = 8,
    link = { part: 0, at: 4 };
  const append = (part: Buffer): number => {
    const padded = part.length % 2 === 0 ? part : Buffer.concat([part, Buffer.alloc(1)]);
    parts.push(padded);
    return (end += padded.length) - padded.length;
  };
  pages.forEach((page, index) => {
    const samples = append(samplesOf(page));
    const entries = entriesOf(page, { samples, description: index === 0 ? description : '' });
    const directory = Buffer.alloc(2 + entries.length * 12 + 4);
    directory.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, type, values], at) => {
      const content = Buffer.alloc(values.length * bytesOf[type]!);
      values.forEach((value, place) => content.writeUIntLE(value, place * bytesOf[type]!, bytesOf[type]!));
      directory.writeUInt16LE(tag, 2 + at * 12);
      directory.writeUInt16LE(type, 4 + at * 12);
      directory.writeUInt32LE(values.length, 6 + at * 12);
      if (content.length <= 4) content.copy(directory, 10 + at * 12);
      else directory.writeUInt32LE(append(content), 10 + at * 12);
    });
    const start = append(directory);
    parts[link.part]!.writeUInt32LE(start, link.at);
    link = { part: parts.length - 1, at: directory.length - 4 };
  });
  return Buffer.concat(parts);
}

type Entry = readonly [tag: number, type: number, values: readonly number[]];

function entriesOf(page: TiffPageFacts, { samples, description }: { samples: number; description: string }): Entry[] {
  const { width, height, bits, values, extraSamples = [], isPreview = false, isRgb = false, isWhiteZero = false } = page;
  const bands = values.length / (width * height);
  const text = (of: string): number[] => [...Buffer.from(`${of}\0`, 'latin1')];
  return [
    [254, long, [isPreview ? 1 : 0]],
    [256, short, [width]],
    [257, short, [height]],
    [258, short, Array<number>(bands).fill(bits)],
    [259, short, [1]],
    [262, short, [isRgb ? 2 : isWhiteZero ? 0 : 1]],
    ...(description === '' ? [] : [[270, ascii, text(description)] as const]),
    [273, long, [samples]],
    [274, short, [page.orientation ?? 1]],
    [277, short, [bands]],
    [278, short, [height]],
    [279, long, [(values.length * bits) / 8]],
    ...(extraSamples.length === 0 ? [] : [[338, short, extraSamples] as const]),
    [339, short, Array<number>(bands).fill(page.isFloat ? 3 : 1)],
    ...(page.noData === undefined ? [] : [[42113, ascii, text(page.noData)] as const]),
  ];
}

function samplesOf({ bits, values, isFloat = false }: TiffPageFacts): Buffer {
  const samples = Buffer.alloc((values.length * bits) / 8);
  for (let at = 0; at < values.length; at++) {
    if (isFloat) samples.writeFloatLE(values[at]!, at * 4);
    else samples.writeUIntLE(values[at]!, (at * bits) / 8, bits / 8);
  }
  return samples;
}
