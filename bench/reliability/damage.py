"""Damage: one file of a laptop is harmed, and the store must say so and keep the rest.

Either the damage is named when the workspace and its backups are opened and checked, or all that
can be read is as it was. Of a named one, every row in an authentic page and every whole photo must
come out of a salvage, and what does not must be named.
"""

from __future__ import annotations

import random
import shutil
import traceback
from dataclasses import dataclass
from pathlib import Path

from bench.reliability import rows
from bench.reliability.calls import Action, Calls, Kind, Strike
from bench.reliability.fleet import Failure, Job, Outcome
from bench.reliability.harm import harm
from bench.reliability.laptop import LATER, machine, stick_folder, workspace_folder
from bench.reliability.observation import Observation, differences, observe, patience
from bench.reliability.play import play
from bench.reliability.rehearsal import Rehearsal
from bench.reliability.rows import Row
from bench.reliability.script import Script
from bench.reliability.steps import EraseCase, EraseItem
from fieldapp.base.errors import FieldAppError
from fieldapp.store import backups, erasures
from fieldapp.store.blobs import BlobFiles
from fieldapp.store.database import NAME
from fieldapp.store.keys import DataKey, KeyFile
from fieldapp.store.salvage import salvage
from fieldapp.store.workspace import Workspace

NAMED, HARMLESS = "named", "harmless"
_SALT = 16
_DATABASE = f"workspace/{NAME}"
_LOSSES = {
    "store.page_damaged",
    "store.database_cut",
    "store.database_missing",
    "store.changes_lost",
    "store.value_damaged",
}
"""What tells that rows may be gone."""


def damage_cases(calls: Calls, rehearsal: Rehearsal, job: Job, space: Path) -> Outcome:
    """Harms copies of two laptops in turn: one at rest, one that was killed in mid-commit."""
    outcome = Outcome()
    chance = random.Random(f"damage {job.seed}")
    laptop = space / "laptop"
    moments = (_middle(rehearsal, chance), rehearsal.count + 1)
    patients = [_patient(calls, rehearsal, at, space) for at in moments]
    for number in range(1, job.points + 1):
        patient = patients[number % len(patients)]
        shutil.copytree(patient.root, laptop)
        where = harm(laptop, chance)
        outcome.points += 1
        try:
            with patience():
                outcome.count(_examined(patient, laptop, space / "salvaged", space / "spare"))
        except Exception:
            what = traceback.format_exc()
            outcome.failures.append(Failure(job.seed, number, where, what))
        for used in ("laptop", "salvaged", "spare"):
            shutil.rmtree(space / used, ignore_errors=True)
    return outcome


def _middle(rehearsal: Rehearsal, chance: random.Random) -> int:
    """A call in the middle of overwriting the database, but not to erase: a salvage finds the order
    to erase in a page already written, and follows it."""
    steps = iter((*rehearsal.script.steps, None))
    step = next(steps)
    inside = []
    at, before = 0, ""
    for call in rehearsal.log:
        if call.kind is Kind.MARK:
            step = next(steps)
            continue
        at += 1
        overwrites = call.path if call.kind is Kind.WRITE else ""
        if overwrites == before == _DATABASE and not isinstance(step, EraseItem | EraseCase):
            inside.append(at)
        before = overwrites
    return chance.choice(inside)


@dataclass(frozen=True, slots=True)
class _Patient:
    """A laptop before the harm.

    `allowed`: what may be seen there: what a look at a copy showed and, of an interrupted commit
    that was complete but for its end, what is seen after it.
    """

    script: Script
    root: Path
    allowed: list[Observation]
    rows: set[Row]
    copies: list[object]
    key: DataKey
    salt: bytes


def _patient(calls: Calls, rehearsal: Rehearsal, at: int, space: Path) -> _Patient:
    laptop, root = space / "laptop", space / f"patient {at}"
    shutil.copytree(rehearsal.start, laptop)
    ending = play(calls, rehearsal.script, laptop, strike=Strike(Action.KILL, at))
    shutil.copytree(laptop, root)
    folder = workspace_folder(laptop)
    salt = (folder / NAME).read_bytes()[:_SALT]
    key = KeyFile.read(folder)[0].open_with_recovery(rehearsal.script.recovery_code)
    with _unlocked(rehearsal.script, laptop) as workspace:
        found, copies = rows.read(workspace.folder, key), _copies(workspace)
    shutil.rmtree(laptop)
    shutil.copytree(root, laptop)
    allowed = [observe(rehearsal.script, laptop), *rehearsal.seen[ending.acknowledged + 1 :][:1]]
    shutil.rmtree(laptop)
    return _Patient(rehearsal.script, root, allowed, found, copies, key, salt)


