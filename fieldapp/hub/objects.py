"""Object storage: photos, files, packs and large values, in a folder or an S3-compatible store.

An object is written once under a key nobody has used before, and is whole when `put` returns.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from fieldapp.base.errors import FieldAppError
from fieldapp.hub.variables import variable

if TYPE_CHECKING:
    from obstore.store import S3Config

_KEY = re.compile(r"[0-9a-f]{32}/[a-z]+/[0-9a-f]{32}\Z")


class ObjectError(FieldAppError):
    """The object storage does not answer, or no longer has something."""


class Objects(Protocol):
    """Where large bytes lie. Every method may raise `ObjectError`."""

    def put(self, key: str, data: bytes) -> None: ...

    def get(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        """All of an object or a part of it."""
        ...

    def remove(self, key: str) -> None:
        """Also one that is gone already."""
        ...

    def keys(self) -> Iterator[str]: ...


def new_key(space: bytes, kind: str) -> str:
    """A key that is used once: what another transaction lets go can never be this object."""
    return f"{space.hex()}/{kind}/{secrets.token_hex(16)}"


def open_objects(url: str) -> Objects:
    """The storage at an address: a folder, or `s3://bucket/prefix`.

    What an S3-compatible store needs besides comes from its usual environment variables:
    `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`; the keys may lie
    in files, see `variables`.
    """
    if url.startswith("s3://"):
        return Bucket(url)
    if "://" in url:
        raise ObjectError("hub.blobs_unknown", url=url.partition("://")[0])
    return Folder(Path(url))


class Folder:
    """A folder of files, each put in its place when it is whole and on the disk."""

    def __init__(self, place: Path) -> None:
        self._place = place
        place.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, data: bytes) -> None:
        target = self._path(key)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as new:
                    new.write(data)
                    new.flush()
                    os.fsync(new.fileno())
                Path(name).replace(target)
            except BaseException:
                with suppress(OSError):
                    Path(name).unlink()
                raise
            _sync(target.parent)
        except OSError as error:
            raise ObjectError("hub.blobs_unwritable") from error

    def get(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        try:
            with self._path(key).open("rb") as file:
                file.seek(offset)
                return file.read() if length is None else file.read(length)
        except OSError as error:
            raise ObjectError("hub.blob_lost") from error

    def remove(self, key: str) -> None:
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise ObjectError("hub.blobs_unwritable") from error

    def keys(self) -> Iterator[str]:
        for path in sorted(self._place.glob("*/*/*")):
            key = path.relative_to(self._place).as_posix()
            if _KEY.match(key):
                yield key

    def _path(self, key: str) -> Path:
        return self._place / _checked(key)


def _keys() -> S3Config:
    """What opens the bucket, where it lies in files; from the environment the client takes it
    itself, as it does what a platform hands out for a while."""
    keys: S3Config = {}
    if one := variable("AWS_ACCESS_KEY_ID"):
        keys["access_key_id"] = one
    if secret := variable("AWS_SECRET_ACCESS_KEY"):
        keys["secret_access_key"] = secret
    if token := variable("AWS_SESSION_TOKEN"):
        keys["session_token"] = token
    return keys


def _sync(folder: Path) -> None:
    """Puts a folder's own entries on the disk, where the system knows of that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class Bucket:
    """An S3-compatible store."""

    def __init__(self, url: str) -> None:
        from obstore.exceptions import BaseError
        from obstore.store import S3Store

        self._errors = (BaseError, OSError)
        endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
        try:
            self._store = S3Store.from_url(
                url,
                config=_keys(),
                client_options={
                    "allow_http": endpoint.startswith("http://"),
                    "timeout": "60s",
                    "connect_timeout": "5s",
                },
                retry_config={"max_retries": 4},
            )
        except BaseError as error:
            raise ObjectError("hub.blobs_unknown", url="s3") from error

    def put(self, key: str, data: bytes) -> None:
        try:
            self._store.put(_checked(key), data)
        except self._errors as error:
            raise ObjectError("hub.blobs_unwritable") from error

    def get(self, key: str, offset: int = 0, length: int | None = None) -> bytes:
        try:
            if length is None:
                return bytes(self._store.get(_checked(key)).bytes())[offset:]
            return bytes(self._store.get_range(_checked(key), start=offset, length=length))
        except self._errors as error:
            raise ObjectError("hub.blob_lost") from error

    def remove(self, key: str) -> None:
        try:
            self._store.delete(_checked(key))
        except FileNotFoundError:
            return
        except self._errors as error:
            raise ObjectError("hub.blobs_unwritable") from error

    def keys(self) -> Iterator[str]:
        try:
            for page in self._store.list():
                for found in page:
                    key = found["path"]
                    if _KEY.match(key):
                        yield key
        except self._errors as error:
            raise ObjectError("hub.blob_lost") from error


def _checked(key: str) -> str:
    """Nothing but a key of ours leads to a file."""
    if not _KEY.match(key):
        raise ObjectError("hub.blob_lost")
    return key
