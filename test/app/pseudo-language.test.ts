import '../support/pseudo-language.ts';
import assert from 'node:assert/strict';
import { cutOffAtTheRight } from '../support/screens/accessible-names.ts';
import { cutTexts, textsFromElsewhere } from '../support/screens/texts.ts';
import { testViews } from '../support/screens/views.ts';

/** What the user, a sheet of the user, source models, file formats and licences are called, layers and their shapes, and letters and digits of keys: the same in every language. */
const data = new RegExp(
  [
    /\S*\/\S*( \d{4}\S*)?/,
    /\b(Graft starter|Herbarium( 2025)?|Betula|Quercus|Salix|Pictures|ada|Graft|Documents|Projects)\b/,
    /\b(MobileNetV\d [\d.]+|EfficientNet-Lite\d)(, (224 pixels|260 px)(, ImageNet)?)?/,
    /\b(JPEG|Apache-2\.0)(?![\w.])/,
    /[\w -]+\.(jpg|png|csv|json|graft|tif)(?![\w.])/,
    /\b(file|species|plot|A\d)\b/,
    /\b(stem|block_\d+|out_relu|mobilenet-v2)\b/,
    /\d+( × \d+)+/,
    /\b[0-9a-f]{64}\b/,
    /\bDrawn D1\b|^(betula|data|pictures|\d{4})$/,
    // Groups by time are named by their first capture.
    /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/,
    /^\w$/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

testViews(
  (name) => `${name}: in another language every text is of that language, and none is cut off where it is 40 % longer`,
  async (page) => {
    assert.deepEqual(await textsFromElsewhere(page, data), []);
    assert.deepEqual(await cutTexts(page), []);
    // A table of figures may scroll inside its own frame.
    assert.deepEqual(
      (await cutOffAtTheRight(page)).filter((one) => !/^scrolls sideways: <div class="scroll[^>]*><table/.test(one)),
      [],
    );
  },
);
