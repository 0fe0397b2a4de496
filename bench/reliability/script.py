"""Scripts: what a person does at a laptop. The same seed makes the same script."""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from bench.reliability.laptop import PLAY, START, machine, stick_folder
from bench.reliability.steps import (
    FIRST_PASSCODE,
    Admit,
    ChangePasscode,
    Create,
    Edit,
    EraseCase,
    EraseItem,
    Ledger,
    MakeBackup,
    PutBlob,
    Relock,
    SaveDraft,
    Session,
    Step,
)
from fieldapp.case import ids
from fieldapp.case.change import Identity, Value
from fieldapp.case.edit import Edit as CaseEdit
from fieldapp.case.log import CaseLog, Frame

WORDS = ("信号", "配置", "更换", "router", "antenna", "delay")
_PATHS = ("title", "customer/company", "report/background", "report/impact", "answers/safe_now")
_STEPS = 10
_BEFORE = 5


class Script:
    """A laptop's start and the steps that follow.

    Every fifth script starts with an empty folder, and its first step makes the workspace; of the
    others every second one has a second folder for backups.
    """

    def __init__(self, seed: int, *, may_create: bool = True) -> None:
        self.seed = seed
        self.creates = may_create and seed % 5 == 0
        self.has_stick = seed % 5 in {1, 3}
        self.recovery_code = ""
        """Known after `prepare`."""
        writer = _Writer(random.Random(f"script {seed}"))
        self._before: list[Step] = [] if self.creates else [Create(), *writer.steps(_BEFORE)]
        writer.lock()
        first: list[Step] = [Create()] if self.creates else []
        self.steps: tuple[Step, ...] = (*first, *writer.steps(_STEPS))
        self.cases = tuple(writer.cases)
        self.passcodes = list(dict.fromkeys(ledger.passcode for ledger in self.ledgers()))
        """Every passcode there ever is."""
        self.photos = [
            step.sha256 for step in (*self._before, *self.steps) if isinstance(step, PutBlob)
        ]
        """SHA-256 of every photo there ever is."""

    def prepare(self, root: Path) -> None:
        """Lays out the laptop's folder as it is before the first step."""
        root.mkdir()
        if self.creates:
            with tempfile.TemporaryDirectory(dir=root.parent) as trial:
                self.recovery_code = self._created(Path(trial)).recovery_code
            return
        session = Session(root, machine(root, f"before {self.seed}"))
        for step in self._before:
            step.do(session)
        if self.has_stick:
            session.workspace.backups.set_second_folder(stick_folder(root))
        session.workspace.lock()
        self.recovery_code = session.recovery_code

    def _created(self, root: Path) -> Session:
        """The workspace as the first step will make it: the same chance, the same recovery code."""
        session = Session(root, machine(root, f"play {self.seed}", PLAY))
        session.create()
        session.workspace.lock()
        return session

    def play(self, root: Path, acknowledge: Callable[[], None]) -> None:
        """Does the steps, acknowledging each."""
        session = Session(root, machine(root, f"play {self.seed}", PLAY))
        if not self.creates:
            session.unlock(self.ledgers()[0].passcode)
        for step in self.steps:
            step.do(session)
            acknowledge()

    def has_copied(self, acknowledged: int) -> bool:
        """Whether the last acknowledged step, or the next, makes or replaces backups."""
        near = self.steps[max(0, acknowledged - 1) : acknowledged + 1]
        return any(isinstance(step, MakeBackup | EraseItem | EraseCase) for step in near)

    def ledgers(self) -> list[Ledger]:
        """What must be there before the first step, after it, after the second ..."""
        ledger = Ledger()
        for step in self._before:
            step.note(ledger)
        ledger.lock()
        ledgers = [deepcopy(ledger)]
        for step in self.steps:
            step.note(ledger)
            ledgers.append(deepcopy(ledger))
        return ledgers


