"""The judge: heals a world, then says what does not hold in it.

Healed means: the network carries everything, the hub stays up, and every laptop that may speak does
so until nothing changes any more. Then all must agree, and nothing may be lost, doubled, half there
or still there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench.syncing.laptop import Laptop
from bench.syncing.local import KeptCase
from bench.syncing.network import ROTTEN
from bench.syncing.stored import StoredCase
from bench.syncing.world import World, text_of
from fieldapp.case import files, hlc, log
from fieldapp.case.change import Change
from fieldapp.case.fold import Fold, fold
from fieldapp.sync import notices, wire
from fieldapp.sync.messages import Page
from fieldapp.sync.shelf import CHANGE

ROUNDS = 15
EXCHANGES = 4_000
"""A laptop and round."""


@dataclass(slots=True)
class Before:
    """What there was when the healing began."""

    changes: dict[bytes, Change] = field(default_factory=dict)
    """On laptops that may speak, or acknowledged by the hub."""
    texts: set[str] = field(default_factory=set)
    blobs: set[tuple[bytes, bytes]] = field(default_factory=set)
    """Case and name: the very same file of another case is none of this one's."""
    told: set[bytes] = field(default_factory=set)
    """What notices say."""


def violations(world: World) -> list[str]:
    """Heals a world that has been lived in, and what does not hold then."""
    before = _before(world)
    complaints = [*world.complaints, *at_any_time(world), *heal(world)]
    return complaints or [*_judge(world, before)]


def speakers(world: World) -> list[Laptop]:
    return [one for one in world.laptops if one.spaces and not one.is_revoked]


def _before(world: World) -> Before:
    before = Before()
    for laptop in speakers(world):
        for name, case in laptop.local.cases_here.items():
            before.changes |= case.changes
            before.texts |= {text_of(value) for value in case.fold.values.values()}
            before.blobs |= {(name, blob) for blob in case.blobs & laptop.local.wanted(name)}
    before.told = {name for laptop in speakers(world) for name in laptop.local.heard}
    for space in world.shelf.spaces.values():
        before.told |= space.blobs.keys()
        for name, kept in space.cases.items():
            before.blobs |= {(name, blob) for blob in kept.files.keys() & space.blobs.keys()}
            before.changes |= kept.changes
            before.texts |= {text_of(value) for value in kept.values.values()}
    for name in world.acknowledged:
        before.changes[name] = world.ledger.written[name].change
    return before


def heal(world: World) -> Iterator[str]:
    """Lets everybody speak until nothing changes."""
    world.shelf.fuse = None
    world.network.calm_down()
    world.administrate()
    seen: object = None
    for _ in range(ROUNDS):
        for laptop in speakers(world):
            for space in laptop.spaces:
                laptop.local.compare_soon(space)
            laptop.restart()
            for _ in range(EXCHANGES):
                if not world.exchange(laptop):
                    break
            else:
                yield f"{laptop.name} never comes to rest"
                return
        now = _state(world)
        if now == seen:
            return
        seen = now
    yield "the world never comes to rest"


def _state(world: World) -> object:
    return (
        [
            [(case, kept.digest, len(kept.files)) for case, kept in sorted(space.cases.items())]
            for space in world.shelf.spaces.values()
        ],
        [
            [_size(name, laptop.local.cases_here[name]) for name in sorted(laptop.local.cases_here)]
            for laptop in speakers(world)
        ],
        [len(space.blobs) for space in world.shelf.spaces.values()],
    )


def _size(name: bytes, case: KeptCase | StoredCase) -> object:
    return name, len(case.changes), len(case.fold.values), len(case.blobs), case.home


def _judge(world: World, before: Before) -> Iterator[str]:
    for laptop in speakers(world):
        yield from _laptop(world, laptop)
        yield from _agreement(world, laptop)
    for space, kept in world.shelf.spaces.items():
        for name, case in kept.cases.items():
            if world.home.get(name) != space:
                if any(change.erase is None for change in case.changes.values()):
                    yield "a case is in a space that it left"
                continue
            changes = list(case.changes.values())
            state = fold(changes, case.values)
            yield from _chains(world, changes)
            yield from _texts(world, name, state, before)
            yield from _erased(world, name, set(case.changes))
            yield from _blobs(world, space, name, state, before)
    for place, told in world.told.items():
        yield from _told(world, place[0], place[1:], told[-1], before)
    yield from _leaving(world)
    yield from _feeds(world)
    yield from _kept(world, before)
    yield from _clones(world)


