"""Workspaces with something in them, to be damaged."""

from __future__ import annotations

from pathlib import Path

from store_kit import Keyring, laptop, new_workspace, write

from fieldapp.base.findings import Finding
from fieldapp.store.workspace import Workspace, Writing

CASES = [bytes([number]) * 16 for number in range(12)]
PLAYBOOK = b"compiled playbook" * 600


def filled(home: Path) -> Workspace:
    """Twelve cases with texts short and long, private notes, drafts, photos and a playbook."""
    workspace, _ = new_workspace(home, laptop(home, Keyring()))
    for number, case in enumerate(CASES):

        def fill(writing: Writing, number: int = number) -> None:
            writing.shared.write("title", f"案例 {number}")
            writing.shared.write("report/impact", f"{number} " * (10 + 400 * number))
            writing.private.write("answers/mood", f"mood {number}")

        workspace.commit(case, fill)
        photo = workspace.put_blob(case, f"photo {number}".encode() * 100)
        write(workspace, case, evidence__e1__blob=photo)
    workspace.put_playbook(PLAYBOOK)
    return workspace


def content(workspace: Workspace) -> dict[str, object]:
    found: dict[str, object] = {}
    for case in CASES:
        folded = workspace.load(case)
        for path in sorted(folded.shared.paths()):
            found[f"{case.hex()} {path}"] = folded.shared.latest(path)
        for path in sorted(folded.private.paths()):
            found[f"{case.hex()} private {path}"] = folded.private.latest(path)
    return found


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {finding.code for finding in findings}


def damage(path: Path, start: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


def flip(path: Path, place: int) -> None:
    damage(path, place, bytes([path.read_bytes()[place] ^ 0x10]))
