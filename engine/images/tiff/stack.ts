/** How the pages of a stack hold its channels, each as a page of its own. */
export interface Stack {
  readonly channels: number;
  /** Slices times time points. */
  readonly pages: number;
  /** The index, in the file, of the page with a channel. All count from 0; slices follow each other faster than time points. */
  indexOf(page: number, channel: number): number;
}

type Axis = 'C' | 'Z' | 'T';
type Sizes = Readonly<Record<Axis, number>>;

/**
 * Reads the description of a file's first page, as ImageJ or an OME-TIFF writes it. Null if it names no further channels, or not as many
 * pages as there are.
 * @param count pages of one band each
 */
export function stackOf(description: string, count: number): Stack | null {
  const described = imageJ(description) ?? ome(description);
  if (described === null) return null;
  const { sizes, order } = described;
  if (!(sizes.C > 1) || sizes.C * sizes.Z * sizes.T !== count) return null;
  return {
    channels: sizes.C,
    pages: sizes.Z * sizes.T,
    indexOf: (page, channel) => {
      const place: Sizes = { C: channel, Z: page % sizes.Z, T: Math.floor(page / sizes.Z) };
      let [index, step] = [0, 1];
      for (const axis of order) {
        index += place[axis] * step;
        step *= sizes[axis];
      }
      return index;
    },
  };
}

interface Described {
  readonly sizes: Sizes;
  /** The axis along which pages follow each other comes first. */
  readonly order: readonly Axis[];
}

/** The lines that ImageJ writes: `channels=2`. */
function imageJ(description: string): Described | null {
  if (!description.startsWith('ImageJ=')) return null;
  const size = (name: string): number => Number(new RegExp(`^${name}=(\\d+)\\s*$`, 'm').exec(description)?.[1] ?? 1);
  return { sizes: { C: size('channels'), Z: size('slices'), T: size('frames') }, order: ['C', 'Z', 'T'] };
}

/** The first image of an OME-XML (OME schema 2016-06, element Pixels). */
function ome(description: string): Described | null {
  const pixels = /<(?:\w+:)?Pixels\b[^>]*>/.exec(description)?.[0];
  if (pixels === undefined) return null;
  const attribute = (name: string): string => new RegExp(`\\b${name}\\s*=\\s*["']([^"']*)["']`).exec(pixels)?.[1] ?? '';
  const order = [...attribute('DimensionOrder').replace('XY', '')].filter((axis): axis is Axis => ['C', 'Z', 'T'].includes(axis));
  if (new Set(order).size !== 3) return null;
  return { sizes: { C: Number(attribute('SizeC')), Z: Number(attribute('SizeZ')), T: Number(attribute('SizeT')) }, order };
}