def at_any_time(world: World) -> Iterator[str]:
    """What must hold while the world goes on."""
    for laptop in world.laptops:
        yield from _read(world, laptop)
    if not world.restores:
        # If somebody turned the hub back, it may lack what laptops take it to have, until they
        # compare; and what certificates it has forgotten.
        yield from _causes(world)
        yield from _turned(world)


def _read(world: World, laptop: Laptop) -> Iterator[str]:
    """A laptop has what lies in the feed before its cursor, but what a hub that was turned back
    unnoticed had left out of it; that comes when it compares, as all do before the end."""
    local = laptop.local
    for space in laptop.spaces:
        kept, cursor = world.shelf.spaces[space], local.cursor(space)
        if cursor.link != world.shelf.link(space, cursor.seq) or local.is_due(space):
            continue
        scope = local.scope(space)
        chosen = within(world, laptop, space, cursor.seq) if scope.is_narrow else kept.cases.keys()
        again = {entry.name for entry in kept.entries[cursor.seq :]}
        left_out = {name for epoch, name in local.left_out if epoch == cursor.epoch}
        excused = again | local.ever_turned | left_out
        for entry in kept.entries[: cursor.seq]:
            case = kept.cases.get(entry.case)
            is_here = entry.kind == CHANGE and case is not None and entry.name in case.changes
            is_here = is_here and entry.case in chosen
            held = local.cases_here.get(entry.case)
            has_it = held is not None and entry.name in held.changes
            if is_here and not has_it and entry.name not in excused:
                yield f"{laptop.name} has passed over a part of the feed"
                return


def _causes(world: World) -> Iterator[str]:
    """Nobody has an effect without its cause."""
    for laptop in world.laptops:
        for case in laptop.local.cases_here.values():
            if _lacks_cause(case.changes, laptop.local.ever_turned):
                yield f"{laptop.name} has an effect without its cause"
    for space in world.shelf.spaces.values():
        for kept in space.cases.values():
            if _lacks_cause(kept.changes, ()):
                yield "the hub has an effect without its cause"


def _lacks_cause(changes: Mapping[bytes, Change], besides: Collection[bytes]) -> bool:
    """Whether a change lacks what was before it, or has come before that: what was taken first is
    sent first. An order to erase goes ahead of all others."""
    taken = set(besides)
    for change in changes.values():
        needed = {ref.change for op in change.ops for ref in (*op.supersedes, *op.sees)}
        if change.erase is None and change.seq > 1:
            needed.add(change.prev)
        if needed - taken:
            return True
        taken.add(change.id)
    return False


def _turned(world: World) -> Iterator[str]:
    """Nobody sets aside what their hub gives out, but what was carried in of a laptop that was of
    no space and is of this one by now: it waits for that laptop's own seal."""
    for laptop in world.laptops:
        for name in laptop.local.turned_from_hub & world.ledger.written.keys():
            if not all(one.startswith("outsider") for one in world.ledger.written[name].laptops):
                yield f"{laptop.name} sets aside what the hub gave it"
                return


def _laptop(world: World, laptop: Laptop) -> Iterator[str]:
    local = laptop.local
    if local.outbox:
        yield f"the outbox of {laptop.name} does not drain"
    if local.refused:
        yield f"the hub refuses what {laptop.name} wrote"
    held = [turned for turned in local.quarantine.values() if turned.frame.raw != ROTTEN]
    if held:
        codes = {turned.finding.code for turned in held}
        yield f"{laptop.name} keeps in quarantine: {codes}"
    if laptop.engine.findings():
        yield f"{laptop.name} cannot: {laptop.engine.findings()}"


