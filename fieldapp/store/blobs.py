"""Photos and files: each an encrypted file of its own, `blobs/xx/<name>.aead`.

A blob is known by the SHA-256 of its content; its file's name is an HMAC of that under a key of the
workspace, so that the folder does not tell which known picture lies in it. The file is AES-256-GCM
with its name authenticated.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fieldapp.base.clock import Entropy
from fieldapp.store.database import Database
from fieldapp.store.errors import BlobError, plain_errors
from fieldapp.store.files import make_folder, sync_folder, write_atomically
from fieldapp.store.keys import DataKey

FOLDER = "blobs"
MAX_BYTES = 64 * 1024 * 1024
_MAGIC = b"FABLOB1\0"
_NONCE = 12
_ENDING = ".aead"
_NAME = re.compile(r"[0-9a-f]{64}\Z")


class BlobFiles:
    """The encrypted files of a workspace or of a backup."""

    def __init__(self, folder: Path, key: DataKey, entropy: Entropy) -> None:
        self.folder = folder
        self._cipher = AESGCM(key.blobs)
        self._names = key.names
        self._entropy = entropy

    def path(self, sha256: str) -> Path:
        """Where a blob lies, or would."""
        name = hmac.digest(self._names, bytes.fromhex(sha256), "sha256").hex()
        return self.folder / name[:2] / f"{name}{_ENDING}"

    def put(self, data: bytes) -> str:
        """Writes a blob durably; returns its SHA-256.

        Raises:
            BlobError: above 64 MiB.
        """
        if len(data) > MAX_BYTES:
            raise BlobError("store.blob_too_large", limit=MAX_BYTES // 2**20)
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        with plain_errors(self.folder):
            if not self._is_whole(sha256):
                make_folder(self.folder)
                make_folder(path.parent)
                nonce = self._entropy(_NONCE)
                sealed = self._cipher.encrypt(nonce, data, _MAGIC + path.stem.encode())
                write_atomically(path, _MAGIC + nonce + sealed)
        return sha256

    def get(self, sha256: str) -> bytes:
        """A blob's content.

        Raises:
            BlobError: not here, or damaged.
        """
        path = self.path(sha256) if _NAME.match(sha256) else None
        if path is None or not path.is_file():
            raise BlobError("store.blob_missing", blob=sha256[:12])
        with plain_errors(self.folder):
            kept = path.read_bytes()
        start = len(_MAGIC) + _NONCE
        try:
            data = self._cipher.decrypt(
                kept[len(_MAGIC) : start], kept[start:], kept[: len(_MAGIC)] + path.stem.encode()
            )
        except (InvalidTag, ValueError) as error:
            raise BlobError("store.blob_damaged", blob=sha256[:12]) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise BlobError("store.blob_damaged", blob=sha256[:12])
        return data

    def _is_whole(self, sha256: str) -> bool:
        try:
            self.get(sha256)
        except BlobError:
            return False
        return True

    def remove(self, sha256: str) -> None:
        """Removes a blob for good: a power cut must not bring an erased photo back."""
        path = self.path(sha256)
        with plain_errors(self.folder):
            path.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)

    def paths(self) -> Iterator[Path]:
        """Every blob file there is."""
        return self.folder.glob(f"??/*{_ENDING}")


class Blobs:
    """Which case uses which blob. Writing needs the caller's transaction.

    A file is written and removed while the database's write lock is held, so that no program
    removes what another has just found to be there.
    """

    def __init__(self, database: Database, files: BlobFiles) -> None:
        self._database = database
        self.files = files

    def put(self, case: bytes, data: bytes) -> str:
        sha256 = self.files.put(data)
        self._database.write("DELETE FROM doomed_blob WHERE sha256 = ?", (sha256,))
        self._database.write(
            "INSERT OR IGNORE INTO blob VALUES (?, ?, ?)", (case, sha256, len(data))
        )
        return sha256

    def all(self) -> list[str]:
        return [name for (name,) in self._database.rows("SELECT DISTINCT sha256 FROM blob")]

    def of(self, case: bytes) -> list[str]:
        rows = self._database.rows("SELECT sha256 FROM blob WHERE case_id = ?", (case,))
        return [name for (name,) in rows]

    def doom(self, case: bytes, names: Iterable[str]) -> None:
        """Takes blobs from a case; what no case uses any more goes at the next `bury`."""
        for name in names:
            self._database.write("DELETE FROM blob WHERE case_id = ? AND sha256 = ?", (case, name))
            if self._database.row("SELECT 1 FROM blob WHERE sha256 = ?", (name,)) is None:
                self._database.write("INSERT OR IGNORE INTO doomed_blob VALUES (?)", (name,))

    def is_any_doomed(self) -> bool:
        return self._database.row("SELECT 1 FROM doomed_blob") is not None

    def bury(self) -> None:
        """Removes the files of doomed blobs; what a crash interrupts is done at the next open."""
        for (name,) in self._database.rows("SELECT sha256 FROM doomed_blob"):
            self.files.remove(name)
        self._database.write("DELETE FROM doomed_blob")
