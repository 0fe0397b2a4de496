"""Attaching: photos and files become evidence of a case.

What comes from outside is made ready first, on any thread and without a workspace (`prepare_photo`,
`read_file`), and then kept in one change (`attach`). A photo is always kept as a rendition of ours,
without place and maker; a file is kept as it is. What a person cuts away and covers before it is
kept is best asked of the source itself: so the picture is packed once and a part keeps its detail.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path, PurePosixPath

from fieldapp.base import kinds
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Text
from fieldapp.base.progress import Check, unwatched
from fieldapp.case import ids
from fieldapp.case.declaring import NO_TEXT
from fieldapp.case.records import COLLECTIONS, Case, specs
from fieldapp.case.typed import is_inside
from fieldapp.store import photos
from fieldapp.store.photos import Box, Rendition
from fieldapp.store.photos import prepare as prepare_photo
from fieldapp.store.redaction import Redacted, redact
from fieldapp.store.workspace import Committed, Workspace, Writing
from fieldapp.usecases import casefiles, workshop
from fieldapp.usecases.outputs import write_file

__all__ = [
    "LINKED",
    "Attached",
    "Attachment",
    "Box",
    "Committed",
    "Document",
    "Redacted",
    "Rendition",
    "attach",
    "burn_in",
    "is_photo",
    "linked",
    "links",
    "picture",
    "prepare_photo",
    "read_file",
    "redact_kept",
    "save_copy",
    "thumbnail",
]

PHOTO_ENDINGS = frozenset(
    {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif"}
)
"""By which a file is taken for a photo; whether it is one shows when it is read."""
LINKED = tuple(name for name, record in COLLECTIONS.items() if "evidence" in specs(record))
"""The collections whose records name the evidence they rest on."""
_MOST_CHARACTERS = 80
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_FAST_CLOCK = timedelta(days=1)


class KindError(FieldAppError):
    """A file is called what it is not, or is a program; nothing was written."""


class NoReasonError(FieldAppError):
    """What is erased for good needs a reason that may be read later."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that is kept as it is, under its own name."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Attachment:
    """One piece of evidence that is to be kept.

    `at`: when it was taken; None: what the camera says, else now. `links`: what it bears out, such
    as `statements/s1` or `causes/c1`.
    """

    content: Rendition | Document
    caption: Text = NO_TEXT
    at: datetime | None = None
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attached:
    """`evidence` is the new record's id."""

    evidence: str
    committed: Committed


# Before it is kept: without a workspace, on any thread


def is_photo(name: str) -> bool:
    """Whether a file's name is that of a photo."""
    return PurePosixPath(name.lower()).suffix in PHOTO_ENDINGS


def burn_in(
    jpeg: bytes, crop: Box | None, covers: Sequence[Box], check: Check = unwatched
) -> Rendition:
    """A kept photo with parts covered or cut away: packed anew, whatever was asked for.

    Raises:
        PhotoError: see `prepare_photo`.
    """
    return prepare_photo(jpeg, crop=crop, covers=covers, check=check)


def read_file(path: Path) -> Document:
    """A file made ready to be kept as it is.

    Raises:
        UnreadableFileError: it cannot be read, or is too large.
        KindError: it does not hold what its name says.
    """
    data = casefiles.read_bytes(path, casefiles.MAX_EVIDENCE_BYTES)
    if len(data) > casefiles.MAX_EVIDENCE_BYTES:
        limit = casefiles.MAX_EVIDENCE_BYTES // 2**20
        raise casefiles.UnreadableFileError("evidence.file_too_large", path=str(path), limit=limit)
    if not kinds.fits(path.name, data):
        program = kinds.is_program(data)
        raise KindError("evidence.program" if program else "evidence.not_as_named", name=path.name)
    return Document(path.name, data)


# Keeping it


