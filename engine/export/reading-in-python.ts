import type { PictureWindows } from '../domain/models/folder-windows.ts';
import type { PictureWindow } from '../domain/models/picture-window.ts';
import { pictureRules } from '../domain/models/picture-rules.ts';

const { longestSide, window, losslessPixels, jpegQuality } = pictureRules;

const tuple = (window: PictureWindow | null): string => (window === null ? 'None' : `(${window.low}, ${window.high})`);

/** Returns pictures.py, which reads a file as the model learned to see it. Needs numpy and Pillow; tifffile for TIFF files. */
export const readingInPython = ({
  window: chosen,
  folders,
}: PictureWindows): string => `"""Reads pictures as the model in this folder learned to see them.

Needs numpy and Pillow, and tifffile for TIFF files other than grey and colour of 8 bits. README.txt says the same in words.
"""
import io
import os
import re

import numpy as np
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = ${longestSide}
# Of a picture beyond 8 bits, these shares of its samples lie below black and below white.
WINDOW = (${window.low}, ${window.high})
LEAST_REST = ${window.leastRest}
# Black and white of all pictures beyond 8 bits, as they were chosen for the project; None: each has a window of its own.
PROJECT_WINDOW = ${tuple(chosen)}
# The same for pictures in certain folders, named by the last parts of their paths; the deepest folder counts.
FOLDER_WINDOWS = {${folders.map((one) => `${JSON.stringify(one.folder)}: ${tuple(one.window)}`).join(', ')}}
LOSSLESS_PIXELS = ${losslessPixels}
JPEG_QUALITY = ${jpegQuality}


def read_picture(path):
    """The first page or frame of a file: height x width x 3, float32, R G B from 0 to 255."""
    read = own_samples(path)
    if read is not None:
        return kept(Image.fromarray(through_window(*read, window_of(path))))
    with Image.open(path) as file:
        plain = file.format in ("JPEG", "PNG") and max(file.size) <= LONGEST_SIDE and file.mode in ("L", "RGB") \\
            and "icc_profile" not in file.info and "transparency" not in file.info and file.getexif().get(274, 1) == 1
        picture = over_white(as_srgb(ImageOps.exif_transpose(file)))
    if plain:
        return np.asarray(picture, np.float32)
    return kept(picture.resize(shrunk_size(*picture.size), Image.Resampling.LANCZOS))


def window_of(path):
    """Black and white of a picture beyond 8 bits, by its folder; None: its own."""
    folders = re.split(r"[/\\\\]+", os.path.dirname(os.path.abspath(path)))
    best, chosen = (0, 0), PROJECT_WINDOW
    for folder, window in FOLDER_WINDOWS.items():
        names = re.split(r"[/\\\\]+", folder)
        for end in range(len(names), len(folders) + 1):
            if folders[end - len(names):end] == names and (end, len(names)) > best:
                best, chosen = (end, len(names)), window
    return chosen


def as_srgb(picture):
    profile = picture.info.get("icc_profile")
    if profile is None:
        return picture.convert("RGBA" if has_alpha(picture) else "RGB")
    alpha = picture.convert("RGBA").getchannel("A") if has_alpha(picture) else None
    colours = picture if picture.mode in ("L", "RGB", "CMYK") else picture.convert("RGB")
    picture = ImageCms.profileToProfile(colours, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB")
    if alpha is not None:
        picture.putalpha(alpha)
    return picture


def has_alpha(picture):
    return picture.mode in ("LA", "PA", "RGBA") or "transparency" in picture.info


def over_white(picture):
    if picture.mode != "RGBA":
        return picture
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def kept(picture):
    """The picture as Graft keeps it: small ones without loss, others as JPEG."""
    if picture.width * picture.height > LOSSLESS_PIXELS:
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=JPEG_QUALITY, subsampling=0, optimize=True)
        picture = Image.open(stream)
    return np.asarray(picture.convert("RGB"), np.float32)


def shrunk_size(width, height):
    factor = min(1, LONGEST_SIDE / max(width, height))
    return max(1, round(width * factor)), max(1, round(height * factor))


def own_samples(path):
    """Samples beyond 8 bits or in further bands: height x width x channels, whether the last one is opacity, and black and white where they are known."""
    with open(path, "rb") as file:
        head = file.read(26)
    if head[:2] in (b"II", b"MM"):
        import tifffile
        with tifffile.TiffFile(path) as file:
            page = next((one for one in file.pages if not one.is_reduced), file.pages[0])
            bands, bits, kind = page.samplesperpixel, page.bitspersample, page.photometric.name
            colours = 3 if kind == "RGB" else 1
            opacity = bool(page.extrasamples) and page.extrasamples[0] in (1, 2)
            if kind not in ("RGB", "MINISBLACK", "MINISWHITE") or (bits <= 8 and bands <= colours + opacity and page.planarconfig == 1):
                return None
            samples = page.asarray()
            samples = samples.reshape(page.imagelength, page.imagewidth, bands) if page.planarconfig == 1 else np.moveaxis(samples.reshape(bands, page.imagelength, page.imagewidth), 0, -1)
            samples = upright(samples, page.tags["Orientation"].value if "Orientation" in page.tags else 1)
            no_data = page.tags["GDAL_NODATA"].value if "GDAL_NODATA" in page.tags else None
        if kind != "RGB" and bands - opacity >= 3:
            colours = 3
        most = {"f": 1, "i": 2 ** (bits - 1) - 1}.get(samples.dtype.kind, 2**bits - 1)
        samples = np.concatenate([samples[..., :colours], samples[..., -1:]] if opacity else [samples[..., :colours]], axis=-1).astype(np.float32)
        if kind == "MINISWHITE":
            samples[..., :colours] = most - samples[..., :colours]
        if no_data is not None:
            samples[samples == np.float32(no_data)] = np.nan
        return shrunk_samples(samples), opacity, most, (0, most) if bits <= 8 and no_data is None else None
    if head[:8] == b"\\x89PNG\\r\\n\\x1a\\n" and head[24] == 16:
        if head[25] != 0:
            raise ValueError(f"{path}: Pillow reads colour PNG files of 16 bits with 8 only; save it as TIFF")
        with Image.open(path) as file:
            return shrunk_samples(np.array(file, np.float32)[..., np.newaxis]), False, 65535, None
    return None


def upright(samples, orientation):
    if orientation in (5, 6, 7, 8):
        samples = np.swapaxes(samples, 0, 1)
    if orientation in (2, 3, 6, 7):
        samples = samples[:, ::-1]
    return samples[::-1] if orientation in (3, 4, 7, 8) else samples


def shrunk_samples(samples):
    height, width, channels = samples.shape
    size = shrunk_size(width, height)
    if size == (width, height):
        return samples
    planes = [Image.fromarray(samples[..., at]).resize(size, Image.Resampling.LANCZOS) for at in range(channels)]
    return np.stack([np.asarray(plane) for plane in planes], axis=-1)


def through_window(samples, has_opacity, opaque, window, chosen):
    """One window for all colours of a picture, so that hues stay; values that are no numbers are black. \`opaque\`: the largest opacity."""
    colours = samples.shape[-1] - has_opacity
    opacity = np.clip(samples[..., colours:] / opaque, 0, 1) if has_opacity else np.ones_like(samples[..., :1])
    seen = samples[..., :colours][opacity[..., 0] > 0]
    low, high = window or chosen or ends(without_values_apart(np.sort(seen[np.isfinite(seen)])))
    if low == high:
        low, high = low - 0.5, high + 0.5
    values = np.nan_to_num(samples[..., :colours], nan=low, neginf=low, posinf=high)
    values = np.clip((values - low) * (255 / (high - low)), 0, 255) * opacity + 255 * (1 - opacity)
    return np.repeat(np.floor(values + 0.5).astype(np.uint8), 3 // colours, axis=-1)


def ends(ordered):
    last = len(ordered) - 1
    return float(ordered[int(last * WINDOW[0])]), float(ordered[int(np.ceil(last * WINDOW[1]))])


def without_values_apart(ordered):
    """Without the smallest or largest value where it lies farther from the others than these reach: scale bars, saturation, no data."""
    def apart(value, rest):
        if len(rest) < len(ordered) * LEAST_REST:
            return False
        low, high = ends(rest)
        return high > low and max(value - high, low - value) > high - low

    smallest, largest = ordered[0], ordered[-1]
    below = ordered[:np.searchsorted(ordered, largest, "left")]
    rest = below if apart(largest, below) else ordered
    above = rest[np.searchsorted(rest, smallest, "right"):]
    return above if apart(smallest, above) else rest
`;
