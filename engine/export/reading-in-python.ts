import { pictureRules } from '../domain/models/picture-rules.ts';
import type { FileChoices } from './program-parts/choices.ts';
import { choosingInPython, readingsInPython, windowsInPython } from './program-parts/choices-in-python.ts';
import { pagesInPython } from './program-parts/pages-in-python.ts';
import { tiffInPython } from './program-parts/tiff-in-python.ts';
import { windowInPython } from './program-parts/window-in-python.ts';

const { longestSide, window, losslessPixels, jpegQuality } = pictureRules;

/**
 * Returns pictures.py, which reads a file as the model learned to see it. Needs numpy and Pillow; tifffile for TIFF files, with imagecodecs
 * for compressed ones.
 */
export const readingInPython = ({
  windows,
  readings,
}: FileChoices): string => `"""Reads pictures as the model in this folder learned to see them.

Needs numpy and Pillow, tifffile for TIFF files, and imagecodecs for compressed TIFF files other than grey and colour of 8 bits. README.txt
says the same in words.
"""
import io
import os
import re

import numpy as np
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = ${longestSide}
# Of a picture beyond 8 bits, these shares of its samples lie below black and below white.
WINDOW = (${window.low}, ${window.high})
LEAST_REST = ${window.leastRest}${windowsInPython(windows)}${readingsInPython(readings)}
LOSSLESS_PIXELS = ${losslessPixels}
JPEG_QUALITY = ${jpegQuality}


def read_picture(path):
    """The picture of a file: height x width x 3, float32, R G B from 0 to 255."""
    window, chosen = chosen_for(path, FOLDER_WINDOWS, PROJECT_WINDOW), chosen_for(path, FOLDER_READINGS, PROJECT_READING)
    with open(path, "rb") as file:
        head = file.read(26)
    is_tiff = head[:2] in (b"II", b"MM")
    read = tiff_samples(path, chosen) if is_tiff else png_samples(path) if head[:8] == b"\\x89PNG\\r\\n\\x1a\\n" and head[24] == 16 else None
    if read is not None:
        samples, *rest = read
        return kept(Image.fromarray(through_window(shrunk_samples(samples), *rest, window)))
    with Image.open(path) as file:
        pages = pillow_pages(file, chosen)
        held = 1 if file.format in ("JPEG", "PNG", "TIFF") and file.mode in ("1", "L", "LA") else 3
        reading = reading_of(chosen, len(pages), held, held)
        if reading is not None:
            which, channels = reading
            bands = [channel - 1 for channel in channels] if channels else [0, 1, 2]
            samples = chosen_page(which, len(pages), lambda at: pillow_samples(file, pages[at])[..., bands], len(bands))
            return kept(Image.fromarray(through_window(shrunk_samples(samples), False, 255, (0, 255), None)))
        file.seek(pages[0])
        plain = file.format in ("JPEG", "PNG") and max(file.size) <= LONGEST_SIDE and file.mode in ("L", "RGB") \\
            and "icc_profile" not in file.info and "transparency" not in file.info and file.getexif().get(274, 1) == 1
        picture = over_white(as_srgb(ImageOps.exif_transpose(file)))
    if plain:
        return np.asarray(picture, np.float32)
    return kept(picture.resize(shrunk_size(*picture.size), Image.Resampling.LANCZOS))

${choosingInPython}
def pillow_pages(file, chosen):
    """The numbers of the pages of a TIFF or the frames of an animation."""
    if file.format == "TIFF":
        import tifffile
        with tifffile.TiffFile(file.filename) as tiff:
            return [page.index for page in pages_alike(tiff, chosen)]
    return range(file.n_frames if chosen is not None and file.format in ("GIF", "WEBP", "AVIF") else 1)


def pillow_samples(file, page):
    """Upright, in sRGB and over white: height x width x 3, float32."""
    file.seek(page)
    return np.asarray(over_white(as_srgb(ImageOps.exif_transpose(file))), np.float32)


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


def png_samples(path):
    """Like tiff_samples, for PNG files of 16 bits."""
    with Image.open(path) as file:
        if file.mode[0] != "I":
            raise ValueError(f"{path}: Pillow reads colour PNG files of 16 bits with 8 only; save it as TIFF")
        return np.array(file, np.float32)[..., np.newaxis], False, 65535, None


def shrunk_samples(samples):
    height, width, channels = samples.shape
    size = shrunk_size(width, height)
    if size == (width, height):
        return samples
    planes = [Image.fromarray(samples[..., at]).resize(size, Image.Resampling.LANCZOS) for at in range(channels)]
    return np.stack([np.asarray(plane) for plane in planes], axis=-1)

${pagesInPython}${tiffInPython}${windowInPython}`;
