"""Bundles: cases go from hand to hand, by stick or mail, without a hub.

What goes out is sealed by this laptop and encrypted to those it is for. What comes in goes through
the same door as what a hub brings: nothing of it is taken before all of it has been read once and
found right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fieldapp.base.findings import Finding
from fieldapp.base.progress import Check, unwatched
from fieldapp.base.values import frozen
from fieldapp.case.log import Frame
from fieldapp.playbook.library import Library
from fieldapp.store.quarantine import case_of
from fieldapp.store.workspace import Workspace
from fieldapp.sync import bundle, notices
from fieldapp.sync.bundle import Bundle, BundleError, Entry, Reader
from fieldapp.sync.errors import BlobUnreadableError, SyncError
from fieldapp.sync.exchange import take_in
from fieldapp.sync.local import BlobName
from fieldapp.usecases import copies, people, supervisors
from fieldapp.usecases.company import allowed
from fieldapp.usecases.company.applying import apply
from fieldapp.usecases.outputs import writing_file
from fieldapp.usecases.supervisors import Speaker
from fieldapp.usecases.syncing import contacts, envelope
from fieldapp.usecases.syncing.contacts import Contact
from fieldapp.usecases.syncing.local import StoreLocal
from fieldapp.usecases.syncing.packed import Packed

ENDING = ".fieldcase"


class StrangerError(SyncError):
    """A bundle's sender is not known, and nobody said that it may come in all the same."""


@frozen
class Given:
    """What went out. `is_elsewhere`: it lies on another disk than this laptop's own."""

    cases: int
    changes: int
    files: int
    recipients: tuple[Contact, ...]
    is_elsewhere: bool = False


@frozen
class Found:
    """What a bundle holds, before anything is taken in. `sender`: None where nobody known made
    it; `key` and `name` are what it says itself."""

    path: Path
    name: str
    key: bytes
    sender: Contact | None
    at: int
    cases: tuple[bytes, ...]
    changes: int
    files: int
    size: int
    signature: bytes
    """Tells it from any other."""


@frozen
class Taken:
    """What came in."""

    cases: tuple[bytes, ...]
    changes: int
    files: int
    findings: tuple[Finding, ...]
    """What is wrong with what was set aside."""


def export(
    workspace: Workspace,
    recipients: Sequence[Contact],
    path: Path,
    *,
    cases: Sequence[bytes] = (),
    of: str = "",
    name: str = "",
    check: Check = unwatched,
) -> Given:
    """Writes a bundle. The cases in it are of one team, or of none.

    Args:
        recipients: who can open it.
        cases: with their whole history; without any, whatever has come since the last bundle of
            this kind for these recipients; of their team, where they are of one.
        of: the team whose cases are given, where that is not theirs.
        name: what this laptop's person is called.
        check: told how far it is, in files and cases.

    Raises:
        BundleError: nothing to give, too much, or cases of several teams; where none were named,
            the teams are.
        ForbiddenError: the company does not let cases leave the team.
        NotWrittenError: with the reason.
    """
    allowed.check_recipients(one.team for one in recipients)
    spaces = workspace.parts.spaces
    upto = workspace.parts.counter.read()[0].n
    if cases:
        space, since, chosen = _named(workspace, cases)
    else:
        space, since, chosen = _lacking(workspace, recipients, of)
    team = {one.team for one in spaces.memberships() if one.space == space}
    is_ours = bool(space) and all(one.team in team for one in recipients)
    packed = Packed(workspace, chosen, space, since, is_ours=is_ours)
    entries = []
    for number, (entry, _) in enumerate(packed.entries()):
        check(number, 0)
        entries.append(entry)
    who, key = workspace.identity, workspace.device_key
    listed = Bundle(
        device=who.device,
        author=who.author,
        key=key.public,
        person=name[: contacts.MAX_NAME],
        space=space,
        at=int(workspace.machine.clock().timestamp() * 1000),
        certificates=packed.certificates,
        entries=tuple(entries),
        signature=b"",
    ).sealed(key)

    def pieces() -> Iterator[bytes]:
        yield bundle.head(listed)
        for number, (_, data) in enumerate(packed.entries()):
            check(number, len(entries))
            yield data

    with writing_file(path) as file:
        envelope.seal(pieces(), [*(one.key for one in recipients), key.public], file)
    if not cases:
        with workspace.parts.database.writing():
            for one in recipients:
                spaces.set_handed(one.key, space, upto)
    files = sum(1 for entry in entries if entry.case not in (b"", notices.CASE))
    whole = [case for case in chosen if case not in packed.incomplete]
    is_elsewhere = copies.note_bundle(workspace, path, whole, since, upto)
    return Given(len(chosen), packed.changes, files, tuple(recipients), is_elsewhere)


