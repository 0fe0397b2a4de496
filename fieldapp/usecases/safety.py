"""Safety: what would be lost if this laptop vanished now, case by case and photo by photo.

Something is safe that lies in the second folder of backups, on another disk, on a hub that has said
to have it, or in a copy that was given out and counts (`copies`). It is told as this laptop knows
it, never as it hopes: a backup that was made counts even while its disk lies in a drawer, and
nothing counts that was not confirmed.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.case.fold import Fold
from fieldapp.playbook.library import Library
from fieldapp.store.copies import Kind
from fieldapp.store.disks import is_same_disk
from fieldapp.store.projections import FILES, LIST
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import cases, incoming
from fieldapp.usecases.places import Places
from fieldapp.usecases.playbooks import UnknownPlaybookError
from fieldapp.usecases.syncing import teams

if TYPE_CHECKING:
    from fieldapp.usecases.handing import Wished

MOST_PLACES = 6
MOST_CASES = 60
"""Cases that are told one by one; the rest is counted."""


@frozen
class Second:
    """The second folder of backups. `made`: the latest backup there, None where there is none."""

    folder: Path
    made: datetime | None
    is_reachable: bool
    is_same_disk: bool
    """It goes with the laptop, so nothing in it counts."""


@frozen
class Hub:
    """A team's hub. `contact`: when it answered last; `complete`: when all was there last."""

    team: str
    contact: datetime | None
    complete: datetime | None


@frozen
class Copy:
    """Where cases were given to by hand. `kind`: a bundle on another disk, or a colleague's laptop;
    `place`: the folder, or whose laptop it is; `at`: when the last of `cases` came there."""

    kind: Kind
    place: str
    at: datetime
    cases: int


@frozen
class Photo:
    """A photo or file: its mark and its caption."""

    mark: Text
    caption: Text


@frozen
class Exposed:
    """A case of which something is only here. `own`: changes only the person sees, such as own
    notes; they are on no hub. `file`: where a case file of it lies, if one does, and since when: it
    has what the case said then, without its history."""

    case_id: bytes
    title: Text
    company: Text
    changed: datetime
    changes: int
    own: int
    photos: tuple[Photo, ...]
    file: tuple[str, datetime] | None = None


@frozen
class Safety:
    """All of it. `further`: exposed cases beyond those; `own`: cases with private changes that are
    only here; `cases`: how many there are in all."""

    second: Second | None
    hubs: tuple[Hub, ...]
    copies: tuple[Copy, ...]
    exposed: tuple[Exposed, ...]
    further: int
    own: int
    cases: int
    wished: tuple[Wished, ...] = ()
    """Cases that are to be handed on, and what the hub has said to it."""

    @property
    def count(self) -> int:
        return len(self.exposed) + self.further


@frozen
class Glance:
    """What a line or two tell: when something was saved here last, how many cases have something
    that is only here, how much waits to be settled, and which cases are to be handed on."""

    saved: datetime | None
    exposed: int
    to_settle: int
    wished: tuple[Wished, ...] = ()


def glance(workspace: Workspace) -> Glance:
    """The lines at the edge of the window; quick, whatever the number of cases."""
    latest = workspace.listing().page(limit=1)
    workspace.settle(LIST, FILES)
    return Glance(
        _moment(latest[0].changed, _zone(workspace)) if latest else None,
        workspace.parts.exposure.count(_through(workspace)),
        incoming.count(workspace),
        _wished(workspace),
    )


def look(workspace: Workspace, library: Library) -> Safety:
    """What would be lost now."""
    workspace.settle(LIST, FILES)
    through = _through(workspace)
    exposure = workspace.parts.exposure
    found = exposure.cases(through, MOST_CASES)
    told = (_exposed(workspace, case_id, through, library) for case_id in found)
    exposed = tuple(one for one in told if one.changes or one.photos)
    return Safety(
        _second(workspace),
        tuple(_hubs(workspace)),
        tuple(_copies(workspace)),
        exposed,
        exposure.count(through) - len(found),
        exposure.count_own(through),
        workspace.listing().count(),
        _wished(workspace),
    )


def _wished(workspace: Workspace) -> tuple[Wished, ...]:
    if not teams.are_any(workspace):
        return ()
    # Loaded here: a laptop without a team needs nothing of what syncing takes.
    from fieldapp.usecases import handing

    return handing.pending(workspace)


def _second(workspace: Workspace) -> Second | None:
    _, *others = workspace.backups.roots
    if not others:
        return None
    kept = workspace.backups.second_kept
    return Second(
        others[0],
        _moment(kept.at, _zone(workspace)) if kept else None,
        others[0].is_dir(),
        kept.is_same_disk if kept else is_same_disk(workspace.folder, others[0]),
    )


def _through(workspace: Workspace) -> int:
    """The last change that lies in a backup which does not go with the laptop; 0 for none."""
    kept = workspace.backups.second_kept
    return 0 if kept is None or kept.is_same_disk else kept.n


def _hubs(workspace: Workspace) -> list[Hub]:
    zone = _zone(workspace)

    def at(milliseconds: int) -> datetime | None:
        return _moment(milliseconds, zone) if milliseconds else None

    known = workspace.parts.spaces.memberships()
    return [Hub(one.team, at(one.contact), at(one.complete)) for one in known]


def _copies(workspace: Workspace) -> list[Copy]:
    zone = _zone(workspace)
    places = workspace.parts.copies.places(MOST_PLACES)
    return [Copy(kind, place, _moment(at, zone), cases) for kind, place, at, cases in places]


def _file(workspace: Workspace, case_id: bytes) -> tuple[str, datetime] | None:
    found = workspace.parts.copies.file(case_id)
    return (found[0], _moment(found[1], _zone(workspace))) if found is not None else None


def _exposed(workspace: Workspace, case_id: bytes, through: int, library: Library) -> Exposed:
    alone = workspace.parts.exposure.alone(case_id, through)
    row = workspace.listing().row(case_id)
    assert row is not None
    return Exposed(
        case_id,
        row.summary.title,
        row.summary.company,
        _moment(row.changed, _zone(workspace)),
        alone.shared,
        alone.private,
        _photos(workspace, case_id, through, library),
        _file(workspace, case_id),
    )


def _photos(
    workspace: Workspace, case_id: bytes, through: int, library: Library
) -> tuple[Photo, ...]:
    """The photos and files of a case that are only here."""
    case = cases.load(workspace, case_id, library)
    late = workspace.parts.exposure.arrivals(case_id, through)
    sent = workspace.parts.exposure.sent(case_id)
    held, fold = workspace.blobs(case_id), workspace.load(case_id).shared
    alone = [
        evidence
        for evidence in case.evidence
        if evidence.blob in held - sent and _came_late(fold, evidence.id, late)
    ]
    if not alone:
        return ()
    try:
        places = Places(case, cases.playbook_of(workspace, case, library))
    except UnknownPlaybookError:
        return tuple(Photo(Text(), evidence.caption) for evidence in alone)
    return tuple(Photo(places.name(f"evidence/{one.id}"), one.caption) for one in alone)


def _came_late(fold: Fold, evidence: str, late: frozenset[bytes]) -> bool:
    """Whether an evidence's file was named only after the second backup."""
    return any(head.id.change in late for head in fold.heads(f"evidence/{evidence}/blob"))


def _zone(workspace: Workspace) -> tzinfo | None:
    return workspace.machine.clock().tzinfo


def _moment(milliseconds: int, zone: tzinfo | None) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, zone)