def attach(workspace: Workspace, case_id: bytes, attachment: Attachment) -> Attached:
    """Keeps a photo or file, durably, as a new evidence: one change.

    Raises:
        StoreError: nothing was changed.
    """
    match attachment.content:
        case Rendition(jpeg=data, taken=taken):
            kind, name = "photo", ""
        case Document(name, data):
            kind, taken = "file", None
    blob = workspace.put_blob(case_id, data)
    evidence = ids.new_item_id(workspace.machine.entropy)
    item = f"evidence/{evidence}"
    now = workspace.machine.clock().replace(microsecond=0)
    at = attachment.at or _plausible(taken, now) or now

    def write(writing: Writing) -> None:
        edit = writing.shared
        edit.add("evidence", evidence)
        edit.write(f"{item}/kind", kind)
        edit.set_text(f"{item}/caption", attachment.caption)
        edit.write(f"{item}/at", at.isoformat())
        edit.write(f"{item}/blob", blob)
        if name:
            edit.write(f"{item}/file", f"files/{evidence}/{_safe(name)}")
        for place in attachment.links:
            edit.add_members(f"{place}/evidence", [evidence])

    return Attached(evidence, workspace.commit(case_id, write))


def redact_kept(
    workspace: Workspace, case_id: bytes, evidence: str, covered: Rendition, reason: str
) -> Redacted:
    """Puts a covered picture in place of one that is kept, which is then gone for good: see
    `fieldapp.store.redaction.redact` for what goes with it and what remains. It cannot be undone.

    Raises:
        NoReasonError, StoreError: nothing was changed.
    """
    if not reason.strip():
        raise NoReasonError("evidence.no_reason")
    return redact(workspace, case_id, f"evidence/{evidence}", covered.jpeg, reason.strip())


# What it bears out


def links(case: Case, evidence: str) -> tuple[str, ...]:
    """The records that name an evidence, such as `statements/s1`."""
    return tuple(
        f"{name}/{record.id}"
        for name in LINKED
        for record in case.collection(name)
        if evidence in getattr(record, "evidence", ())
    )


def linked(case: Case, evidence: str, places: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """What is to stand where so that exactly these records name an evidence.

    Returns:
        Place (`statements/s1/evidence`) -> the evidence named there, of those that change.
    """
    before = set(links(case, evidence))
    sets: dict[str, tuple[str, ...]] = {}
    for name in LINKED:
        for record in case.collection(name):
            place = f"{name}/{record.id}"
            named: tuple[str, ...] = getattr(record, "evidence", ())
            if place in before and place not in places:
                sets[f"{place}/evidence"] = tuple(one for one in named if one != evidence)
            elif place in places and place not in before:
                sets[f"{place}/evidence"] = (*named, evidence)
    return sets


# Seeing it again


def picture(workspace: Workspace, blob: str) -> bytes:
    """A kept photo or file.

    Raises:
        BlobError: it is not here, or damaged.
    """
    return workspace.get_blob(blob)


def save_copy(workspace: Workspace, blob: str, path: Path) -> None:
    """Writes a kept photo or file where the person wants it: out of the encrypted store.

    Raises:
        BlobError: it is not here, or damaged.
        KindError: opened by that name, it would be run, or taken for what it is not: whoever sent
            it may have named it so.
        NotWrittenError: with the reason; what was there is still there.
    """
    data = workspace.get_blob(blob)
    if not kinds.fits(path.name, data):
        raise KindError("evidence.copy_not_as_named", name=path.name, better=f"{path.name}.bin")
    write_file(path, data)


def thumbnail(workspace: Workspace, blob: str, side: int = 320) -> bytes:
    """A small JPEG of a kept photo, of at most so many pixels a side; the caller remembers it.

    Raises:
        BlobError: it is not here, or damaged.
        PhotoError: it is no photo.
    """
    return workshop.ours.do(photos.thumbnail, workspace.get_blob(blob), side)


def _plausible(taken: datetime | None, now: datetime) -> datetime | None:
    """The camera's time in its own zone, or ours; None where its clock cannot have been set."""
    if taken is None:
        return None
    at = taken if taken.tzinfo else taken.replace(tzinfo=now.tzinfo)
    return at if at.year >= 2000 and at <= now + _FAST_CLOCK else None


def _safe(name: str) -> str:
    """A file's name as any system can keep it."""
    path = PurePosixPath(_NOT_IN_NAMES.sub("_", name).strip(" ."))
    suffix = path.suffix[: _MOST_CHARACTERS // 4]
    safe = f"{path.stem[: _MOST_CHARACTERS - len(suffix)].rstrip(' .')}{suffix}"
    return safe if safe and is_inside(safe) else f"file{suffix}"
