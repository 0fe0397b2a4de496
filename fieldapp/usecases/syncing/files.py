"""Photos, files and what the company tells, of the engine's laptop on the encrypted workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from fieldapp.base.findings import Finding
from fieldapp.store.errors import BlobError
from fieldapp.store.projections import FILES
from fieldapp.store.shipping import FileOf
from fieldapp.store.workspace import Workspace
from fieldapp.sync import notices
from fieldapp.sync.errors import BlobUnreadableError
from fieldapp.sync.local import BlobName
from fieldapp.sync.roster import Roster
from fieldapp.usecases.company.told import needed
from fieldapp.usecases.syncing.rosters import Rosters


@dataclass(slots=True)
class Tally:
    """How many changes and files have come and gone."""

    received: int = 0
    sent: int = 0
    files_received: int = 0
    files_sent: int = 0


class StoreFiles:
    """That half of `fieldapp.sync.local.Local` which is about files."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._rosters = Rosters(workspace)
        self.tally = Tally()
        self.told = 0
        """How often the company has told something new."""
        self._read: tuple[str, bytes] = ("", b"")
        """The file that was read last, to be read on."""

    def roster(self, space: bytes) -> Roster:
        return self._rosters.of(space)

    def to_send(self, space: bytes) -> Sequence[BlobName]:
        self._workspace.settle(FILES)
        shipping = self._workspace.parts.shipping
        told = [
            one
            for one in self._told(space, is_here=True)
            if not shipping.is_sent(space, one.case, one.sha256.hex())
        ]
        return [*told, *_names(shipping.to_send(space))]

    def to_fetch(self, space: bytes) -> Sequence[BlobName]:
        self._workspace.settle(FILES)
        files = _names(self._workspace.parts.shipping.missing(space))
        return [*self._told(space, is_here=False), *files]

    def _told(self, space: bytes, *, is_here: bool) -> list[BlobName]:
        """What the notices of a space say that is to be here, and is, or is not."""
        parts = self._workspace.parts
        here = parts.notices.here()
        return [
            BlobName(notices.CASE, one.content, one.size)
            for known in self.roster(space).notices.values()
            for one in needed(parts, known)
            if (one.content.hex() in here) is is_here
        ]

    def read(self, blob: BlobName, offset: int, length: int) -> bytes:
        name = blob.sha256.hex()
        if self._read[0] != name:
            self._read = (name, self._whole(name))
        data = self._read[1][offset : offset + length]
        if offset + length >= len(self._read[1]):
            self._read = ("", b"")
        return data

    def _whole(self, name: str) -> bytes:
        known = self._workspace.playbook(name) or self._workspace.parts.notices.get(name)
        if known is not None:
            return known
        try:
            return self._workspace.get_blob(name)
        except BlobError as error:
            raise BlobUnreadableError("sync.blob_unreadable", blob=name[:12]) from error

    def sent(
        self, space: bytes, blob: BlobName, refused: Finding | None, *, was_lacking: bool
    ) -> None:
        if refused is None:
            with self._writing():
                self._workspace.parts.shipping.set_sent(space, blob.case, blob.sha256.hex())
            self.tally.files_sent += was_lacking

    def on_hub(self, space: bytes) -> Sequence[BlobName]:
        self._workspace.settle(FILES)
        shipping = self._workspace.parts.shipping
        told = [
            one
            for one in self._told(space, is_here=True)
            if shipping.is_sent(space, one.case, one.sha256.hex())
        ]
        return [*told, *_names(shipping.on_hub(space))]

    def send_again(self, space: bytes, blobs: Collection[BlobName]) -> None:
        with self._writing():
            gone = ((blob.case, blob.sha256.hex()) for blob in blobs)
            self._workspace.parts.shipping.set_unsent(space, gone)

    def received(self, blob: BlobName) -> int:
        return self._workspace.parts.shipping.received(blob.sha256.hex())

    def keep_whole(self, blob: BlobName, data: bytes) -> None:
        """Keeps a file that has come as one and is what its name says, if it is wanted and not
        here.

        Raises:
            BlobUnreadableError: it is not wanted.
        """
        name = blob.sha256.hex()
        self._workspace.settle(FILES)
        if not self._is_wanted(blob):
            raise BlobUnreadableError("sync.blob_unwanted")
        if name in self._workspace.blobs(blob.case) or self._workspace.playbook(name) is not None:
            return
        with self._writing():
            self._put(blob.case, name, data)

    def _is_wanted(self, blob: BlobName) -> bool:
        if blob.case != notices.CASE:
            return self._workspace.parts.shipping.is_wanted(blob.case, blob.sha256.hex())
        joined = self._workspace.parts.spaces.memberships()
        told = (one for member in joined for one in notices.wanted(self.roster(member.space)))
        return any(one.content == blob.sha256 for one in told)

    def _put(self, case: bytes, name: str, data: bytes) -> None:
        parts = self._workspace.parts
        if case == notices.CASE:
            parts.notices.put(name, data)
            self.told += 1
            return
        if parts.shipping.is_playbook(case, name):
            parts.playbooks.put(data)
        else:
            parts.blobs.put(case, data)
        self.tally.files_received += 1

    def keep(self, blob: BlobName, offset: int, data: bytes, size: int) -> None:
        parts, name = self._workspace.parts, blob.sha256.hex()
        self._workspace.settle(FILES)
        if not self._is_wanted(blob):
            with self._writing():
                parts.shipping.drop_parts(name)
            raise BlobUnreadableError("sync.blob_unwanted")
        with self._writing():
            parts.shipping.add_part(name, offset, data)
            if offset + len(data) < size:
                return
            whole = parts.shipping.parts(name)
            parts.shipping.drop_parts(name)
            is_right = hashlib.sha256(whole).hexdigest() == name
            if is_right:
                self._put(blob.case, name, whole)
        if not is_right:
            raise BlobUnreadableError("sync.blob_altered")

    def _writing(self) -> AbstractContextManager[None]:
        """One transaction that adds nothing to a log."""
        return self._workspace.parts.database.writing()

    def _now(self) -> int:
        return int(self._workspace.machine.clock().timestamp() * 1000)


def _names(files: Iterable[FileOf]) -> list[BlobName]:
    return [BlobName(case, bytes.fromhex(name), size) for case, name, size in files]
