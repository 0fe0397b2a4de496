"""Photos: a rendition fit for a report, made by a process that may be killed."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from fieldapp.store import photo_worker
from fieldapp.store.errors import PhotoError, plain_errors

MAX_BYTES = 64 * 1024 * 1024
TIMEOUT_SECONDS = 30.0
_REASONS = {
    photo_worker.NO_IMAGE: "store.photo_no_image",
    photo_worker.TOO_LARGE: "store.photo_pixels",
    photo_worker.BROKEN: "store.photo_broken",
    photo_worker.OUT_OF_MEMORY: "store.photo_pixels",
}


@dataclass(frozen=True, slots=True)
class Rendition:
    """An upright sRGB JPEG of at most 1200 pixels a side, without any metadata."""

    jpeg: bytes
    width: int
    height: int


def command() -> list[str]:
    """How the worker is started; a frozen build's executable takes the same arguments.

    `-P`: nothing that lies in the person's current folder is taken for one of our modules.
    """
    return [sys.executable, "-P", "-m", photo_worker.__name__]


def prepare(source: Path | bytes, name: str = "") -> Rendition:
    """Makes the rendition of a photo; the source is only read.

    Args:
        name: what to call it in errors; a file has its own.

    Raises:
        PhotoError: not a photo in a format we read, too large, or damaged.
        StoreError: the file cannot be read.
    """
    if isinstance(source, Path):
        name = name or source.name
        with plain_errors(source.parent), source.open("rb") as file:
            source = file.read(MAX_BYTES + 1)
    if len(source) > MAX_BYTES:
        raise PhotoError("store.photo_bytes", where=name, limit=MAX_BYTES // 2**20)
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command(),
            input=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PhotoError("store.photo_time", where=name) from error
    if done.returncode != photo_worker.DONE:
        reason = _REASONS.get(done.returncode, "store.photo_broken")
        raise PhotoError(reason, where=name, limit=photo_worker.MAX_PIXELS // 10**6)
    width, height = photo_worker.SIZE.unpack_from(done.stdout)
    return Rendition(done.stdout[photo_worker.SIZE.size :], width, height)