def _agreement(world: World, laptop: Laptop) -> Iterator[str]:
    """A laptop and the hub hold the same of every space it belongs to."""
    for space in laptop.spaces:
        hub = world.shelf.spaces[space]
        if hub.roster.certificates.keys() != laptop.local.roster(space).certificates.keys():
            yield f"{laptop.name} knows other certificates"
        here = {name: kept for name, kept in hub.cases.items() if name not in hub.moved}
        held = set(laptop.local.cases(space))
        if not within(world, laptop, space) & here.keys() <= held <= here.keys():
            yield f"{laptop.name} has other cases"
            continue
        for name, kept in here.items():
            if name not in held:
                continue
            case = laptop.local.cases_here[name]
            if case.changes.keys() != kept.changes.keys():
                yield f"{laptop.name} has other changes"
            elif case.fold.values.keys() != kept.values.keys():
                yield f"{laptop.name} has other values"
            elif case.fold.snapshot() != fold(kept.changes.values(), kept.values).snapshot():
                yield f"{laptop.name} sees another case"


def _chains(world: World, changes: Sequence[Change]) -> Iterator[str]:
    cloned = {incarnation for incarnation, _ in world.cloned}
    plain = [change for change in changes if change.incarnation not in cloned]
    revoked = {one.local.writer.device for one in world.laptops if one.is_revoked}
    # Of a laptop that was revoked half-way the rest never comes.
    changes = [change for change in changes if change.device not in revoked]
    plain = [change for change in plain if change.device not in revoked]
    codes = {finding.code for finding in log.verify(plain)}
    excused = {"case.chain_fork"}
    if world.has_losses:
        codes.discard("case.chain_gap")
        # A gap in one of two branches is taken for the other's place.
        excused |= {"case.chain_gap", "case.chain_broken"}
    codes |= {finding.code for finding in log.verify(changes)} - excused
    if codes:
        yield f"a chain is not whole: {codes}"


def _texts(world: World, case: bytes, state: Fold, before: Before) -> Iterator[str]:
    """What everybody sees is what was written and what nobody who wrote later had seen."""
    expected = world.ledger.values(case, set(state.applied))
    for path in {*expected, *state.paths()}:
        standing = expected.get(path, set())
        contents = [state.content(head) for head in state.heads(path) if head.op.kind == "set"]
        shown = {text for text in contents if isinstance(text, str) and text.startswith("«")}
        if shown - standing:
            yield f"{path} shows what does not stand there"
        lost = standing - shown
        if lost and (not world.has_losses or lost & before.texts):
            yield f"{path} has lost what stood there"
        if len(shown) > 1 and len(state.distinct(path)) < len(shown):
            yield f"{path} hides a conflict"


def _erased(world: World, case: bytes, changes: set[bytes]) -> Iterator[str]:
    """What was erased is nowhere."""
    gone = world.ledger.erased(case, changes)
    if not gone:
        return
    for laptop in speakers(world):
        held = {text_of(value) for value in laptop.local.values(case).values()}
        for turned in laptop.local.quarantine.values():
            held |= {text_of(value) for value in turned.frame.values.values()}
        if held & gone:
            yield f"{laptop.name} has what was erased"
    for space in world.shelf.spaces.values():
        values = [*space.cases[case].values.values()] if case in space.cases else []
        for _, data in space.packs:
            page = wire.decode(data)
            assert isinstance(page, Page)
            values += [value for frame in page.batch.frames for value in frame.values.values()]
        if {text_of(value) for value in values} & gone:
            yield "the hub has what was erased"


def _blobs(world: World, space: bytes, case: bytes, state: Fold, before: Before) -> Iterator[str]:
    """What is wanted, and was anywhere, is everywhere; what was erased is nowhere, but where the
    very same file is another case's too."""
    wanted = {bytes.fromhex(name) for name in files.wanted_files(state)}
    expected = {blob for blob in wanted if (case, blob) in before.blobs}
    erased = {bytes.fromhex(name) for erasure in state.erasures for name in erasure.blobs}
    hub = world.shelf.spaces[space]
    if expected - hub.blobs.keys():
        yield "a photo is not on the hub"
    elsewhere = (kept.files for name, kept in hub.cases.items() if name != case)
    if hub.blobs.keys() & erased.difference(*elsewhere):
        yield "the hub has an erased photo"
    for laptop in speakers(world):
        if space in laptop.spaces and case in laptop.local.cases(space):
            held = laptop.local.cases_here[case].blobs
            if expected - held:
                yield f"{laptop.name} lacks a photo"
            here = laptop.local.cases_here.items()
            others = (kept.blobs for name, kept in here if name != case)
            if held & erased or laptop.local.blobs.keys() & erased.difference(*others):
                yield f"{laptop.name} has an erased photo"


