"""Photos: a rendition fit for a report, made by a process that may be killed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from fieldapp.base.progress import Check, unwatched
from fieldapp.store import photo_worker
from fieldapp.store.errors import PhotoError, plain_errors

MAX_BYTES = 64 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
_POLL_SECONDS = 0.05
_JPEG = b"\xff\xd8\xff"
_HEIC = re.compile(rb"....ftyp(heic|heix|hevc|hevx|heim|heis|mif1|msf1)", re.DOTALL)
_REASONS = {
    photo_worker.NO_IMAGE: "store.photo_no_image",
    photo_worker.TOO_LARGE: "store.photo_pixels",
    photo_worker.BROKEN: "store.photo_broken",
    photo_worker.OUT_OF_MEMORY: "store.photo_pixels",
    photo_worker.NOTHING_LEFT: "store.photo_nothing_left",
}


@dataclass(frozen=True, slots=True)
class Rendition:
    """An upright sRGB JPEG of at most 1200 pixels a side, without any metadata."""

    jpeg: bytes
    width: int
    height: int
    taken: datetime | None = None
    """When the camera says it was taken; without an offset it is the camera's own time."""


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the upright picture: shares of its width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        if not (self.left <= self.right and self.top <= self.bottom):
            raise ValueError("a box goes from the upper left to the lower right")


def command() -> list[str]:
    """How the worker is started; a frozen build's executable takes the same arguments.

    `-P`: nothing that lies in the person's current folder is taken for one of our modules.
    """
    return [sys.executable, "-P", "-m", photo_worker.__name__]


def prepare(
    source: Path | bytes,
    name: str = "",
    *,
    crop: Box | None = None,
    covers: Sequence[Box] = (),
    check: Check = unwatched,
) -> Rendition:
    """Makes the rendition of a photo; the source is only read. Any thread may do so.

    Args:
        name: what to call it in errors; a file has its own.
        crop: the part to keep; None: all of it.
        covers: parts of the whole picture that nobody is to see: painted over, then packed.
        check: asked many times a second; where it raises, the process is killed.

    Raises:
        PhotoError: not a photo in a format we read, too large, damaged, or nothing left of it.
        StoreError: the file cannot be read.
    """
    if isinstance(source, Path):
        name = name or source.name
        with plain_errors(source.parent), source.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    if len(source) > MAX_BYTES:
        raise PhotoError("store.photo_bytes", where=name, limit=MAX_BYTES // 2**20)
    marks = {"crop": crop and _shares(crop), "covers": [_shares(cover) for cover in covers]}
    code, made = _run([*command(), json.dumps(marks)], source, name, check)
    if code != photo_worker.DONE:
        reason = _REASONS.get(code, "store.photo_broken")
        if code == photo_worker.NO_IMAGE and _HEIC.match(source):
            reason = "store.photo_heic"
        raise PhotoError(reason, where=name, limit=photo_worker.MAX_PIXELS // 10**6)
    width, height, taken = photo_worker.HEAD.unpack_from(made)
    return Rendition(made[photo_worker.HEAD.size :], width, height, _moment(taken))


def thumbnail(photo: bytes, side: int) -> bytes:
    """A small JPEG of a kept photo, of at most so many pixels a side.

    A rendition of ours is read here; what somebody else made goes through the process first.

    Raises:
        PhotoError: it cannot be read as a photo.
    """
    from PIL import Image

    if not _is_rendition(photo):
        photo = prepare(photo).jpeg
    try:
        with Image.open(BytesIO(photo), formats=("JPEG",)) as image:
            image.draft("RGB", (side, side))
            small = image.convert("RGB")
        small.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
        out = BytesIO()
        small.save(out, "JPEG", quality=82)
    except (OSError, ValueError, SyntaxError) as error:
        raise PhotoError("store.photo_broken") from error
    return out.getvalue()


def _is_rendition(photo: bytes) -> bool:
    from PIL import Image

    if not photo.startswith(_JPEG):
        return False
    try:
        with Image.open(BytesIO(photo), formats=("JPEG",)) as image:
            return max(image.size) <= photo_worker.LONGEST_SIDE
    except (OSError, ValueError, SyntaxError):
        return False


def _shares(box: Box) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]


def _run(arguments: list[str], data: bytes, name: str, check: Check) -> tuple[int, bytes]:
    """Runs the worker to its end; its exit code and what it wrote."""
    with (
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process,
        ThreadPoolExecutor(1) as feeder,
    ):
        # Given a timeout, `communicate` does not send the rest at its next call (before 3.12).
        talk = feeder.submit(process.communicate, data)
        try:
            _attend(talk, name, check)
        except BaseException:
            process.kill()
            raise
        made, _ = talk.result()
    return process.returncode, made


def _attend(talk: Future[Any], name: str, check: Check) -> None:
    ends = time.monotonic() + TIMEOUT_SECONDS
    while not wait([talk], _POLL_SECONDS).done:
        check(0, 0)
        if time.monotonic() >= ends:
            raise PhotoError("store.photo_time", where=name)


def _moment(taken: bytes) -> datetime | None:
    """What the worker wrote of the camera's time; None where that is no time."""
    try:
        return datetime.fromisoformat(taken.rstrip(b"\0").decode("ascii"))
    except ValueError:
        return None
