"""The parts of an open workspace, put together around one database."""

from __future__ import annotations

from pathlib import Path

from fieldapp.store import meta
from fieldapp.store.blobs import FOLDER, BlobFiles, Blobs
from fieldapp.store.database import Database
from fieldapp.store.drafts import Drafts
from fieldapp.store.folds import Folds
from fieldapp.store.keys import DataKey
from fieldapp.store.log import PRIVATE, SHARED, Counter, Log
from fieldapp.store.machine import Machine
from fieldapp.store.meta import Meta
from fieldapp.store.outbox import Outbox
from fieldapp.store.playbooks import Playbooks
from fieldapp.store.projections import Projections, Projector
from fieldapp.store.quarantine import Quarantine


class Parts:
    """One object a table; what belongs together is written by `transaction`."""

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
        self.drafts = Drafts(database)
        self.quarantine = Quarantine(database)
        self.blobs = Blobs(database, BlobFiles(folder / FOLDER, key, machine.entropy))
        self.outbox = Outbox(database)
        self.playbooks = Playbooks(database)

    def rebuild(self) -> None:
        """Throws the projections away, inside the caller's transaction; all are due then."""
        self.folds.discard_all()
        self.projections.clear()
        for case in {*self.shared.cases(), *self.private.cases()}:
            self.projections.owe(case)
        self.meta.put(meta.PROJECTIONS, self.projections.fingerprint)
