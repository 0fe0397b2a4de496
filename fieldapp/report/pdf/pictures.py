"""Pictures from anywhere, made fit to print: upright, sRGB, 8 bit, no larger than drawn.

Pillow decodes in this process, so a picture is measured before it is unpacked and refused when it
would not fit in memory.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from fieldapp.base.values import frozen

if TYPE_CHECKING:
    from PIL import Image

Source = Path | bytes
Trouble = Literal["photo_missing", "photo_broken", "photo_too_large"]

DPI = 160
MOST_PIXELS = 40_000_000
MOST_JPEG_PIXELS = 89_000_000
"""A JPEG is unpacked at a fraction of its size."""
_FORMATS = ("JPEG", "PNG", "GIF", "BMP")
_RARER_FORMATS = ("WEBP", "TIFF")
"""Their readers are loaded only when nothing else fits."""
_ORIENTATION, _TURNED = 0x0112, (5, 6, 7, 8)


class PictureError(Exception):
    """The picture cannot be printed; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble)
        self.trouble: Trouble = trouble


@frozen
class Picture:
    """A printable JPEG."""

    jpeg: bytes
    width: int
    height: int


def _open(source: Source) -> Image.Image:
    from PIL import Image

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = _recognised(source)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("photo_too_large") from error
    except FileNotFoundError as error:
        raise PictureError("photo_missing") from error
    except Exception as error:  # any decoder may fail in its own way
        raise PictureError("photo_broken") from error
    most = MOST_JPEG_PIXELS if image.format in {"JPEG", "MPO"} else MOST_PIXELS
    if image.width * image.height > most:
        image.close()
        raise PictureError("photo_too_large")
    return image


def _recognised(source: Source) -> Image.Image:
    from PIL import Image, UnidentifiedImageError

    try:
        return Image.open(_file(source), formats=_FORMATS)
    except UnidentifiedImageError:
        from PIL import TiffImagePlugin, WebPImagePlugin  # noqa: F401 - registers the readers

        return Image.open(_file(source), formats=_RARER_FORMATS)


def _file(source: Source) -> Path | BytesIO:
    return BytesIO(source) if isinstance(source, bytes) else source


def size(source: Source) -> tuple[int, int]:
    """Width and height as seen upright, in pixels; nothing is decoded.

    Raises:
        PictureError: it cannot be printed.
    """
    with _open(source) as image:
        try:
            turned = image.getexif().get(_ORIENTATION) in _TURNED
        except Exception:  # a broken EXIF block does not spoil the picture
            turned = False
        return (image.height, image.width) if turned else image.size


def printable(source: Source, width: float, height: float) -> Picture:
    """The picture for a place of this size in points, at `DPI`.

    Raises:
        PictureError: it cannot be printed.
    """
    from PIL import Image

    most = (max(1, round(width * DPI / 72)), max(1, round(height * DPI / 72)))
    with _open(source) as image:
        try:
            image.seek(0)
            longest = max(most)
            image.draft("RGB", (longest, longest))
            upright = _rgb(_upright(image))
            upright.thumbnail(most, Image.Resampling.LANCZOS, reducing_gap=2.0)
            out = BytesIO()
            upright.save(out, "JPEG", quality=82, optimize=False)
        except MemoryError as error:
            raise PictureError("photo_too_large") from error
        except Exception as error:  # any decoder may fail in its own way
            raise PictureError("photo_broken") from error
    return Picture(out.getvalue(), *upright.size)


def _upright(image: Image.Image) -> Image.Image:
    from PIL import ImageOps

    try:
        return ImageOps.exif_transpose(image)
    except (OSError, SyntaxError, ValueError, KeyError, TypeError):
        image.load()
        return image


def _rgb(image: Image.Image) -> Image.Image:
    """8-bit sRGB, what is transparent on white."""
    from PIL import Image

    if image.mode.startswith("I;16") or image.mode == "I":
        image = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        ground = Image.new("RGBA", image.size, "white")
        return Image.alpha_composite(ground, image).convert("RGB")
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        image = _managed(image, profile)
    return image.convert("RGB")


def _managed(image: Image.Image, profile: bytes) -> Image.Image:
    """Into sRGB by the picture's own profile; as it is if that is of no use."""
    if b"sRGB" in profile[:600] or b"s\0R\0G\0B" in profile[:600]:
        return image
    from PIL import ImageCms

    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, own, target, outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
