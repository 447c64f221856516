/** Shows samples through a window, like engine/images/tone.ts. */
export const windowInJavascript = `
/** One window for all colours of a picture, so that hues stay; values that are no numbers are black. \`opaque\`: the largest opacity. */
function throughWindow({ width, height, channels, values, opaque }, window) {
  const colours = channels >= 3 ? 3 : 1, isSeen = (at) => colours === channels || values[at - at % channels + colours] !== 0;
  const seen = () => values.filter((value, at) => at % channels < colours && Number.isFinite(value) && isSeen(at)).sort();
  let [low, high] = window ?? ends(withoutValuesApart(seen()));
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  const data = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < data.length; from += channels, to += 3) {
    const opacity = colours < channels ? Math.min(1, values[from + colours] / opaque) : 1;
    for (let channel = 0; channel < 3; channel += 1) {
      const value = values[from + (colours === 3 ? channel : 0)];
      data[to + channel] = Math.round((value >= low ? Math.min(255, (value - low) * (255 / (high - low))) : 0) * opacity + 255 * (1 - opacity));
    }
  }
  return { width, height, data };
}

function ends(ordered) {
  const last = ordered.length - 1;
  return [ordered[Math.floor(last * shares[0])], ordered[Math.ceil(last * shares[1])]];
}

/** Without the smallest or largest value where it lies farther from the others than these reach: scale bars, saturation, no data. */
function withoutValuesApart(ordered) {
  const isApart = (value, rest) => {
    const [low, high] = ends(rest);
    return rest.length >= ordered.length * leastRest && high > low && Math.max(value - high, low - value) > high - low;
  };
  const [smallest, largest] = [ordered[0], ordered.at(-1)];
  const below = ordered.subarray(0, ordered.indexOf(largest)), rest = isApart(largest, below) ? below : ordered;
  const above = rest.subarray(rest.lastIndexOf(smallest) + 1);
  return isApart(smallest, above) ? above : rest;
}
`;
