"""Access: the ways into the workspace, changed by somebody who knows one of them."""

from __future__ import annotations

from datetime import datetime

from fieldapp.base.language import Lang, tr
from fieldapp.store.keys import KeyFile
from fieldapp.store.slots import PASSCODE
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import crafts, workshop


def has_passcode(workspace: Workspace) -> bool:
    """Whether a passcode opens the workspace, and not the keyring alone."""
    keys, _ = KeyFile.read(workspace.folder)
    return any(slot["kind"] == PASSCODE for slot in keys.slots)


def prove(workspace: Workspace, passcode: str) -> None:
    """Makes sure that whoever types knows the passcode.

    Raises:
        WrongPasscodeError: it is not right.
    """
    keys, _ = KeyFile.read(workspace.folder)
    keys.open_with_passcode(passcode)


def change_passcode(workspace: Workspace, former: str, passcode: str) -> None:
    """Changes the passcode. Backups made before still open with the former one.

    Raises:
        WrongPasscodeError: the former one is not right, or the new one too short; nothing changed.
    """
    prove(workspace, former)
    workspace.access.change_passcode(passcode)


def new_recovery_code(workspace: Workspace, passcode: str) -> str:
    """A new recovery code, to be shown once; the former one opens older backups only.

    Raises:
        WrongPasscodeError: it is not right; the former code still holds.
    """
    prove(workspace, passcode)
    return str(workspace.access.new_recovery_code())


def recovery_sheet(code: str, workspace_id: bytes, lang: Lang, now: datetime) -> bytes:
    """One page to print and to lock away, as a PDF. It is not to be kept on this laptop.

    Args:
        code: as it was shown.
    """
    from fieldapp.report.blocks import (
        Bullets,
        Document,
        KeyFigure,
        KeyFigures,
        Note,
        Paragraph,
        Status,
        Words,
    )

    def say(key: str, **params: str | int) -> Words:
        return Words(tr(f"care.sheet_{key}", lang, **params))

    groups = [
        KeyFigure(group, "", say("group", number=number), "solution")
        for number, group in enumerate(code.split("-"), 1)
    ]
    half = len(groups) // 2
    document = Document(
        lang=lang,
        kind=say("kind"),
        title=say("title"),
        status=Status(say("status"), "warning"),
        running=say("title"),
        reach=say("status"),
        reference=workspace_id.hex()[:8],
        blocks=(
            Paragraph(say("what"), "lead"),
            KeyFigures(tuple(groups[:half])),
            KeyFigures(tuple(groups[half:])),
            Paragraph(say("of", workspace=workspace_id.hex()[:8], day=f"{now:%Y-%m-%d}"), "muted"),
            Bullets(tuple(Paragraph(say(f"how_{number}")) for number in (1, 2, 3))),
            Note(say("care"), "warning", (say("care_1"), say("care_2"), say("care_3"))),
        ),
        created=now,
    )
    return workshop.ours.do(crafts.set_document, document).pdf
