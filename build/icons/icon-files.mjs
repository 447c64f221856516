/** Larger images of an .ico file are PNG, smaller ones bitmaps, which the oldest readers require. */
const bitmapMaxSide = 48;

/**
 * Builds a Windows .ico file. Format: "ICO (file format)", ICONDIR and ICONDIRENTRY of the Windows SDK.
 * @param {readonly { size: number, png: Buffer, rgba: Buffer }[]} images square; `rgba` row-major from the top, 4 bytes per pixel
 * @returns {Buffer}
 */
export function icoFile(images) {
  const header = Buffer.alloc(6 + 16 * images.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  /** @type {Buffer[]} */
  const bodies = [];
  let offset = header.length;
  for (const [index, { size, png, rgba }] of images.entries()) {
    const body = size <= bitmapMaxSide ? bitmap(size, rgba) : png;
    const at = 6 + 16 * index;
    // A side of 256 is written as 0.
    header.writeUInt8(size % 256, at);
    header.writeUInt8(size % 256, at + 1);
    header.writeUInt16LE(1, at + 4);
    header.writeUInt16LE(32, at + 6);
    header.writeUInt32LE(body.length, at + 8);
    header.writeUInt32LE(offset, at + 12);
    bodies.push(body);
    offset += body.length;
  }
  return Buffer.concat([header, ...bodies]);
}

/**
 * A BITMAPINFOHEADER with twice the height, the pixels from the bottom up as BGRA, and an empty mask.
 * @param {number} size @param {Buffer} rgba
 */
function bitmap(size, rgba) {
  const maskRowBytes = Math.ceil(size / 32) * 4;
  const body = Buffer.alloc(40 + size * size * 4 + size * maskRowBytes);
  body.writeUInt32LE(40, 0);
  body.writeInt32LE(size, 4);
  body.writeInt32LE(size * 2, 8);
  body.writeUInt16LE(1, 12);
  body.writeUInt16LE(32, 14);
  const rowBytes = size * 4;
  for (let row = 0; row < size; row += 1) {
    const pixels = body.subarray(40 + (size - 1 - row) * rowBytes).subarray(0, rowBytes);
    rgba.copy(pixels, 0, row * rowBytes, (row + 1) * rowBytes);
    swapRedAndBlue(pixels);
  }
  return body;
}

/** @param {Buffer} pixels 4 bytes each */
function swapRedAndBlue(pixels) {
  for (let at = 0; at < pixels.length; at += 4) {
    const red = pixels.readUInt8(at);
    pixels.writeUInt8(pixels.readUInt8(at + 2), at);
    pixels.writeUInt8(red, at + 2);
  }
}

/** Apple's type codes of PNG icons, with the side in pixels: single and double density of 16 to 512 points. */
const icnsTypes = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);

/**
 * Builds an Apple .icns file: `icns` and the total length, then each image after its type and length, numbers big-endian.
 * @param {ReadonlyMap<number, Buffer>} pngs by side in pixels
 * @returns {Buffer}
 * @throws {Error} if a size is missing
 */
export function icnsFile(pngs) {
  const parts = icnsTypes.flatMap(([type, size]) => {
    const png = pngs.get(size);
    if (!png) throw new Error(`no image of ${size} pixels`);
    return [chunkHeader(type, png.length + 8), png];
  });
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([chunkHeader('icns', length), ...parts]);
}

/** @param {string} name @param {number} length */
function chunkHeader(name, length) {
  const header = Buffer.alloc(8);
  header.write(name, 'latin1');
  header.writeUInt32BE(length, 4);
  return header;
}
