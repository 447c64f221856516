import type { AnnotationFormat } from '../format.ts';
import { boxOfSize, hasArea, sizeOfPicture } from '../reading/boxes.ts';
import { arrayOf, jsonElements, objectOf, textOf } from '../reading/json-elements.ts';
import { filesThatBegin, outlineMatches, someBegins, type JsonOutline } from '../reading/json-outline.ts';
import type { ReadTally, StatedImage } from '../stated.ts';

/**
 * VoTT's JSON export, and the `*-asset.json` files that it keeps for each picture. A region with several tags becomes a box for each;
 * polygons are passed on as their boxes. Frames of a video stay together as a group.
 */
export const vott: AnnotationFormat = {
  id: 'vott',
  title: 'VoTT JSON',
  description: 'https://github.com/microsoft/VoTT#exporting-labels',
  carries: ['boxes', 'group'],
  recognise: (source) => someBegins(source, ['.json'], (outline) => isExport(outline) || isAsset(outline)),

  async *read(source, tally) {
    const [exports, assets]: [string[], string[]] = [[], []];
    for await (const { name, outline } of filesThatBegin(source, ['.json'], (one) => isExport(one) || isAsset(one)))
      (isAsset(outline) ? assets : exports).push(name);
    // An export repeats what the asset files beside it say.
    for (const name of exports) for await (const { value } of jsonElements(source, name, ['$.assets.*'])) yield* statedOf(value, tally);
    if (exports.length > 0) return;
    for (const name of assets) for await (const { value } of jsonElements(source, name, ['$'])) yield* statedOf(value, tally);
  },
};

const isExport = (outline: JsonOutline): boolean => outlineMatches(outline, /^\$\.assets\.[^.]+\.asset\.(id|name|path)$/);
const isAsset = (outline: JsonOutline): boolean => outline.has('$.asset.name') && outline.has('$.asset.path');

const videoFrame = 3;

function* statedOf(value: unknown, tally: ReadTally): Iterable<StatedImage> {
  const asset = objectOf(objectOf(value)?.asset) ?? {};
  const file = textOf(asset.name) ?? textOf(asset.path);
  if (file === null) return tally.lose('no-file');
  const group = asset.type === videoFrame ? textOf(objectOf(asset.parent)?.name) : null;
  const { width, height } = objectOf(asset.size) ?? {};
  const size = sizeOfPicture(width, height);
  yield { file, ...(group === null ? {} : { group }), ...(size === null ? {} : { size }) };
  for (const region of arrayOf(objectOf(value)?.regions)) {
    const { boundingBox, tags } = objectOf(region) ?? {};
    const place = objectOf(boundingBox) ?? {};
    const names = arrayOf(tags).map(textOf);
    for (const className of names.length === 0 ? [null] : names) {
      const box = boxOfSize([place.left, place.top, place.width, place.height], { className, unit: 'pixel', confidence: null });
      if (box === null || !hasArea(box)) tally.lose('box-without-area');
      else yield { file, boxes: [box] };
    }
  }
}