def within(world: World, laptop: Laptop, space: bytes, reached: int | None = None) -> set[bytes]:
    """The cases of a space that a laptop wants.

    Args:
        reached: as far as that can be told from the feed up to a place.
    """
    kept, scope = world.shelf.spaces[space], laptop.local.scope(space)
    devices = kept.roster.devices_of(laptop.account)
    told = {entry.name for entry in kept.entries[:reached]}
    if reached is not None:
        # What is told once more further on had gone with its case, and was not there at the place.
        told -= {entry.name for entry in kept.entries[reached:]}
    wanted = set()
    for name, case in kept.cases.items():
        changes = [change for change in case.changes.values() if change.id in told]
        newest = max((hlc.milliseconds(change.hlc) for change in changes), default=0)
        is_own = any(change.device in devices for change in changes)
        if newest >= scope.since and (is_own or not scope.own):
            wanted.add(name)
    return wanted - {notices.CASE}


def _told(
    world: World, space: bytes, place: tuple[str, str], latest: bytes, before: Before
) -> Iterator[str]:
    """What the company has told last is what everybody knows; what it has taken back is nowhere."""
    hub, name = world.shelf.spaces[space], hashlib.sha256(latest).digest()
    for roster in (hub.roster, *(one.local.roster(space) for one in _members(world, space))):
        known = roster.notices[place][0]
        if known.content != (name if latest else b""):
            yield "something else is told than was told last"
    wanted = {one.content for one in notices.wanted(hub.roster)}
    if hub.cases[notices.CASE].files.keys() != wanted:
        yield "the hub keeps what was told before"
    for laptop in _members(world, space) if latest and name in before.told else ():
        if name not in laptop.local.heard or name not in hub.blobs:
            yield f"{laptop.name} has not been told"


def _members(world: World, space: bytes) -> list[Laptop]:
    return [one for one in speakers(world) if space in one.spaces]


def _leaving(world: World) -> Iterator[str]:
    """Who was revoked can prove it as soon as it has asked; nobody else is taken for revoked."""
    for laptop in world.laptops:
        device, key = laptop.speaker.device, laptop.speaker.key
        if laptop.is_revoked:
            laptop.restart()
            while world.exchange(laptop):
                pass
        for space in laptop.spaces:
            is_ordered = bool(laptop.local.roster(space).orders(device, key))
            if is_ordered != laptop.is_revoked:
                yield f"{laptop.name} is wrong about whether it has to go"


def _feeds(world: World) -> Iterator[str]:
    """Each change has one place in its space's feed."""
    for space in world.shelf.spaces.values():
        moved = {case for _, case in world.moved}
        names = [e.name for e in space.entries if e.kind == CHANGE and e.case not in moved]
        if len(names) != len(set(names)):
            yield "a change is twice in the feed"
        if [entry.seq for entry in space.entries] != list(range(1, len(space.entries) + 1)):
            yield "the feed has a gap"
        told = {entry.name for entry in space.entries}
        if any(case.changes.keys() - told for case in space.cases.values()):
            yield "a change is not in the feed"


def _kept(world: World, before: Before) -> Iterator[str]:
    """Whatever anybody had is on the hub, where its case is."""
    for name, change in before.changes.items():
        home = world.home.get(change.case)
        if home is None:
            continue
        kept = world.shelf.spaces[home].cases.get(change.case)
        if kept is None or name not in kept.changes:
            yield f"a change of {world.ledger.written[name].laptops} is lost"
            return


def _clones(world: World) -> Iterator[str]:
    """Who has heard of what another laptop wrote in its name writes on under a new incarnation."""
    for laptop in speakers(world):
        incarnation = laptop.local.incarnation
        common = [known for cloned, known in world.cloned if cloned == incarnation]
        for case in laptop.local.cases_here.values() if common else ():
            for name, change in case.changes.items():
                is_own = laptop.name in world.ledger.written[name].laptops
                is_since = name not in set().union(*common)
                if change.incarnation == incarnation and is_since and not is_own:
                    yield "a clone went unnoticed"
                    return
