"""The parts of an open workspace, put together around one database."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.store import meta
from fieldapp.store.blobs import FOLDER, BlobFiles, Blobs
from fieldapp.store.database import Database
from fieldapp.store.folds import Folds
from fieldapp.store.keys import DataKey
from fieldapp.store.log import PRIVATE, SHARED, Counter, Log
from fieldapp.store.machine import Machine
from fieldapp.store.meta import Meta
from fieldapp.store.projections import Projections, Projector

if TYPE_CHECKING:
    from fieldapp.store.copies import Copies
    from fieldapp.store.drafts import Drafts
    from fieldapp.store.exposure import Exposure
    from fieldapp.store.notices import Notices
    from fieldapp.store.outbox import Outbox
    from fieldapp.store.playbooks import Playbooks
    from fieldapp.store.quarantine import Quarantine
    from fieldapp.store.shipping import Shipping
    from fieldapp.store.spaces import Spaces


class Parts:
    """One object a table; what belongs together is written by `transaction`. Those that the list
    does not need are made when they are first used.
    """

    def __init__(
        self, folder: Path, database: Database, key: DataKey, machine: Machine, project: Projector
    ) -> None:
        self.database = database
        self.machine = machine
        self.meta = Meta(database)
        self.counter = Counter(database)
        self.shared = Log(database, SHARED)
        self.private = Log(database, PRIVATE)
        self.folds = Folds(database, self.shared, self.private)
        self.projections = Projections(database, self.folds, project)
        self.blobs = Blobs(database, BlobFiles(folder / FOLDER, key, machine.entropy))

    @cached_property
    def drafts(self) -> Drafts:
        from fieldapp.store.drafts import Drafts

        return Drafts(self.database)

    @cached_property
    def quarantine(self) -> Quarantine:
        from fieldapp.store.quarantine import Quarantine

        return Quarantine(self.database)

    @cached_property
    def outbox(self) -> Outbox:
        from fieldapp.store.outbox import Outbox

        return Outbox(self.database)

    @cached_property
    def exposure(self) -> Exposure:
        from fieldapp.store.exposure import Exposure

        return Exposure(self.database)

    @cached_property
    def copies(self) -> Copies:
        from fieldapp.store.copies import Copies

        return Copies(self.database)

    @cached_property
    def spaces(self) -> Spaces:
        from fieldapp.store.spaces import Spaces

        return Spaces(self.database, self.meta)

    @cached_property
    def notices(self) -> Notices:
        from fieldapp.store.notices import Notices

        return Notices(self.meta)

    @cached_property
    def shipping(self) -> Shipping:
        return self.projections.shipping

    @cached_property
    def playbooks(self) -> Playbooks:
        from fieldapp.store.playbooks import Playbooks

        return Playbooks(self.database)

    def rebuild(self) -> None:
        """Throws the projections away, inside the caller's transaction; all are due then."""
        self.folds.discard_all()
        self.projections.clear()
        for case in {*self.shared.cases(), *self.private.cases()}:
            self.projections.owe(case)
        self.meta.put(meta.PROJECTIONS, self.projections.fingerprint)
