"""What goes into a bundle: the changes of cases, their files, and what the company tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fieldapp.case.log import Frame
from fieldapp.store.workspace import Workspace
from fieldapp.sync import bundle, notices, packing
from fieldapp.sync.bundle import Entry
from fieldapp.sync.errors import BlobUnreadableError
from fieldapp.sync.local import BlobName
from fieldapp.sync.packing import Offer
from fieldapp.sync.roster import Roster
from fieldapp.usecases.syncing.local import StoreLocal


class Packed:
    """The entries, the same however often they are asked for."""

    def __init__(
        self,
        workspace: Workspace,
        cases: Sequence[bytes],
        space: bytes,
        since: int,
        *,
        is_ours: bool,
    ) -> None:
        self._workspace = workspace
        self._local = StoreLocal(workspace)
        self._cases = cases
        self._since = since
        self._is_ours = is_ours
        self.changes = 0
        self.incomplete: set[bytes] = set()
        """Cases of which something could not be given."""
        self._roster = self._local.roster(space) if space else None
        held = self._roster.certificates.values() if self._roster else ()
        self.certificates = tuple(certificate.raw for certificate in held)

    def entries(self) -> Iterator[tuple[Entry, bytes]]:
        """All changes, then all files, then for those of the same team what the company tells."""
        self.changes = 0
        for case in self._cases:
            yield from self._changes(case)
        for case in self._cases:
            yield from self._files(case)
        if self._is_ours and self._roster:
            yield from self._told(self._roster)

    def _changes(self, case: bytes) -> Iterator[tuple[Entry, bytes]]:
        shared = self._workspace.parts.shared
        values = shared.values(case)
        offers = []
        for kept in shared.changes(case, self._since):
            named = kept.change.named & values.keys()
            frame = Frame(kept.change.raw, {name: values[name] for name in named})
            offers.append(Offer(kept.change, frame))
        fitting = [offer for offer in offers if offer.size <= packing.MAX_FRAME]
        if len(fitting) < len(offers):
            self.incomplete.add(case)
        offers = fitting
        while offers:
            batch, _ = packing.pack(offers, self._local.writer, self._roster, self._local)
            offers = offers[len(batch.frames) :]
            self.changes += len(batch.frames)
            yield bundle.changes(batch)

    def _told(self, roster: Roster) -> Iterator[tuple[Entry, bytes]]:
        held = self._workspace.parts.notices
        for one in notices.wanted(roster):
            if content := held.get(one.content.hex()):
                yield Entry(notices.CASE, one.content, len(content)), content

    def _files(self, case: bytes) -> Iterator[tuple[Entry, bytes]]:
        self._workspace.settle()
        for file in self._workspace.parts.shipping.of(case):
            blob = BlobName(case, bytes.fromhex(file.sha256), file.size)
            try:
                data = self._local.read(blob, 0, max(file.size, 1))
            except BlobUnreadableError:
                self.incomplete.add(case)
                continue
            yield Entry(case, blob.sha256, len(data)), data
