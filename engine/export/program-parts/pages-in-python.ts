/** Chooses among the pages and channels of a file, like engine/domain/models/reading.ts and engine/images/chosen-page.ts. */
export const pagesInPython = `
def reading_of(chosen, count, held, shown):
    """The part of a choice that changes the picture of a file with so many pages and channels, of which it shows the first ones; None for none.

    A file without the page or a channel is read as if it had not been chosen.
    """
    if chosen is None:
        return None
    pages, channels = chosen
    if count == 1 or pages in ("first", 1) or (isinstance(pages, int) and pages > count):
        pages = "first"
    if channels is not None and (channels == list(range(1, shown + 1)) or max(channels) > held):
        channels = None
    return None if pages == "first" and channels is None else (pages, channels)


def chosen_page(pages, count, read, colours):
    """The page that was chosen, or the maximum of all pages, pixel by pixel and channel by channel.

    \`read\` gives the samples of a page, counted from 0, at full resolution; the first ones are the colours, a further one is opacity.
    """
    if pages == "first":
        return read(0)
    if pages == "middle":
        return read((count - 1) // 2)
    if isinstance(pages, int):
        return read(pages - 1)
    chosen = read(0)
    brightness = mean_of(chosen[..., :colours])
    for page in range(1, count):
        samples = read(page)
        if pages == "maximum":
            # Of a number and NaN, the number.
            chosen = np.fmax(chosen, samples)
        elif (its := mean_of(samples[..., :colours])) > brightness or np.isnan(brightness):
            chosen, brightness = samples, its
    return chosen


def mean_of(samples):
    finite = samples[np.isfinite(samples)]
    return finite.mean(dtype=np.float64) if len(finite) > 0 else np.nan

`;
