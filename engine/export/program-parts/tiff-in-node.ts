/** Reads what sharp would read otherwise or not at all, like engine/images/tiff. */
export const tiffInNode = `
const tags = { newSubfileType: 254, compression: 259, photometric: 262, description: 270, orientation: 274, planar: 284, extraSamples: 338, sampleFormat: 339, noData: 42113 };
const isTiff = (bytes) => ['II', 'MM'].includes(bytes.toString('latin1', 0, 2));

/**
 * What a TIFF file holds and what of it is shown. \`numbers\`: the pages that are no previews and have the size and samples of the first of
 * these; only that one where nothing was chosen. \`isReadHere\`: not by sharp,
 * which would read it otherwise or not at all.
 */
async function openTiff(bytes, chosen) {
  const { fromArrayBuffer } = await import('geotiff');
  const file = await fromArrayBuffer(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const numbers = await pagesAlike(file, chosen === null), image = await file.getImage(numbers[0]);
  const [bits, bands] = [image.getBitsPerSample(), image.getSamplesPerPixel()];
  const photometric = await numberOf(image, tags.photometric, 1), format = await numberOf(image, tags.sampleFormat, 1), compression = await numberOf(image, tags.compression, 1);
  const extra = Array.from(await tagOf(image, tags.extraSamples, [])).findIndex((meaning) => meaning === 1 || meaning === 2);
  const said = await textOf(image, tags.noData), noData = said === '' || !Number.isFinite(Number(said)) ? null : Number(said);
  const own = photometric === 2 ? 3 : 1, opacity = extra < 0 ? null : own + extra;
  const isOdd = (await numberOf(image, tags.planar, 1) === 2 && bands > 1) || bands > own + (extra === 0 ? 1 : 0) || ![1, 2, 4, 8, 16, 32].includes(bits)
    || (format === 3 && bits !== 32) || compression === 50000 || noData !== null || (extra >= 0 && (format === 2 || (bits === 32 && format === 1)));
  const isGreyOrRgb = [0, 1, 2].includes(photometric);
  // CCITT and the older JPEG are left to sharp.
  const isReadable = isGreyOrRgb && ![2, 3, 4, 6].includes(compression);
  const stack = bands === 1 && isReadable ? stackOf(await textOf(image, tags.description), numbers.length) : null;
  const colours = [...Array(bands).keys()].filter((band) => band !== opacity);
  const planes = stack?.planes ?? { pages: numbers.length, channels: colours.length, shown: photometric === 2 || colours.length >= 3 ? 3 : 1 };
  const reading = readingOf(chosen, planes);
  return {
    numbers, planes, reading, isReadable,
    isReadHere: isGreyOrRgb && isOdd || isReadable && reading !== null && (bits > 8 || planes.channels > planes.shown),
    placeOf: (page, channel) => (stack ? { number: numbers[stack.indexOf(page, channel)], band: 0 } : { number: numbers[page], band: colours[channel] }),
    open: (number) => file.getImage(number),
    width: image.getWidth(), height: image.getHeight(), opacity, noData, photometric,
    most: format === 3 ? 1 : format === 2 ? 2 ** (bits - 1) - 1 : 2 ** bits - 1,
    orientation: await numberOf(image, tags.orientation, 1),
    hasOwnWindow: bits > 8 || noData !== null,
  };
}

async function pagesAlike(file, isFirstEnough) {
  const count = await file.getImageCount(), numbers = [];
  const kindOf = (image) => [image.getWidth(), image.getHeight(), image.getSamplesPerPixel(), image.getBitsPerSample()].join();
  let kind = null;
  for (let number = 0; number < count && !(isFirstEnough && numbers.length > 0); number += 1) {
    const image = await file.getImage(number);
    if (await tagOf(image, tags.newSubfileType, 0) & 1) continue;
    kind ??= kindOf(image);
    if (kindOf(image) === kind) numbers.push(number);
  }
  return numbers.length > 0 ? numbers : [count - 1];
}

const tagOf = async (image, tag, usual) => (image.fileDirectory.hasTag(tag) ? await image.fileDirectory.loadValue(tag) : usual);
const numberOf = async (image, tag, usual) => [await tagOf(image, tag, usual)].flatMap((value) => (typeof value === 'number' ? value : Array.from(value)))[0];
const textOf = async (image, tag) => String(await tagOf(image, tag, '')).replaceAll('\\0', '').trim();

/** How pages of one band hold the channels of a stack, as ImageJ or an OME-TIFF describes it; null if they do not. */
function stackOf(description, count) {
  const described = inImageJ(description) ?? inOme(description);
  if (described === null) return null;
  const { sizes, order } = described;
  if (!(sizes.C > 1) || sizes.C * sizes.Z * sizes.T !== count) return null;
  return {
    planes: { pages: sizes.Z * sizes.T, channels: sizes.C, shown: 1 },
    indexOf(page, channel) {
      const place = { C: channel, Z: page % sizes.Z, T: Math.floor(page / sizes.Z) };
      let index = 0, step = 1;
      for (const axis of order) [index, step] = [index + place[axis] * step, step * sizes[axis]];
      return index;
    },
  };
}

function inImageJ(description) {
  if (!description.startsWith('ImageJ=')) return null;
  const size = (name) => Number(new RegExp(\`^\${name}=(\\\\d+)\\\\s*$\`, 'm').exec(description)?.[1] ?? 1);
  return { sizes: { C: size('channels'), Z: size('slices'), T: size('frames') }, order: ['C', 'Z', 'T'] };
}

function inOme(description) {
  const pixels = /<(?:\\w+:)?Pixels\\b[^>]*>/.exec(description)?.[0];
  if (pixels === undefined) return null;
  const attribute = (name) => new RegExp(\`\\\\b\${name}\\\\s*=\\\\s*["']([^"']*)["']\`).exec(pixels)?.[1] ?? '';
  const order = [...attribute('DimensionOrder').replace('XY', '')].filter((axis) => ['C', 'Z', 'T'].includes(axis));
  return new Set(order).size === 3 ? { sizes: { C: Number(attribute('SizeC')), Z: Number(attribute('SizeZ')), T: Number(attribute('SizeT')) }, order } : null;
}

/** The samples that are shown, upright and at full resolution; those without data are NaN. */
const shownSamples = (tiff) => {
  const { pages = 'first', channels = null } = tiff.reading ?? {};
  const shown = channels?.map((channel) => channel - 1) ?? [...Array(tiff.planes.shown).keys()];
  return chosenPage(pages, tiff.planes.pages, (page) => readSamples(tiff, shown.map((channel) => tiff.placeOf(page, channel))));
};

async function readSamples({ width, height, opacity, noData, photometric, most, orientation, open }, places) {
  const read = async (number, samples) => Float32Array.from(await (await open(number)).readRasters({ interleave: true, samples }));
  const [{ number }] = places, isOnePage = places.every((place) => place.number === number);
  const values = isOnePage
    ? await read(number, [...places.map(({ band }) => band), ...opacity === null ? [] : [opacity]])
    : interleaved(await Promise.all(places.map((place) => read(place.number, [place.band]))));
  const colours = places.length, channels = values.length / (width * height);
  for (let at = 0; at < values.length; at += 1) {
    if (at % channels === colours) continue;
    if (noData !== null && values[at] === Math.fround(noData)) values[at] = NaN;
    else if (photometric === 0) values[at] = most - values[at];
  }
  return { ...upright({ width, height, channels, values }, orientation), opaque: most };
}

function interleaved(planes) {
  const values = new Float32Array(planes.length * planes[0].length);
  planes.forEach((plane, channel) => plane.forEach((value, at) => { values[at * planes.length + channel] = value; }));
  return values;
}

function upright({ width, height, channels, values }, orientation) {
  const isSwapped = orientation >= 5, [across, down] = isSwapped ? [height, width] : [width, height];
  const isMirrored = [2, 3, 6, 7].includes(orientation), isFlipped = [3, 4, 7, 8].includes(orientation);
  const turned = new Float32Array(values.length);
  for (let to = 0; to < values.length; to += 1) {
    const channel = to % channels, pixel = (to - channel) / channels;
    const [x, y] = [isMirrored ? across - 1 - pixel % across : pixel % across, isFlipped ? down - 1 - Math.floor(pixel / across) : Math.floor(pixel / across)];
    turned[to] = values[(isSwapped ? x * width + y : y * width + x) * channels + channel];
  }
  return { width: across, height: down, channels, values: turned };
}
`;