_Chosen = tuple[bytes, int, list[bytes]]
"""The space of what is to be given, from which change on, and the cases."""


def _named(workspace: Workspace, cases: Sequence[bytes]) -> _Chosen:
    homes = {_home(workspace, case) for case in cases}
    if len(homes) > 1:
        raise BundleError("sync.bundle_teams")
    return homes.pop(), 0, list(dict.fromkeys(cases))


def _lacking(workspace: Workspace, recipients: Sequence[Contact], of: str) -> _Chosen:
    """What has come since it was given last, of one team after the other: whoever belongs to none
    may be given the cases of any, but hears of one at a time."""
    spaces = workspace.parts.spaces
    joined, teams = spaces.memberships(), {of} if of else {one.team for one in recipients}
    wanted = [one.space for one in joined if teams == {one.team}]
    if of and not wanted:
        raise BundleError("sync.bundle_team_unknown", team=of)
    found: list[_Chosen] = []
    for space in wanted or [*(one.space for one in joined), b""]:
        since = min(spaces.handed(one.key, space) for one in recipients)
        changed = workspace.parts.shared.changed(since)
        if cases := [case for case in changed if _home(workspace, case) == space]:
            found.append((space, since, cases))
    if not found:
        raise BundleError("sync.bundle_empty")
    if len(found) > 1:
        names = {one.space: one.team for one in joined}
        several = ", ".join(names.get(space, "-") for space, _, _ in found)
        raise BundleError("sync.bundle_several", teams=several)
    return found[0]


def _home(workspace: Workspace, case: bytes) -> bytes:
    """The space a case is of. What was begun here goes to the team that was joined first, once its
    hub is reached."""
    spaces = workspace.parts.spaces
    of, former = spaces.home(case)
    joined = () if of or former else spaces.memberships()
    return joined[0].space if joined else of


# Coming in


def look(workspace: Workspace, path: Path) -> Found:
    """Reads all of a bundle and takes nothing in.

    Raises:
        BundleError: it is none, is damaged, or not meant for this laptop.
    """
    cases: dict[bytes, int] = {}

    def take(_: Bundle, entry: Entry, data: bytes) -> None:
        if entry.case:
            if entry.case != notices.CASE:
                cases.setdefault(entry.case, 0)
            return
        for case, frames in _by_case(data).items():
            cases[case] = cases.get(case, 0) + len(frames)

    listed = _read(workspace, path, take)
    known = {one.key: one for one in contacts.known(workspace)}
    own = contacts.own(workspace, listed.person)
    return Found(
        path=path,
        name=listed.person,
        key=listed.key,
        sender=own if listed.key == own.key else known.get(listed.key),
        at=listed.at,
        cases=tuple(sorted(cases)),
        changes=sum(cases.values()),
        files=sum(1 for entry in listed.entries if entry.case not in (b"", notices.CASE)),
        size=listed.size,
        signature=listed.signature,
    )


