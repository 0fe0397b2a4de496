"""The main job without a window: a sample case in, guided, kept encrypted, issued, a PDF out."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fieldapp.base import paths
from fieldapp.case import ids
from fieldapp.playbook.guide import Guide, Status
from fieldapp.store.keychain import NoSecrets
from fieldapp.store.machine import Machine
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, importing, issuing, playbooks
from fieldapp.usecases.outputs import make_folder, write_file
from fieldapp.usecases.reporting import Wish
from fieldapp.usecases.workspaces import projector

Said = tuple[str, dict[str, Any]]
"""What happened: a key and its parameters."""


def walk(sample: str, out: Path) -> Iterator[Said]:
    """Walks a built-in sample through its playbook to issued PDFs.

    The workspace is made for the journey in a temporary folder and is gone afterwards; the PDFs
    stay in `out`.

    Raises:
        NotWrittenError: `out` cannot be written.
    """
    make_folder(out)
    library = playbooks.library()
    with tempfile.TemporaryDirectory(prefix="fieldapp-journey-") as folder:
        machine = Machine(secrets=NoSecrets(), state_dir=Path(folder) / "state")
        workspace, _ = Workspace.create(
            Path(folder) / "workspace",
            passcode=secrets.token_urlsafe(16),
            machine=machine,
            project=projector(library),
        )
        with workspace:
            yield "workspace", {}
            path = paths.forms("samples", sample, "case.json")
            candidates = importing.check_files([path], library)
            (imported,) = importing.keep_all(workspace, candidates, library)
            yield from _guided(workspace, imported.case_id, path)
            yield from _issued(workspace, imported.case_id, out, sample)


def _guided(workspace: Workspace, case_id: bytes, path: Path) -> Iterator[Said]:
    library = playbooks.library()
    case = cases.load(workspace, case_id, library)
    reference = ids.reference(case_id)
    yield (
        "imported",
        {
            "path": path.name,
            "reference": reference,
            "zh": case.title.get("zh"),
            "en": case.title.get("en"),
            "photos": sum(bool(evidence.blob) for evidence in case.evidence),
        },
    )
    playbook = cases.playbook_of(workspace, case, library)
    guide = Guide(playbook, case, workspace.machine.clock().date())
    for number, state in enumerate(guide.steps, 1):
        mark = {Status.COMPLETE: "✓", Status.BEGUN: "…", Status.UNTOUCHED: "·"}[state.status]
        yield (
            "step",
            {
                "mark": mark,
                "number": number,
                "zh": state.step.title.get("zh"),
                "en": state.step.title.get("en"),
                "done": sum(known.answered for known in state.visible),
                "fields": len(state.visible),
            },
        )
    done, needed = guide.progress()
    yield "progress", {"done": done, "needed": needed, "missing": len(guide.missing())}


def _issued(workspace: Workspace, case_id: bytes, out: Path, sample: str) -> Iterator[Said]:
    library = playbooks.library()
    issued = issuing.issue(workspace, case_id, library, final=True, wish=Wish("both"))
    content = issued.made.content
    yield "issued", {"number": issued.number, "content": content.hash[:16]}
    if issued.unsigned:
        yield "unsigned", {"number": issued.number, "why": issued.unsigned}
    target = out / f"{sample}-a4.pdf"
    write_file(target, issued.made.pdf)
    yield "written", {"path": target, "pages": issued.made.pages}
    others = (
        ("phone", Wish("zh", "phone")),
        ("customer", Wish("en", "a4", "customer")),
    )
    for name, wish in others:
        made = cases.report(workspace, case_id, wish, library)
        target = out / f"{sample}-{name}.pdf"
        write_file(target, made.pdf)
        yield "written", {"path": target, "pages": made.pages}
