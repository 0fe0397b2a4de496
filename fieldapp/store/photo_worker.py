"""The process that reads a photo nobody vouches for: bytes in, an upright sRGB JPEG out.

Started by `fieldapp.store.photos`, which kills it if it takes too long. It imports nothing of ours,
limits its own memory and time where the system can, and never opens a file. Its one argument, if
there is one, is JSON: `{"crop": [left, top, right, bottom], "covers": [[...], ...]}`, each a share
of the upright picture's width or height; `crop` may be null.
"""

from __future__ import annotations

import io
import json
import math
import re
import struct
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 1200
MAX_PIXELS = 60_000_000
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_MEMORY = 1536 * 1024 * 1024
_SECONDS = 20

HEAD = struct.Struct(">II25s")
"""Before the JPEG on standard output: width, height, and when the camera says it was taken, as
ISO 8601 with or without an offset, filled up with NUL."""

# How it ended, as its exit code.
DONE, NO_IMAGE, TOO_LARGE, BROKEN, OUT_OF_MEMORY, NOTHING_LEFT = 0, 10, 11, 12, 13, 14

_COVER = (24, 30, 29)
_EXIF, _TAKEN, _OFFSET = 0x8769, 0x9003, 0x9011
_CAMERA_TIME = re.compile(r"(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)\Z", re.ASCII)
_CAMERA_OFFSET = re.compile(r"[+-]\d\d:\d\d\Z", re.ASCII)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def render(data: bytes, marks: Mapping[str, Any]) -> tuple[int, bytes]:
    """The outcome and, where it is `DONE`, head and JPEG: at most 1200 pixels a side, bare.

    Args:
        marks: what is cut away and covered, see above. What is covered is gone before the picture
            is made smaller and packed, so that nothing of it can show through.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter and comes first
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return NO_IMAGE, b""
    if image.width * image.height > MAX_PIXELS:
        return TOO_LARGE, b""
    crop = marks.get("crop")
    try:
        taken = _taken(image)
        if crop is None:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        profile = image.info.get("icc_profile")
        image = ImageOps.exif_transpose(image)
        image = _opaque(image)
        image = _covered(image, marks.get("covers", ()))
        if crop is not None:
            box = _pixels(image, crop)
            if box[0] >= box[2] or box[1] >= box[3]:
                return NOTHING_LEFT, b""
            image = image.crop(box)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        image = _srgb(image, profile)
        image.info.clear()
        out = io.BytesIO()
        image.save(out, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, ValueError, SyntaxError, IndexError, EOFError, struct.error):
        return BROKEN, b""
    return DONE, HEAD.pack(*image.size, taken.encode("ascii")) + out.getvalue()


def _taken(image: Image.Image) -> str:
    """When the camera says the picture was taken; empty where it does not."""
    try:
        exif = image.getexif().get_ifd(_EXIF)
        found = _CAMERA_TIME.match(str(exif.get(_TAKEN, "")))
        offset = _CAMERA_OFFSET.match(str(exif.get(_OFFSET, "")))
    except Exception:  # a broken EXIF block does not spoil the picture
        return ""
    if found is None:
        return ""
    year, month, day, time = found.groups()
    return f"{year}-{month}-{day}T{time}{offset[0] if offset else ''}"


def _covered(image: Image.Image, covers: Sequence[Sequence[float]]) -> Image.Image:
    if not covers:
        return image
    fill: tuple[int, ...] = _COVER
    if image.mode == "CMYK":
        fill = (*(255 - part for part in _COVER), 0)
    elif image.mode != "RGB":
        image = image.convert("RGB")
    for cover in covers:
        image.paste(fill, _pixels(image, cover))
    return image


def _pixels(image: Image.Image, box: Sequence[float]) -> tuple[int, int, int, int]:
    """A box in pixels, no pixel that it touches left out."""
    left, top, right, bottom = (min(max(share, 0.0), 1.0) for share in box)
    return (
        math.floor(left * image.width),
        math.floor(top * image.height),
        math.ceil(right * image.width),
        math.ceil(bottom * image.height),
    )


def _opaque(image: Image.Image) -> Image.Image:
    """On white where it was transparent; palettes and 16 bits as what they look like."""
    from PIL import Image

    if image.mode.startswith("I"):
        image = image.point(lambda level: level / 256).convert("L")
    if image.mode in {"P", "PA", "LA", "La", "RGBa"} or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB; a profile that is broken or does not fit counts as none."""
    from PIL import ImageCms

    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def main() -> int:
    _limit()
    marks = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
    try:
        outcome, rendition = render(sys.stdin.buffer.read(), marks)
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(rendition)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