class _Writer:
    """Makes up steps that fit what has gone before."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.cases: list[bytes] = []
        """Every case there ever is."""
        self._open_cases: list[bytes] = []
        self._items: list[tuple[bytes, str]] = []
        """What could be erased."""
        self._passcode = FIRST_PASSCODE
        self._typing: bytes | None = None
        """The case with drafts: of one at a time, as locking commits each case for itself."""
        self._number = 0
        for _ in range(3):
            self._open_case()

    def steps(self, count: int) -> list[Step]:
        made: list[Step] = []
        while len(made) < count:
            wishes = {
                self._edit: 8,
                self._photo: 4,
                self._draft: 3,
                self._backup: 3,
                self._admit: 2,
                self._erase: 4,
                self._relock: 1,
                self._rewrap: 1,
            }
            made += self._chance.choices(list(wishes), list(wishes.values()))[0]()
        return made

    def lock(self) -> None:
        self._typing = None

    def _edit(self) -> list[Step]:
        case = self._case()
        where = self._chance.choice(("shared", "private", "both", "both"))
        shared = private = {}
        if where != "private":
            paths = self._chance.sample(_PATHS, self._chance.randint(1, 4))
            shared = {path: self._text() for path in paths} | self._item(case, "statements", "text")
        if where != "shared":
            own = {"answers/own_notes": self._text()}
            private = own | self._item(case, "emotions", "word")
        return [Edit(case, shared, private)]

    def _photo(self) -> list[Step]:
        case, data = self._case(), self._chance.randbytes(self._chance.randint(100, 30_000))
        evidence = self._item(case, "evidence", "caption")
        item = next(iter(evidence)).rpartition("/")[0]
        evidence[f"{item}/blob"] = hashlib.sha256(data).hexdigest()
        return [PutBlob(case, data), Edit(case, evidence, {})]

    def _draft(self) -> list[Step]:
        if self._typing is None:
            self._typing = self._case()
        return [SaveDraft(self._typing, self._chance.choice(_PATHS), self._text())]

    def _relock(self) -> list[Step]:
        self._typing = None
        return [Relock(self._passcode)]

    def _rewrap(self) -> list[Step]:
        self._passcode = f"passcode {self._next()}"
        return [ChangePasscode(self._passcode)]

    def _backup(self) -> list[Step]:
        return [MakeBackup()]

    def _erase(self) -> list[Step]:
        """Erases an item that is there; now and then a whole case, whose place a new one takes."""
        if self._items and self._chance.random() < 0.8:
            photos = [one for one in self._items if one[1].startswith("evidence/")]
            chosen = self._chance.choice(photos or self._items)
            self._items.remove(chosen)
            return [EraseItem(*chosen)]
        case = self._case()
        self._items = [one for one in self._items if one[0] != case]
        self._open_cases.remove(case)
        self._open_case()
        if self._typing == case:
            self._typing = None
        return [EraseCase(case)]

    def _admit(self) -> list[Step]:
        """Three changes of a colleague, and one whose value was altered on the way."""
        case = self._case()
        log = CaseLog(
            case, Identity.new(self._chance.randbytes), lambda: START, self._chance.randbytes
        )
        contents: dict[str, Any] = {}
        for _ in range(3):
            added = self._item(case, "commitments", "what")
            contents |= added
            _write(log, added)
        frames = log.frames()
        _write(log, {"title": self._text()})
        forged = log.frames()[-1]
        values = {name: Value(value.salt, b"\xa1!") for name, value in forged.values.items()}
        return [Admit(case, (*frames, Frame(forged.raw, values)), contents)]

    def _case(self) -> bytes:
        return self._chance.choice(self._open_cases)

    def _open_case(self) -> None:
        case = self._chance.randbytes(ids.CASE_ID_BYTES)
        self.cases.append(case)
        self._open_cases.append(case)

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _text(self) -> str:
        """A text never written before; now and then one that needs several pages."""
        words = self._chance.choices(WORDS, k=self._chance.choice((3, 3, 3, 8, 40, 700)))
        return f"{self._next()} {' '.join(words)}"

    def _item(self, case: bytes, collection: str, key: str) -> dict[str, Any]:
        item = f"{collection}/{collection[0]}{self._next()}"
        self._items.append((case, item))
        return {f"{item}/@life": True, f"{item}/{key}": self._text()}


def _write(log: CaseLog, contents: dict[str, Any]) -> None:
    edit = CaseEdit(log.fold, log.entropy)
    for path, content in contents.items():
        edit.write(path, content)
    log.commit_edit(edit)
