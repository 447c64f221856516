/** Reads what Pillow would read otherwise or not at all, like engine/images/tiff. */
export const tiffInPython = `
def tiff_samples(path, chosen):
    """Samples at full resolution, whether the last ones are opacity, the largest value, and black and white where they are known.

    None where Pillow reads the file as well.
    """
    import tifffile
    with tifffile.TiffFile(path) as file:
        pages = pages_alike(file, chosen)
        first = pages[0]
        bands, bits, kind = first.samplesperpixel, first.bitspersample, first.photometric.name
        if kind not in ("RGB", "MINISBLACK", "MINISWHITE"):
            return None
        own = 3 if kind == "RGB" else 1
        opacity = next((own + at for at, meaning in enumerate(first.extrasamples) if meaning in (1, 2)), None)
        bands_shown = [band for band in range(bands) if band != opacity]
        # CCITT and the older JPEG are left to Pillow.
        stack = stack_of(first.description, len(pages)) if bands == 1 and first.compression not in (2, 3, 4, 6) else None
        if stack is not None:
            count, held, shown = *stack.shape, 1
        else:
            count, held, shown = len(pages), len(bands_shown), 3 if kind == "RGB" or len(bands_shown) >= 3 else 1
        reading = reading_of(chosen, count, held, shown)
        is_ordinary = bits <= 8 and bands <= own + (opacity == own) and first.planarconfig == 1
        if is_ordinary and (reading is None or held <= shown):
            return None
        which, channels = reading or ("first", None)
        channels = [channel - 1 for channel in channels] if channels else list(range(shown))
        bands_read = None if stack is not None else [bands_shown[channel] for channel in channels] + ([] if opacity is None else [opacity])
        most = {"f": 1, "i": 2 ** (bits - 1) - 1}.get(first.dtype.kind, 2**bits - 1)
        no_data = first.tags["GDAL_NODATA"].value if "GDAL_NODATA" in first.tags else None

        def read(at):
            if stack is not None:
                samples = np.concatenate([page_samples(pages[stack[at, channel]]) for channel in channels], axis=-1).astype(np.float32)
            else:
                samples = page_samples(pages[at])[..., bands_read].astype(np.float32)
            colours = samples[..., :len(channels)]
            gaps = None if no_data is None else colours == np.float32(no_data)
            if kind == "MINISWHITE":
                colours[...] = most - colours
            if gaps is not None:
                colours[gaps] = np.nan
            return upright(samples, first.tags["Orientation"].value if "Orientation" in first.tags else 1)

        return chosen_page(which, count, read, len(channels)), opacity is not None, most, (0, most) if bits <= 8 and no_data is None else None


def pages_alike(file, chosen):
    """The pages that are no previews and have the size and samples of the first of these; only that one where nothing was chosen."""
    full = (page for page in file.pages if not page.is_reduced)
    first = next(full, file.pages[0])
    kind_of = lambda page: (page.imagewidth, page.imagelength, page.samplesperpixel, page.bitspersample)
    return [first] if chosen is None else [first, *(page for page in full if kind_of(page) == kind_of(first))]


def stack_of(description, count):
    """The pages of a stack whose channels are pages of one band, as ImageJ or an OME-TIFF describes it: pages x channels; None if it is none."""
    if description.startswith("ImageJ="):
        said = dict(re.findall(r"^(channels|slices|frames)=(\\d+)\\s*$", description, re.MULTILINE))
        sizes, order = {"C": said.get("channels", 1), "Z": said.get("slices", 1), "T": said.get("frames", 1)}, "CZT"
    else:
        pixels = re.search(r"<(?:\\w+:)?Pixels\\b[^>]*>", description)
        if pixels is None:
            return None
        said = {name: value for name, _, value in re.findall(r"\\b(\\w+)\\s*=\\s*(['\\"])(.*?)\\2", pixels[0])}
        sizes, order = {axis: said.get("Size" + axis, 0) for axis in "CZT"}, said.get("DimensionOrder", "").replace("XY", "")
    sizes = {axis: int(size) if str(size).isdecimal() else 0 for axis, size in sizes.items()}
    if sorted(order) != ["C", "T", "Z"] or sizes["C"] <= 1 or sizes["C"] * sizes["Z"] * sizes["T"] != count:
        return None
    # The first axis of the order varies fastest, so it comes last.
    axes = order[::-1]
    places = np.arange(count).reshape([sizes[axis] for axis in axes]).transpose([axes.index(axis) for axis in "TZC"])
    return places.reshape(-1, sizes["C"])


def page_samples(page):
    """Height x width x bands."""
    samples = page.asarray()
    if page.planarconfig == 1:
        return samples.reshape(page.imagelength, page.imagewidth, page.samplesperpixel)
    return np.moveaxis(samples.reshape(page.samplesperpixel, page.imagelength, page.imagewidth), 0, -1)


def upright(samples, orientation):
    if orientation in (5, 6, 7, 8):
        samples = np.swapaxes(samples, 0, 1)
    if orientation in (2, 3, 6, 7):
        samples = samples[:, ::-1]
    return samples[::-1] if orientation in (3, 4, 7, 8) else samples

`;
