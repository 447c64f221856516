/** Chooses among the pages and channels of a file, like engine/domain/models/reading.ts and engine/images/chosen-page.ts. */
export const pagesInJavascript = `
/** The part of a choice that changes the picture of a file; null for none. A file without the page or a channel is read as if it had not been chosen. */
function readingOf(chosen, { pages: count, channels: held, shown }) {
  if (chosen === null) return null;
  const isOfEffect = count > 1 && !['first', 1].includes(chosen.pages) && (typeof chosen.pages === 'string' || chosen.pages <= count);
  const isUsual = chosen.channels?.length === shown && chosen.channels.every((channel, at) => channel === at + 1);
  const pages = isOfEffect ? chosen.pages : 'first', channels = chosen.channels === null || isUsual || Math.max(...chosen.channels) > held ? null : chosen.channels;
  return pages === 'first' && channels === null ? null : { pages, channels };
}

/** The page that was chosen, or the maximum of all pages. \`read\` gives the samples of a page, counted from 0, at full resolution. */
async function chosenPage(pages, count, read) {
  if (pages === 'first') return read(0);
  if (pages === 'middle') return read(Math.floor((count - 1) / 2));
  if (typeof pages === 'number') return read(pages - 1);
  let chosen = await read(0), mean = meanOf(chosen);
  for (let page = 1; page < count; page += 1) {
    const next = await read(page);
    if (pages === 'maximum') raise(chosen.values, next.values);
    else {
      const its = meanOf(next);
      if (its > mean || Number.isNaN(mean)) [chosen, mean] = [next, its];
    }
  }
  return chosen;
}

/** Pixel by pixel and channel by channel; values that are no numbers do not count. */
function raise(values, others) {
  for (let at = 0; at < values.length; at += 1) if (others[at] > values[at] || Number.isNaN(values[at])) values[at] = others[at];
}

/** Of the finite samples, without opacity. */
function meanOf({ channels, values }) {
  const colours = channels >= 3 ? 3 : 1;
  let sum = 0, count = 0;
  for (let at = 0; at < values.length; at += 1) {
    if (at % channels < colours && Number.isFinite(values[at])) [sum, count] = [sum + values[at], count + 1];
  }
  return sum / count;
}

/** The samples of some channels, from 1, and of opacity. */
function picked(samples, chosen) {
  if (chosen === null) return samples;
  const { channels, values } = samples, from = [...chosen.map((channel) => channel - 1), ...(channels % 2 === 0 ? [channels - 1] : [])];
  const result = new Float32Array(values.length / channels * from.length);
  for (let to = 0, pixel = 0; to < result.length; to += from.length, pixel += channels) from.forEach((channel, at) => { result[to + at] = values[pixel + channel]; });
  return { ...samples, channels: from.length, values: result };
}
`;
