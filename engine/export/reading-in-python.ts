import { pictureRules } from '../domain/models/picture-rules.ts';

const { longestSide, window, losslessPixels, jpegQuality } = pictureRules;

/** pictures.py beside a model: reads a file as the model learned to see it. Needs numpy and Pillow; tifffile for TIFFs beyond 8 bits. */
export const readingInPython = `"""Reads pictures as the model in this folder learned to see them.

Needs numpy and Pillow, and tifffile for TIFF files of more than 8 bits. README.txt says the same in words.
"""
import io

import numpy as np
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = ${longestSide}
# Of a picture beyond 8 bits, these shares of its samples lie below black and below white.
WINDOW = (${window.low}, ${window.high})
LOSSLESS_PIXELS = ${losslessPixels}
JPEG_QUALITY = ${jpegQuality}


def read_picture(path):
    """The first page or frame of a file: height x width x 3, float32, R G B from 0 to 255."""
    samples = deep_samples(path)
    if samples is not None:
        opaque = 65535 if samples.dtype == np.uint16 else 1
        return kept(Image.fromarray(through_window(shrunk_samples(samples), opaque)))
    with Image.open(path) as file:
        plain = file.format in ("JPEG", "PNG") and max(file.size) <= LONGEST_SIDE and file.mode in ("L", "RGB") \\
            and "icc_profile" not in file.info and "transparency" not in file.info and file.getexif().get(274, 1) == 1
        picture = over_white(as_srgb(ImageOps.exif_transpose(file)))
    if plain:
        return np.asarray(picture, np.float32)
    return kept(picture.resize(shrunk_size(*picture.size), Image.Resampling.LANCZOS))


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


def deep_samples(path):
    """Samples beyond 8 bits, height x width x channels; None for a file of 8 bits."""
    with open(path, "rb") as file:
        head = file.read(26)
    if head[:2] in (b"II", b"MM"):
        with Image.open(path) as file:
            bits = max(file.tag_v2.get(258, (1,))) if hasattr(file, "tag_v2") else 8
        if bits <= 8:
            return None
        import tifffile
        with tifffile.TiffFile(path) as file:
            page = file.pages[0]
            samples = page.asarray()
            if page.planarconfig == 2 and samples.ndim == 3:
                samples = np.moveaxis(samples, 0, -1)
    elif head[:8] == b"\\x89PNG\\r\\n\\x1a\\n" and head[24] == 16:
        if head[25] != 0:
            raise ValueError(f"{path}: Pillow reads colour PNG files of 16 bits with 8 only; save it as TIFF")
        with Image.open(path) as file:
            samples = np.array(file)
    else:
        return None
    return samples[..., np.newaxis] if samples.ndim == 2 else samples


def shrunk_samples(samples):
    samples = samples.astype(np.float32)
    height, width, channels = samples.shape
    size = shrunk_size(width, height)
    if size == (width, height):
        return samples
    planes = [Image.fromarray(samples[..., at]).resize(size, Image.Resampling.LANCZOS) for at in range(channels)]
    return np.stack([np.asarray(plane) for plane in planes], axis=-1)


def through_window(samples, opaque):
    """One window for all colours of the picture, so that hues stay; values that are no numbers are black. \`opaque\`: the largest opacity."""
    channels = samples.shape[-1]
    colours = 3 if channels >= 3 else 1
    opacity = np.clip(samples[..., colours:colours + 1] / opaque, 0, 1) if channels > colours else np.ones_like(samples[..., :1])
    seen = samples[..., :colours][opacity[..., 0] > 0]
    seen = np.sort(seen[np.isfinite(seen)])
    low, high = seen[int((len(seen) - 1) * WINDOW[0])], seen[int(np.ceil((len(seen) - 1) * WINDOW[1]))]
    if low == high:
        low, high = low - 0.5, high + 0.5
    values = np.nan_to_num(samples[..., :colours], nan=low, neginf=low, posinf=high)
    values = np.clip((values - low) * (255 / (high - low)), 0, 255) * opacity + 255 * (1 - opacity)
    return np.repeat(np.floor(values + 0.5).astype(np.uint8), 3 // colours, axis=-1)
`;
