"""What the company has told this laptop: which notices hold, as far as they are found good.

The latest notice of a name holds once its content is here and good; until then the one before it
does. What is broken is named and left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

from fieldapp import __version__
from fieldapp.base import policy
from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.values import frozen
from fieldapp.playbook import wares
from fieldapp.store.parts import Parts
from fieldapp.store.workspace import Workspace
from fieldapp.sync import notices
from fieldapp.sync.certificates import Notice
from fieldapp.sync.roster import Roster

GOOD = "good"
_OLD = 50
_ALL = 10_000
"""More notices of a name than there are: one before the latest may be the last good one."""


@frozen
class Told:
    """Something that holds here. `number`: of its notice."""

    space: bytes
    topic: str
    name: str
    number: int
    content: bytes


@frozen
class Telling:
    """All that holds, and what is broken and left out."""

    told: tuple[Told, ...]
    findings: tuple[Finding, ...] = ()

    def of(self, topic: str) -> tuple[Told, ...]:
        return tuple(one for one in self.told if one.topic == topic)


def telling(workspace: Workspace) -> Telling:
    """Looks at what is new, forgets what nobody needs any more, and says what holds.

    Raises:
        StoreError: from the disk; what held before still does.
    """
    parts = workspace.parts
    told: list[Told] = []
    findings: list[Finding] = []
    kept: set[str] = set()
    for roster in _rosters(parts):
        for known in roster.notices.values():
            kept.update(one.content.hex() for one in needed(parts, known))
            holding, broken = _holding(parts, known)
            findings += broken
            if holding is not None:
                kept.add(holding.content.hex())
                content = parts.notices.get(holding.content.hex()) or b""
                place = (holding.topic, holding.name, holding.number)
                told.append(Told(roster.space, *place, content))
    if parts.notices.here() - kept:
        with parts.database.writing():
            parts.notices.drop_but(kept)
    _forget(parts, {bytes.fromhex(name) for name in kept})
    return Telling(tuple(told), tuple(findings))


def _forget(parts: Parts, kept: Collection[bytes]) -> None:
    """Forgets the notices that say nothing any more, many at a time: a team whose people come and
    go is told of each."""
    for member in parts.spaces.memberships():
        old = notices.outdated(parts.spaces.certificates(member.space), kept)
        if len(old) >= _OLD:
            with parts.database.writing():
                names = (hashlib.sha256(raw).digest() for raw in old)
                parts.spaces.drop_certificates(member.space, names)


def needed(parts: Parts, known: Iterable[Notice]) -> Iterator[Notice]:
    """Of the notices of one name, the latest first, those whose content is to be here: the latest,
    and where that is not here or broken, the one before it."""
    for number, one in enumerate(known):
        if not one.content or number > 1:
            return
        yield one
        if parts.notices.verdict(one.content.hex()) == GOOD:
            return


def _rosters(parts: Parts) -> Iterator[Roster]:
    spaces = parts.spaces
    here = {bytes.fromhex(name) for name in parts.notices.here()}
    for member in spaces.memberships():
        roster = Roster(member.space, notices_kept=_ALL)
        roster.add(notices.latest(spaces.certificates(member.space), here))
        yield roster


def _holding(parts: Parts, known: Iterable[Notice]) -> tuple[Notice | None, list[Finding]]:
    """The latest notice of a name that is good; None if none is, or if it was withdrawn."""
    broken: list[Finding] = []
    for one in known:
        if not one.content:
            break
        content = parts.notices.get(one.content.hex())
        if content is None:
            continue
        fault = _fault(parts, one, content)
        if fault is None:
            return one, broken
        params: dict[str, str | int] = {"name": one.name or one.topic, "number": one.number}
        broken.append(Finding("company.notice_broken", params, fault, Severity.WARNING))
    return None, broken


def _fault(parts: Parts, one: Notice, content: bytes) -> str | None:
    """What is wrong with a content; None if it is good. Found out once by each version."""
    name = one.content.hex()
    bad = f"{__version__} "
    known = parts.notices.verdict(name)
    if known == GOOD:
        return None
    if known is not None and known.startswith(bad):
        return known.removeprefix(bad)
    fault = _examined(one, content)
    with parts.database.writing():
        parts.notices.set_verdict(name, GOOD if fault is None else f"{bad}{fault}")
    return fault


def _examined(one: Notice, content: bytes) -> str | None:
    """The code of what is wrong. A topic that a later version has is good, and of no effect."""
    try:
        if one.topic in (wares.PLAYBOOK, wares.WORDS):
            flaw = wares.flaw(one.topic, one.name, content)
            return flaw.code if flaw else None
        if one.topic == notices.POLICY:
            policy.read(content)
        elif one.topic == notices.PEOPLE:
            notices.read_people(content)
        elif one.topic == notices.KEY:
            notices.read_key(content)
    except FieldAppError as error:
        return error.finding.code
    return None
