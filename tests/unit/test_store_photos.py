"""Photos: any sane picture becomes an upright small JPEG; a hostile one is refused by name."""

from __future__ import annotations

import io
import os
import struct
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from fieldapp.store import photos
from fieldapp.store.errors import PhotoError


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(rendition: photos.Rendition) -> Image.Image:
    image = Image.open(io.BytesIO(rendition.jpeg))
    image.load()
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(side: int) -> bytes:
    """A small PNG of side x side pixels of nothing."""
    row = zlib.compressobj()
    data = b"".join(row.compress(bytes(1 + side // 8)) for _ in range(side)) + row.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def test_a_large_photo_is_made_small_and_upright_and_tells_nothing_about_its_place() -> None:
    image = Image.new("RGB", (3000, 2000), "blue")
    image.paste("red", (0, 0, 300, 2000))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned to the right
    exif[0x010F] = "SecretMaker"
    exif.get_ifd(0x8825)[2] = (48.0, 8.0, 11.5)
    rendition = photos.prepare(saved(image, "JPEG", exif=exif, comment=b"SecretComment"))
    shown = opened(rendition)
    assert (rendition.width, rendition.height) == shown.size == (800, 1200)
    red, _, blue = shown.getpixel((400, 20))  # type: ignore[misc]
    assert red > 200 > blue
    assert not shown.getexif()
    assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Secret" not in rendition.jpeg


def test_a_small_photo_is_not_enlarged() -> None:
    rendition = photos.prepare(saved(Image.new("RGB", (40, 30), "green"), "PNG"))
    assert (rendition.width, rendition.height) == (40, 30)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *(("L", "PNG"), ("1", "PNG"), ("P", "GIF"), ("RGBA", "PNG"), ("LA", "PNG")),
        *(("CMYK", "JPEG"), ("RGB", "WEBP"), ("RGB", "BMP"), ("RGB", "TIFF"), ("I;16", "PNG")),
    ],
)
def test_every_common_kind_of_picture_is_read(mode: str, kind: str) -> None:
    rendition = photos.prepare(saved(Image.new(mode, (30, 20)), kind))
    assert opened(rendition).mode == "RGB"


def test_what_is_transparent_lies_on_white() -> None:
    shown = opened(photos.prepare(saved(Image.new("RGBA", (30, 20), (0, 0, 0, 0)), "PNG")))
    assert shown.getpixel((15, 10)) == (255, 255, 255)


def test_sixteen_bits_keep_their_brightness() -> None:
    image = Image.new("I;16", (30, 20), 0x8000)
    grey = opened(photos.prepare(saved(image, "PNG"))).getpixel((15, 10))
    assert isinstance(grey, tuple)
    assert all(abs(part - 0x80) < 4 for part in grey)


def test_a_colour_profile_is_converted_and_a_broken_one_ignored() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, profile[:100], b"rubbish"):
        data = saved(Image.new("RGB", (30, 20), "red"), "JPEG", icc_profile=icc)
        assert "icc_profile" not in opened(photos.prepare(data)).info


@pytest.mark.parametrize(
    "data",
    [b"", b"not a photo", b"%PDF-1.7", b"\xff\xd8\xff", b"<svg/>", b"\x00\x00\x00\x18ftypheic"],
)
def test_what_is_no_photo_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(PhotoError) as caught:
        photos.prepare(data, "x.jpg")
    assert caught.value.finding.code == "store.photo_no_image"
    assert caught.value.finding.where == "x.jpg"


def test_a_cut_off_photo_is_refused() -> None:
    data = saved(Image.effect_noise((400, 300), 60), "JPEG")
    with pytest.raises(PhotoError) as caught:
        photos.prepare(data[: len(data) // 2])
    assert caught.value.finding.code == "store.photo_broken"


def test_a_bomb_is_refused_before_it_unfolds() -> None:
    data = bomb(30_000)
    assert len(data) < 200_000
    with pytest.raises(PhotoError) as caught:
        photos.prepare(data)
    assert caught.value.finding.code == "store.photo_pixels"


def test_too_many_bytes_are_not_even_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "MAX_BYTES", 1000)
    path = tmp_path / "large.jpg"
    path.write_bytes(os.urandom(1001))
    with pytest.raises(PhotoError) as caught:
        photos.prepare(path)
    assert caught.value.finding.code == "store.photo_bytes"
    assert caught.value.finding.where == "large.jpg"


def test_a_worker_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(
        photos, "command", lambda: [sys.executable, "-c", "import signal; signal.pause()"]
    )
    with pytest.raises(PhotoError) as caught:
        photos.prepare(b"whatever")
    assert caught.value.finding.code == "store.photo_time"


def test_a_worker_that_dies_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "command", lambda: [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(PhotoError) as caught:
        photos.prepare(b"whatever")
    assert caught.value.finding.code == "store.photo_broken"
