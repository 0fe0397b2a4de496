"""The process that reads a photo nobody vouches for: bytes in, an upright sRGB JPEG out.

Started by `fieldapp.store.photos`, which kills it if it takes too long. It imports nothing of ours,
limits its own memory and time where the system can, and never opens a file.
"""

from __future__ import annotations

import io
import struct
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 1200
MAX_PIXELS = 60_000_000
QUALITY = 85
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_MEMORY = 1536 * 1024 * 1024
_SECONDS = 20

SIZE = struct.Struct(">II")
"""Width and height, before the JPEG on standard output."""

# How it ended, as its exit code.
DONE, NO_IMAGE, TOO_LARGE, BROKEN, OUT_OF_MEMORY = 0, 10, 11, 12, 13


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def render(data: bytes) -> tuple[int, bytes]:
    """The outcome and, where it is `DONE`, size and JPEG: at most 1200 pixels a side, bare."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # our own limit is stricter and comes first
    try:
        image: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return NO_IMAGE, b""
    if image.width * image.height > MAX_PIXELS:
        return TOO_LARGE, b""
    try:
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        profile = image.info.get("icc_profile")
        image = ImageOps.exif_transpose(image)
        image = _opaque(image)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        image = _srgb(image, profile)
        image.info.clear()
        out = io.BytesIO()
        image.save(out, "JPEG", quality=QUALITY, optimize=True)
    except (OSError, ValueError, SyntaxError, IndexError, EOFError, struct.error):
        return BROKEN, b""
    return DONE, SIZE.pack(*image.size) + out.getvalue()


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
    try:
        outcome, rendition = render(sys.stdin.buffer.read())
    except MemoryError:
        return OUT_OF_MEMORY
    sys.stdout.buffer.write(rendition)
    return outcome


if __name__ == "__main__":
    sys.exit(main())