def _examined(patient: _Patient, laptop: Path, target: Path, spare: Path) -> str:
    """Whether the harm was named or harmless.

    Raises:
        AssertionError: neither, or something readable was thrown away.
    """
    folder = workspace_folder(laptop)
    owed = rows.readable(patient.rows, folder, patient.key, patient.salt)
    photos = {name for name in patient.script.photos if _is_readable(patient, folder, name)}
    shutil.copytree(laptop, spare)
    named = _named(patient, laptop)
    shutil.rmtree(laptop)
    spare.rename(laptop)
    if named:
        _salvaged(patient, laptop, target, owed, photos)
        return NAMED
    seen = observe(patient.script, laptop)
    differing = [differences(seen, allowed) for allowed in patient.allowed]
    assert [] in differing, f"nobody noticed that {differing} changed"
    return HARMLESS


def _named(patient: _Patient, laptop: Path) -> list[str]:
    """The codes of what opening and checking the workspace and its backups reports."""
    try:
        with _unlocked(patient.script, laptop) as workspace:
            findings = (*workspace.findings, *workspace.verify(), *workspace.backups.verify())
            copies = _copies(workspace)
    except FieldAppError as error:
        return [error.finding.code]
    if not findings:
        assert copies == patient.copies, "nobody noticed that a backup or a list was damaged"
    return [finding.code for finding in findings]


def _salvaged(
    patient: _Patient, laptop: Path, target: Path, owed: set[Row], photos: set[str]
) -> None:
    """Salvages, and holds what came out against what was owed; without any key nothing can be."""
    keys_from = _whole_keys(laptop)
    if keys_from is None:
        return
    result = salvage(
        workspace_folder(laptop),
        target,
        recovery_code=patient.script.recovery_code,
        machine=machine(target, "salvage", LATER),
        keys_from=keys_from,
    )
    codes = {finding.code for finding in result.findings}
    with result.workspace as workspace:
        kept = rows.read(workspace.folder, patient.key)
        thrown_away = owed - kept
        assert not thrown_away, f"readable, but not salvaged: {_summary(thrown_away)}; {codes}"
        lost = patient.rows - kept
        assert not lost or codes & _LOSSES, f"lost and not named: {_summary(lost)}; {codes}"
        for name in photos:
            if any(name.encode() in content for _, content in owed):
                workspace.get_blob(name)


def _summary(some: set[Row]) -> list[str]:
    return sorted(f"{table} {len(content)} bytes" for table, content in some)


def _unlocked(script: Script, laptop: Path) -> Workspace:
    return Workspace.unlock(
        workspace_folder(laptop),
        recovery_code=script.recovery_code,
        machine=machine(laptop, "examiner", LATER),
    )


def _whole_keys(laptop: Path) -> Path | None:
    """A folder whose key file can be read: the workspace's, else a backup's."""
    copies = [folder for place in _roots(laptop) for folder in sorted(place.glob("[!.]*/"))]
    for folder in (workspace_folder(laptop), *copies):
        try:
            KeyFile.read(folder)
        except FieldAppError:
            continue
        return folder
    return None


def _roots(laptop: Path) -> list[Path]:
    """The folders of backups that are there."""
    roots = (workspace_folder(laptop) / backups.FOLDER, stick_folder(laptop))
    return [root for root in roots if root.is_dir()]


def _copies(workspace: Workspace) -> list[object]:
    """The backups within reach, and the erasures listed beside them."""
    plan = workspace.backups
    listed = [erasures.read_list(root, workspace.id, workspace.key)[0] for root in plan.roots]
    return [[backup.folder for backup in plan.find()], [[e.frame.raw for e in es] for es in listed]]


def _is_readable(patient: _Patient, folder: Path, name: str) -> bool:
    files = BlobFiles(folder / "blobs", patient.key, machine(folder, "photos").entropy)
    try:
        files.get(name)
    except FieldAppError:
        return False
    return True
