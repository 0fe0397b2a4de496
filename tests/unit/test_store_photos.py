"""Photos: any sane picture becomes an upright small JPEG; a hostile one is refused by name."""

from __future__ import annotations

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from fieldapp.base.progress import Cancelled
from fieldapp.store import photos
from fieldapp.store.errors import PhotoError
from fieldapp.store.photos import Box


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


@pytest.mark.parametrize(
    ("time", "offset", "taken"),
    [
        ("2026:11:20 09:31:05", "+08:00", "2026-11-20T09:31:05+08:00"),
        ("2026:11:20 09:31:05", "", "2026-11-20T09:31:05"),
        ("2026:13:40 09:31:05", "", None),
        ("0000:00:00 00:00:00", "", None),
        ("yesterday", "+08:00", None),
    ],
)
def test_when_the_camera_says_it_was_taken_is_told(
    time: str, offset: str, taken: str | None
) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = time
    exif.get_ifd(0x8769)[0x9011] = offset
    found = photos.prepare(saved(Image.new("RGB", (30, 20)), "JPEG", exif=exif)).taken
    assert (found and found.isoformat()) == taken


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
    [b"", b"not a photo", b"%PDF-1.7", b"\xff\xd8\xff", b"<svg/>"],
)
def test_what_is_no_photo_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(PhotoError) as caught:
        photos.prepare(data, "x.jpg")
    assert caught.value.finding.code == "store.photo_no_image"
    assert caught.value.finding.where == "x.jpg"


def test_a_phone_s_own_format_is_called_by_its_name() -> None:
    with pytest.raises(PhotoError) as caught:
        photos.prepare(b"\x00\x00\x00\x18ftypheic" + bytes(100), "IMG_0001.HEIC")
    assert caught.value.finding.code == "store.photo_heic"


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


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK", "P", "RGBA", "I;16"])
def test_what_is_covered_is_gone_and_the_rest_stays(mode: str) -> None:
    white = Image.new("RGB", (300, 200), "white")
    data = white.convert(mode) if mode != "I;16" else Image.new(mode, (300, 200), 0xFFFF)
    kind = "TIFF" if mode == "CMYK" else "PNG"
    cover = Box(0.1001, 0.2001, 0.3999, 0.5999)
    shown = opened(photos.prepare(saved(data, kind), covers=[cover]))
    inside = [shown.getpixel(spot) for spot in ((30, 40), (119, 40), (30, 119), (119, 119))]
    outside = [shown.getpixel(spot) for spot in ((20, 40), (130, 80), (30, 30), (30, 130))]
    assert all(max(pixel) < 60 for pixel in inside)  # type: ignore[type-var, arg-type]
    assert all(min(pixel) > 240 for pixel in outside)  # type: ignore[type-var, arg-type]


def test_boxes_are_of_the_upright_picture_and_the_crop_keeps_its_detail() -> None:
    image = Image.new("RGB", (3000, 2000), "white")
    image.paste("red", (0, 0, 300, 2000))
    exif = Image.Exif()
    exif[0x0112] = 6  # upright: red on top, 2000 wide, 3000 high
    rendition = photos.prepare(
        saved(image, "JPEG", exif=exif), crop=Box(0, 0, 0.5, 0.2), covers=[Box(0, 0, 0.25, 0.05)]
    )
    shown = opened(rendition)
    assert shown.size == (1000, 600)
    covered, red, white = (shown.getpixel(spot) for spot in ((250, 75), (750, 75), (500, 500)))
    assert max(covered) < 60  # type: ignore[type-var, arg-type]
    assert red[0] > 200 > red[1]  # type: ignore[index, operator]
    assert min(white) > 240  # type: ignore[type-var, arg-type]


def test_a_frame_around_nothing_is_said_to_be_one() -> None:
    with pytest.raises(PhotoError) as caught:
        photos.prepare(saved(Image.new("RGB", (30, 20)), "PNG"), crop=Box(1.2, 0, 1.5, 1))
    assert caught.value.finding.code == "store.photo_nothing_left"


@pytest.mark.parametrize("wrong", [(0.5, 0, 0.4, 1), (0, 1, 1, 0), (float("nan"), 0, 1, 1)])
def test_a_box_inside_out_is_none(wrong: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="upper left"):
        Box(*wrong)


def test_a_photo_nobody_waits_for_any_more_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Watched(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            started.append(self)

    monkeypatch.setattr(photos.subprocess, "Popen", Watched)
    monkeypatch.setattr(
        photos, "command", lambda: [sys.executable, "-c", "import signal; signal.pause()"]
    )
    asked = 0

    def check(done: int, total: int) -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        photos.prepare(os.urandom(1_000_000), check=check)
    (process,) = started
    assert process.returncode == -9


def test_a_thumbnail_is_small_whoever_made_the_photo() -> None:
    photo = Image.effect_noise((2400, 1200), 60).convert("RGB")
    own = photos.prepare(saved(photo, "JPEG")).jpeg
    for kept in (own, saved(photo, "JPEG"), saved(photo, "PNG")):
        with Image.open(io.BytesIO(photos.thumbnail(kept, 96))) as small:
            assert (small.format, small.size) == ("JPEG", (96, 48))
    for broken in (b"", b"\xff\xd8\xff", own[: len(own) // 2]):
        with pytest.raises(PhotoError):
            photos.thumbnail(broken, 96)


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
