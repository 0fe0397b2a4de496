"""What is to be seen in a workspace, and whether that is what must be seen after an interruption.

A workspace is opened afresh, by passcode and by recovery code, and read through every door: logs,
folds, drafts, blobs, list and search. After an interruption it must look as after the last
acknowledged step, or as after the one that was under way: nothing lost, nothing half done.
"""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from bench.reliability.copies import check_copies
from bench.reliability.laptop import LATER, machine, workspace_folder
from bench.reliability.script import WORDS, Script
from bench.reliability.steps import Ledger
from fieldapp.case import log as case_log
from fieldapp.case.fold import Fold
from fieldapp.store.errors import BlobError, WorkspaceMissingError, WrongPasscodeError
from fieldapp.store.keys import DataKey, KeyFile
from fieldapp.store.restore import restore
from fieldapp.store.workspace import Workspace

if TYPE_CHECKING:
    from bench.reliability.rehearsal import Rehearsal

Observation = dict[str, Any]
"""What is seen, by door, as plain data; cases by their id in hexadecimal."""

PATIENCE_SECONDS = 30


def observe(script: Script, root: Path, *, restores: bool = True) -> Observation:
    """Opens a laptop's workspace and reads all of it.

    Args:
        restores: whether the latest backup is restored and read too.
    """
    folder = workspace_folder(root)
    try:
        keys, _ = KeyFile.read(folder)
    except WorkspaceMissingError:
        return {"exists": False}
    passcodes = {passcode: _opens(keys, passcode) for passcode in script.passcodes}
    assert any(passcodes.values()), "no passcode opens it"
    key = keys.open_with_recovery(script.recovery_code)
    assert key in passcodes.values(), "the recovery code opens another key"
    laptop = machine(root, "observer", LATER)
    code = script.recovery_code
    with Workspace.unlock(folder, recovery_code=code, machine=laptop) as workspace:
        seen = {
            "exists": True,
            "passcodes": [passcode for passcode, opened in passcodes.items() if opened],
            "findings": [finding.code for finding in (*workspace.findings, *workspace.verify())],
            **_logs(workspace, script),
            **_projections(workspace),
        }
        check_copies(workspace)
        made = workspace.backups.find()
    if restores and made:
        elsewhere = root / "elsewhere"
        other = machine(elsewhere, "other laptop", LATER)
        target = workspace_folder(elsewhere)
        with restore(made[-1].folder, target, recovery_code=code, machine=other) as restored:
            assert not restored.verify()
            seen["restored"] = _logs(restored, script)
    return seen


def _opens(keys: KeyFile, passcode: str) -> DataKey | None:
    try:
        return keys.open_with_passcode(passcode)
    except WrongPasscodeError:
        return None


def _logs(workspace: Workspace, script: Script) -> Observation:
    changes, cases, drafts = {}, {}, {}
    for case in script.cases:
        name = case.hex()
        kept = {private: workspace.changes(case, private=private) for private in (False, True)}
        for log in kept.values():
            assert not (findings := case_log.verify(log)), findings
        changes[name] = [[change.id.hex() for change in log] for log in kept.values()]
        folded = workspace.load(case)
        cases[name] = [_contents(folded.shared), _contents(folded.private)]
        drafts[name] = {draft.path: draft.text for draft in workspace.drafts(case)}
    return {
        "changes": changes,
        "contents": cases,
        "drafts": drafts,
        "photos": [sha256 for sha256 in script.photos if _is_there(workspace, sha256)],
        "quarantined": len(workspace.parts.quarantine.all()),
    }


def _contents(fold: Fold) -> dict[str, Any]:
    """Registers with their content; of a conflict, all contents."""
    found = {}
    for path in fold.paths():
        contents = [fold.content(head) for head in fold.distinct(path)]
        known = [content for content in contents if content is not None]
        if known:
            found[path] = known[0] if len(known) == 1 else known
    return found


def _is_there(workspace: Workspace, sha256: str) -> bool:
    """Whether a photo's file is there; one that no case uses, left by an interrupted step, need not
    be whole."""
    try:
        workspace.get_blob(sha256)
    except BlobError as error:
        if error.finding.code == "store.blob_missing":
            return False
        assert sha256 not in workspace.parts.blobs.all(), error
    return True


def _projections(workspace: Workspace) -> Observation:
    seen = _derived(workspace)
    workspace.rebuild()
    assert _derived(workspace) == seen, "a rebuild gives other projections"
    return seen


def _derived(workspace: Workspace) -> Observation:
    return {
        "listed": [
            (row.case.hex(), row.recency, row.changed, row.summary)
            for row in workspace.listing().page()
        ],
        "found": {word: [row.case.hex() for row in workspace.search(word)] for word in WORDS},
        "conflicts": workspace.listing().conflicts(),
    }


def check(seen: Observation, ledger: Ledger) -> None:
    """Holds what is seen undisturbed against what must be there.

    Raises:
        AssertionError: the script or the store is wrong.
    """
    assert seen["exists"] == ledger.exists
    if not ledger.exists:
        return
    assert seen["passcodes"] == [ledger.passcode]
    for name, case in ledger.cases.items():
        for contents, wanted in zip(
            seen["contents"][name], (case.shared, case.private), strict=True
        ):
            assert contents == wanted, differences(contents, wanted)
        assert seen["drafts"][name] == case.drafts
    photos = {photo for case in ledger.cases.values() for photo in case.blobs}
    assert set(seen["photos"]) == photos
    assert seen["quarantined"] == sum(case.quarantined for case in ledger.cases.values())


# After an interruption


def complaint(rehearsal: Rehearsal, root: Path, acknowledged: int) -> str:
    """What is wrong on a laptop where so many steps were acknowledged; empty if nothing is."""
    script = rehearsal.script
    try:
        with patience():
            seen = observe(script, root, restores=script.has_copied(acknowledged))
    except Exception:
        return traceback.format_exc()
    allowed = rehearsal.seen[acknowledged : acknowledged + 2]
    differing = [set(differences(seen, one)) - {"restored"} for one in allowed]
    if set() not in differing:
        return f"after {acknowledged} steps differs from before and after the next in {differing}"
    if "restored" in seen and seen["restored"] not in [one.get("restored") for one in allowed]:
        return f"after {acknowledged} steps the latest backup restores to something else"
    return ""


def differences(seen: Observation, other: Observation) -> list[str]:
    """The doors through which two observations show different things."""
    return sorted(name for name in seen | other if seen.get(name) != other.get(name))


@contextmanager
def patience() -> Iterator[None]:
    """Lets nothing hang.

    Raises:
        TimeoutError: inside, when it has taken too long.
    """

    def give_up(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"hangs: {PATIENCE_SECONDS} s")

    former = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, former)