def take(
    workspace: Workspace,
    found: Found,
    check: Check = unwatched,
    library: Library | None = None,
) -> Taken:
    """Takes a bundle in that has been looked at.

    Args:
        library: what the company tells in it goes into it.

    Raises:
        BundleError: it is another one by now; nothing was taken in.
        StoreError: what had come so far is kept, and the rest comes with the next try.
    """
    taking = _Taking(workspace, found, check)
    listed = _read(workspace, found.path, taking.take)
    _hear(workspace, found, listed)
    workspace.settle()
    if found.key != workspace.device_key.public:
        person = found.sender.name if found.sender else found.name
        copies.note_laptop(workspace, person, taking.changes, taking.files)
    if taking.local.told:
        taking.findings += apply(workspace, library).findings
    return Taken(
        tuple(sorted(taking.cases)),
        taking.local.tally.received,
        taking.local.tally.files_received,
        tuple(taking.findings),
    )


def _hear(workspace: Workspace, found: Found, listed: Bundle) -> None:
    """Remembers who writes on a contact's laptop."""
    sender = found.sender
    if sender is None or sender.key == workspace.device_key.public:
        return
    supervisors.heard(workspace, sender.key, Speaker(listed.author, listed.device))
    if sender.name and sender.name != sender.team:
        people.learn(workspace, {listed.author: sender.name})


class _Taking:
    """What comes in, entry by entry."""

    def __init__(self, workspace: Workspace, found: Found, check: Check) -> None:
        self.local = StoreLocal(workspace)
        self.cases: set[bytes] = set()
        self.changes: dict[bytes, set[bytes]] = {}
        self.files: dict[bytes, set[str]] = {}
        """What of each case is in the bundle, whether it was here already or not."""
        self.findings: list[Finding] = []
        self._workspace = workspace
        self._found = found
        self._check = check
        self._done = 0
        joined = workspace.parts.spaces.memberships()
        self._spaces = [one.space for one in joined]

    def take(self, listed: Bundle, entry: Entry, data: bytes) -> None:
        if listed.signature != self._found.signature:
            raise BundleError("sync.bundle_damaged")
        self._check(self._done, len(listed.entries))
        self._done += 1
        if entry.case:
            self._take_file(entry, data)
            return
        batch = bundle.read_changes(data)
        for case, frames in _by_case(data).items():
            space = self._space(case, listed)
            certificates = listed.certificates if space == listed.space else ()
            part = replace(batch, frames=tuple(frames), certificates=certificates)
            self.findings += take_in(self.local, space, part, is_on_hub=False)
            self.cases.add(case)
            names = (hashlib.sha256(frame.raw).digest() for frame in frames)
            self.changes.setdefault(case, set()).update(names)

    def _space(self, case: bytes, listed: Bundle) -> bytes:
        """Whose door a case comes in by: that of the team it is of, else of the one it was sent
        for, else of the laptop's first one."""
        home, former = self._workspace.parts.spaces.home(case)
        for space in (home, former, listed.space):
            if space in self._spaces:
                return space
        return self._spaces[0] if self._spaces else b""

    def _take_file(self, entry: Entry, data: bytes) -> None:
        if entry.case != notices.CASE:
            self.files.setdefault(entry.case, set()).add(entry.sha256.hex())
        with suppress(BlobUnreadableError):
            self.local.keep_whole(BlobName(entry.case, entry.sha256, entry.size), data)


def _by_case(data: bytes) -> dict[bytes, list[Frame]]:
    """The frames of some changes by their cases; what cannot be read is of none."""
    found: dict[bytes, list[Frame]] = {}
    for frame in bundle.read_changes(data).frames:
        found.setdefault(case_of(frame) or b"", []).append(frame)
    return found


def _read(workspace: Workspace, path: Path, take: bundle.Take) -> Bundle:
    reader = Reader(take)
    try:
        envelope.open_(path, workspace.device_key, reader.feed)
    except OSError as error:
        raise BundleError("sync.bundle_unreadable", where=str(path)) from error
    return reader.end()
