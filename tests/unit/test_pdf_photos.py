"""Photos of every kind: upright, in sRGB, as small as drawn, or a word why not."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from pdf_reading import reader, setting, text_of
from PIL import Image

from fieldapp.report import blocks as b
from fieldapp.report.pdf.pictures import PictureError, printable, size

LEFT, RIGHT = (200, 30, 30), (30, 30, 200)


def two_halves(mode: str = "RGB", width: int = 640, height: int = 320) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (width, height), RIGHT)
    image.paste(LEFT, (0, 0, width // 2, height))
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def shown(data: bytes) -> Image.Image:
    return Image.open(BytesIO(printable(data, 200, 200).jpeg))


def alike(one: tuple[int, ...], other: tuple[int, ...], far: int = 24) -> bool:
    return all(abs(a - c) <= far for a, c in zip(one, other, strict=True))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims to be huge."""

    def chunk(tag: bytes, data: bytes) -> bytes:
        return struct.pack(">L", len(data)) + tag + data + struct.pack(">L", zlib.crc32(tag + data))

    head = struct.pack(">LLBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        ("RGB", "JPEG"),
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("RGB", "PNG"),
        ("RGBA", "PNG"),
        ("P", "PNG"),
        ("RGB", "WEBP"),
        ("P", "GIF"),
        ("RGB", "BMP"),
        ("RGB", "TIFF"),
        ("1", "PNG"),
    ],
)
def test_kinds_and_modes(mode: str, kind: str) -> None:
    image = shown(saved(two_halves(mode), kind))
    assert image.mode == "RGB"
    if mode not in {"L", "1"}:
        assert alike(image.getpixel((20, 50)), LEFT, 60)
        assert alike(image.getpixel((image.width - 20, 50)), RIGHT, 60)


def test_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned by 90 degrees
    data = saved(two_halves(), "JPEG", exif=exif)
    assert size(data) == (320, 640)
    image = shown(data)
    assert image.height > image.width
    assert alike(image.getpixel((image.width // 2, 20)), LEFT)


def test_transparency_lies_on_white() -> None:
    image = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert alike(shown(saved(image, "PNG")).getpixel((50, 50)), (255, 255, 255))


def test_sixteen_bits_become_eight() -> None:
    image = Image.new("I;16", (64, 64), 32768)
    assert alike(shown(saved(image, "PNG")).getpixel((30, 30)), (127, 127, 127), 4)


def test_first_frame_of_an_animation() -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in (LEFT, RIGHT)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert alike(shown(data).getpixel((25, 25)), LEFT)


def test_no_more_pixels_than_drawn() -> None:
    picture = printable(saved(two_halves(width=3000, height=2000), "JPEG"), 241, 160)
    assert picture.width <= 536 and picture.height <= 356
    assert picture.width > 520
    assert len(picture.jpeg) < 30_000


def test_no_metadata_is_passed_on() -> None:
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    picture = printable(saved(two_halves(), "JPEG", exif=exif), 200, 200)
    assert b"secret" not in picture.jpeg
    assert b"Exif" not in picture.jpeg


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", "photo_broken"),
        (b"not a picture", "photo_broken"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "photo_broken"),
        (png_header(30_000, 30_000), "photo_too_large"),
        (png_header(9_000, 9_000), "photo_too_large"),
        (png_header(100_000, 100_000), "photo_too_large"),
    ],
)
def test_what_cannot_be_printed_is_refused_before_it_is_unpacked(data: bytes, trouble: str) -> None:
    with pytest.raises(PictureError) as caught:
        size(data)
    assert caught.value.trouble == trouble


def test_placeholders_say_why(tmp_path: Path) -> None:
    whole = saved(two_halves(), "JPEG", quality=95)
    items = (
        b.Photo(None, "图1", b.Words("没有")),
        b.Photo(tmp_path / "gone.jpg", "图2", b.Words("丢了")),
        b.Photo(tmp_path, "图3", b.Words("是文件夹")),
        b.Photo(png_header(30_000, 30_000), "图4", b.Words("炸弹")),
        b.Photo(whole[: len(whole) // 2], "图5", b.Words("截断")),
        b.Photo(whole, "图6", b.Words("完好")),
    )
    done = setting(b.Photos(items))
    text = text_of(done)
    assert text.count("照片不在手边") == 2
    assert text.count("照片文件无法读取") == 2
    assert text.count("照片尺寸过大") == 1
    assert sum(len(page.images) for page in reader(done).pages) == 1


@pytest.mark.parametrize("shape", [(1, 4000), (4000, 1), (1, 1), (10, 900), (900, 10)])
@pytest.mark.parametrize("edition", ["a4", "phone"])
def test_any_shape_is_set(shape: tuple[int, int], edition: b.Edition) -> None:
    photo = b.Photo(saved(Image.new("RGB", shape, LEFT), "PNG"), "图1", b.Words("形状"))
    done = setting(b.Photos((photo, photo, photo)), edition=edition)
    assert text_of(done).count("形状") == 3
