import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { ownWindows } from '../../../engine/domain/models/folder-windows.ts';
import { plainReadings } from '../../../engine/domain/models/folder-readings.ts';
import { readingInPython } from '../../../engine/export/reading-in-python.ts';
import { decode } from '../../../engine/images/decode.ts';
import { RefusedPicture } from '../../../engine/images/refused-picture.ts';
import { refusalWords } from '../../../engine/words/words.ts';
import { sharedPath, withoutShared } from '../../support/shared.ts';
import { askPython, pythonWith } from '../../support/python.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** Writes TIFF files over layout, bands, type, compression, byte order and tiles, and says what each shows. */
const write = `
import itertools, json, random, sys, warnings
warnings.simplefilter("ignore")
import logging; logging.disable(logging.CRITICAL)
import numpy as np, tifffile
sys.path.insert(0, sys.argv[1])
import pictures
folder, wanted = sys.argv[1], int(sys.argv[2])
try:
    import imagecodecs
    compressions = [None, "lzw", "zlib", "packbits", "zstd", "lzma", "jpeg2000"]
except ImportError:
    compressions = [None]
choices = random.Random(5)
height, width = 48, 37
files = []
kinds = list(itertools.product([1, 2, 3, 4, 5, 7], ["contig", "separate"], ["uint8", "uint16", "int16", "uint32", "float16", "float32", "float64"],
                               compressions, ["<", ">"], [None, (16, 16)], ["minisblack", "rgb"], [None, "unassalpha"]))
choices.shuffle(kinds)
for bands, layout, dtype, compression, order, tile, photometric, extra in kinds:
    colours = 3 if photometric == "rgb" else 1
    if bands < colours or (bands == 1 and layout == "separate") or (extra and bands != colours + 1):
        continue
    y, x = np.mgrid[0:height, 0:width]
    planes = [0.5 + 0.4 * np.sin(x / (4 + band) + band) * np.cos(y / (6 + band)) for band in range(bands)]
    if extra:
        planes[-1] = np.clip(x / width * 1.5, 0, 1)
    data = np.stack(planes, -1)
    most = {"uint8": 250, "uint16": 4000, "int16": 3000, "uint32": 100000}.get(dtype, 1)
    if extra and dtype[0] != "f":
        data[..., -1] *= np.iinfo(dtype).max / most
    data = (data * most).astype(dtype)
    stored = np.moveaxis(data, -1, 0) if layout == "separate" and bands > 1 else data if bands > 1 else data[..., 0]
    extrasamples = ([extra] + ["unspecified"] * (bands - colours - 1) if extra else ["unspecified"] * (bands - colours)) if bands > colours else None
    name = f"{len(files)} {bands} {layout} {dtype} {compression} {'little' if order == '<' else 'big'} {tile} {photometric} {extra}.tif"
    try:
        tifffile.imwrite(f"{folder}/{name}", stored, photometric=photometric, planarconfig=layout if bands > 1 else None, compression=compression, byteorder=order, tile=tile, extrasamples=extrasamples, metadata=None, extratags=[(274, 3, 1, choices.choice([1, 1, 2, 3, 4, 5, 6, 7, 8]), True)])
        page = tifffile.TiffFile(f"{folder}/{name}").pages[0]
        pictures.kept = lambda picture: np.asarray(picture.convert("RGB"), np.float32)
        picture = pictures.read_picture(f"{folder}/{name}")
    except Exception as error:
        continue
    files.append({"name": name, "size": [int(picture.shape[1]), int(picture.shape[0])], "pixels": picture.astype(np.uint8).tobytes().hex(), "opens": compression not in ("lzma", "jpeg2000")})
    if len(files) == wanted:
        break
print(json.dumps(files))
`;
interface Written {
  readonly name: string;
  readonly size: readonly [number, number];
  readonly pixels: string;
  readonly opens: boolean;
}

test('TIFF files of every layout, type, compression and number of bands show what tifffile reads, or are refused as what they are', async (t) => {
  const python = pythonWith('numpy', 'PIL', 'tifffile');
  if (python === null) {
    t.skip('no Python with numpy, Pillow and tifffile (GRAFT_PYTHON names one)');
    return;
  }
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'pictures.py'), readingInPython({ windows: ownWindows, readings: plainReadings }));
  const files = askPython(python, write, [folder, '240']) as Written[];
  const wrong: string[] = [];
  let opened = 0;
  for (const { name, size, pixels, opens } of files) {
    const expected = Buffer.from(pixels, 'hex');
    try {
      const { raster } = await decode(readFileSync(join(folder, name)), 'tiff', null);
      opened += 1;
      const most = raster.pixels.reduce((largest, value, at) => Math.max(largest, Math.abs(value - expected[at]!)), 0);
      if (!opens || raster.width !== size[0] || raster.height !== size[1] || most > 1) wrong.push(`${name}: ${most} of 255 away`);
    } catch (error) {
      const refusal = error instanceof RefusedPicture ? error.refusal.code : String(error);
      if (opens || refusal !== 'unsupported-format')
        wrong.push(`${name}: ${refusal} ${error instanceof RefusedPicture ? JSON.stringify(error.refusal.facts) : ''}`);
    }
  }
  t.diagnostic(`${files.length} files, ${opened} opened`);
  assert.deepEqual(wrong, []);
  assert.ok(files.length >= 200 || pythonWith('imagecodecs') === null, String(files.length));
});

