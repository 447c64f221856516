/** Resizing by a kernel: Lanczos for the picture rules, a triangle filter for the resize of source models. */
export const resizing = `
/** Both sides by a kernel that reaches so many pixels and is widened by the factor of shrinking, with half-pixel centres. */
const resized = (picture, width, height, kernel, reach) => turnedAndResized(turnedAndResized(picture, width, kernel, reach), height, kernel, reach);

/** Another width, and rows and columns exchanged: done twice, both sides are resized. */
function turnedAndResized({ width, height, data }, to, kernel, reach) {
  const scale = width / to, widened = Math.max(1, scale), result = new Float32Array(to * height * 3);
  for (let x = 0; x < to; x += 1) {
    const centre = (x + 0.5) * scale - 0.5, first = Math.max(0, Math.ceil(centre - reach * widened)), last = Math.min(width - 1, Math.floor(centre + reach * widened));
    const weights = Array.from({ length: last - first + 1 }, (_, index) => kernel((first + index - centre) / widened)), sum = weights.reduce((total, weight) => total + weight, 0);
    for (let y = 0; y < height; y += 1) {
      for (let channel = 0; channel < 3; channel += 1) {
        let value = 0;
        for (let from = first; from <= last; from += 1) value += weights[from - first] * data[(y * width + from) * 3 + channel];
        result[(x * height + y) * 3 + channel] = value / sum;
      }
    }
  }
  return { width: height, height: to, data: result };
}
`;

/** For models whose input is already resized. */
export const squashing = `
/** The whole picture squashed to size x size, as the model learned to see it. */
export const squashed = (picture, size) => resized(picture, size, size, (x) => Math.max(0, 1 - Math.abs(x)), 1);
`;