/** What each file of the faults must give: the colour of its background and of the disc in it, or what it is refused as. */
const faults: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'multiband-tiff-extra-band-as-opacity': [
    ['tif-2band-u8.tif', '16/16/16 250/250/250 +1'],
    ['tif-2band-u16.tif', '0/0/0 255/255/255 +1'],
    ['tif-4band-u8-unspec.tif', '16/16/25 250/16/25 +1'],
    ['tif-4band-u16-unspec.tif', '0/0/9 255/0/9 +1'],
    ['tif-4band-f32-rgbnir.tif', '0/0/9 255/0/9 +1'],
    ['tif-5band-u16-rgb.tif', '0/0/9 255/0/9 +2'],
  ],
  'planar-minisblack-tiff-scrambled': [
    ['control-contig.tif', '0/0/0 255/0/143 +0'],
    ['planar.tif', '0/0/0 255/0/143 +0'],
    ['planar-u8.tif', '30/30/40 200/30/40 +0'],
    ['planar-4band.tif', '0/0/9 255/0/9 +1'],
  ],
  'sound-tiff-called-damaged': [
    ['8ch-u16.tif', '0/0/0 255/255/255 +5'],
    ['control-rgb8-planar-tiled.tif', '30/30/40 200/30/40 +0'],
    ['lab.tif', 'Graft does not support TIFF files in CIELAB colours.'],
    ['tif-12bit-packed.tif', '0/0/0 255/255/255 +0'],
    ['tif-5band-u8-minisblack.tif', '16/16/25 250/16/25 +2'],
    ['tif-6band-u16.tif', '0/0/9 255/0/9 +3'],
    ['tif-complex.tif', 'Graft does not support TIFF files with complex numbers.'],
    ['tif-float64.tif', '0/0/0 255/255/255 +0'],
    ['tif-rgb8-jpeg2000.tif', 'Graft does not support TIFF files compressed with JPEG 2000.'],
    ['tif-rgb8-jpegxl.tif', 'Graft does not support TIFF files compressed with JPEG XL.'],
    ['tif-rgb8-lzma.tif', 'Graft does not support TIFF files compressed with LZMA.'],
    ['tif-rgb8-zstd.tif', '30/30/40 200/30/40 +0'],
    ['tif-uint64.tif', 'Graft does not support TIFF files with 64-bit integers.'],
  ],
  'nodata-value-blows-window': [
    'control-nan.tif',
    'f32-nodata-tagged.tif',
    'tif-float32-nodata-9999.tif',
    'tif-float32-nodata-minfloat.tif',
    'tif-int16-nodata.tif',
    'u16-nodata65535-tagged.tif',
  ].map((name) => [name, '0/0/0 255/255/255 +0'] as const),
  'scale-bar-makes-16-bit-black': [
    ['control.tif', '0/0/0 255/255/255 +0'],
    ['scalebar.tif', '0/0/0 255/255/255 +0'],
  ],
  'first-page-is-only-a-thumbnail': [
    ['tif-thumb-first-page.tif', '30/30/40 200/30/40 +0'],
    ['phone.dng', 'Graft does not support camera raw (DNG).'],
  ],
};

async function seen(file: string): Promise<string> {
  try {
    const {
      raster: { width, pixels },
      furtherBands,
    } = await decode(readFileSync(file), 'tiff', null);
    const at = (x: number, y: number): string => pixels.subarray((y * width + x) * 3, (y * width + x + 1) * 3).join('/');
    return `${at(2, 2)} ${at(30, 40)} +${furtherBands}`;
  } catch (error) {
    if (error instanceof RefusedPicture) return refusalWords(error.refusal).what;
    throw error;
  }
}

for (const [folder, files] of Object.entries(faults)) {
  test(`faults of TIFF files: ${folder}`, { skip: withoutShared('data', 'faults') }, async () => {
    const found = await Promise.all(files.map(async ([name]) => [name, await seen(join(sharedPath('data', 'faults', folder)!, name))]));
    assert.deepEqual(found, files);
  });
}
