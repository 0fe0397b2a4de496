"""A world: laptops, people, spaces and a hub, and all that goes wrong between them.

One seed is one world. Nothing in it is random but the seed, and no clock is real.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bench.syncing.bents import BENTS
from bench.syncing.laptop import START, AnyLocal, Clock, Laptop
from bench.syncing.ledger import Ledger
from bench.syncing.local import MemoryLocal
from bench.syncing.network import Network
from bench.syncing.shelf import HubCrash, MemoryShelf
from fieldapp.base.clock import Entropy
from fieldapp.case import codec
from fieldapp.case.change import Change, Value
from fieldapp.case.edit import Edit
from fieldapp.case.files import AFTER, orders_known
from fieldapp.case.log import Frame
from fieldapp.case.seal import SigningKey
from fieldapp.store.erase import Wish
from fieldapp.sync import notices, wire
from fieldapp.sync.batch import Batch
from fieldapp.sync.certificates import ENGINEER, HUB, SUPERVISOR, DeviceCertificate, Root
from fieldapp.sync.errors import WireError
from fieldapp.sync.hub_state import Hub
from fieldapp.sync.messages import Problem
from fieldapp.sync.rows import Scope
from fieldapp.sync.shelf import CHANGE, LEFT

REGISTERS = ("title", "statements/s1/text", "statements/s2/text", "causes/c1/text")
MakeLocal = Callable[[Callable[[], datetime], Entropy], AnyLocal]
"""Makes a laptop's store; of its clock and what is random in its world."""
ITEMS = ("statements/s1", "statements/s2", "causes/c1")
MOST_LAPTOPS = 9
YEARS = 10
TOPICS = ("later", notices.PEOPLE)


class World:
    """Made, then lived in by `step`; see `bench.syncing.judge` for what must hold."""

    def __init__(
        self,
        seed: int,
        make_local: MakeLocal = MemoryLocal,
        make_shelf: Callable[[bytes], MemoryShelf] = MemoryShelf,
    ) -> None:
        self.chance = random.Random(seed)
        self._bent = self.chance.choice(BENTS)
        self.entropy = self.chance.randbytes
        self.seconds = 0.0
        self._make_local = make_local
        self.ledger = Ledger()
        self.shelf = make_shelf(self.entropy(16))
        self.hub_key = SigningKey.new(self.entropy)
        self.hub = Hub(self.shelf, self.hub_key)
        self.roots = {root.space: root for root in self._new_roots()}
        self.certificates: dict[bytes, list[bytes]] = {space: [] for space in self.roots}
        self.home: dict[bytes, bytes] = {}
        """Case -> the space it is in now."""
        self.laptops: list[Laptop] = []
        self.saved: list[tuple[str, AnyLocal]] = []
        """Backups of laptops."""
        self.backups: list[MemoryShelf] = []
        self.cloned: list[tuple[bytes, set[bytes]]] = []
        """Incarnations that are on two laptops, and the changes that there were at that time."""
        self.moved: set[tuple[bytes, bytes]] = set()
        """(space, case) of every move away."""
        self.told: dict[tuple[bytes, str, str], list[bytes]] = {}
        """What a space was told of each topic and name, the latest last; empty: withdrawn."""
        self.acknowledged: set[bytes] = set()
        """Changes a laptop believes to be on the hub, that the hub had when it said so."""
        self.complaints: list[str] = []
        """What was found wrong while it happened."""
        self.has_losses = False
        """A laptop lost what perhaps nobody else had."""
        self.restores = 0
        self.network = Network(self.chance, self.serve)
        self.network.is_calm = self._bent.is_calm
        self._texts = self._codes = 0
        for space in self.roots:
            self._found(space)
        for number in range(self.chance.randint(2, 4)):
            self.new_laptop(f"laptop {number}")
        self._deeds: dict[Callable[[], object], int] = {
            self.do_sync: 60,
            self.do_edit: 40,
            self.do_photo: 8,
            self.do_edition: 2,
            self.do_erase: 4,
            self.do_bundle: 7,
            self.do_restart: 3,
            self.do_put_clock: 2,
            self.do_write_later: 3,
            self.do_compare: 2,
            self.do_back_up_hub: 3,
            self.do_put_back_hub: 3,
            self.do_break_hub: 3,
            self.do_pack: 2,
            self.do_clone: 1,
            self.do_back_up_laptop: 1,
            self.do_put_back_laptop: 1,
            self.do_lose_values: 1,
            self.do_move: 2,
            self.do_enrol: 2,
            self.do_outsider: 1,
            self.do_join: 2,
            self.do_revoke: 1,
            self.do_readmit: 1,
            self.do_tell: 4,
            self.do_scope: 2,
        }

        more = self._bent.deeds
        self._shares = [share * more.get(d.__name__, 1) for d, share in self._deeds.items()]

    def step(self) -> None:
        """One thing that happens."""
        (deed,) = self.chance.choices(list(self._deeds), self._shares)
        deed()
        self.seconds += self.chance.random() * 20

    # Making it

    def _new_roots(self) -> list[Root]:
        return [Root.new(self.entropy) for _ in range(self.chance.choice((1, 2, 2, 3)))]

    def _found(self, space: bytes) -> None:
        self.shelf.add_space(space)
        account = self.entropy(16)
        root = self.roots[space]
        self.certify(space, root.account(account, HUB, 0))
        device, author = self.entropy(16), self.entropy(16)
        self.certify(space, root.device(account, device, author, self.hub_key.public, 0))

    def certify(self, space: bytes, raw: bytes) -> None:
        self.certificates[space].append(raw)
        self.hub.certify(space, raw)

    def new_laptop(self, name: str) -> Laptop:
        """A laptop that belongs to one or two spaces."""
        laptop = self.new_outsider(name)
        spaces = list(self.roots)
        self.chance.shuffle(spaces)
        for space in spaces[: self.chance.choice((1, 1, 2))]:
            self.join(laptop, space)
        return laptop

    def new_outsider(self, name: str) -> Laptop:
        clock = Clock()
        local = self._make_local(clock, self.entropy)
        laptop = Laptop(name, local, clock, self.chance, lambda: self.seconds, self.entropy(16))
        self.laptops.append(laptop)
        return laptop

    def join(self, laptop: Laptop, space: bytes) -> None:
        root, local = self.roots[space], laptop.local
        role = self.chance.choice((ENGINEER, SUPERVISOR))
        who, key = local.identity, local.key.public
        account = root.account(laptop.account, role, 0)
        device = root.device(laptop.account, who.device, who.author, key, 0)
        for raw in (account, device):
            self.certify(space, raw)
        local.join(space, (account, device))
        laptop.spaces.append(space)
        if self.chance.random() < 0.2:
            local.set_scope(space, self.some_scope())
        for case in local.cases_here:
            local.place(case, space)
            self.home.setdefault(case, space)
        laptop.restart()

    # The hub

    def serve(self, laptop: Laptop, space: bytes, question: bytes) -> bytes | None:
        """What the hub makes of a question; None if it ends on it."""
        try:
            message = self.hub.answer(space, laptop.speaker, wire.decode(question))
        except WireError as error:
            message = Problem(code=error.finding.code, params=error.finding.params)
        except HubCrash:
            return None
        if laptop.is_revoked and not self.restores and not isinstance(message, Problem):
            self.complaints.append("a revoked laptop was answered")
        return wire.encode(message)

    # Choosing

    def some_scope(self) -> Scope:
        """Whatever a laptop may want of a space; as a rule less than all."""
        since = int((START + timedelta(seconds=self.chance.uniform(-99, 99))).timestamp() * 1000)
        return Scope(self.chance.random() < 0.5, self.chance.choice((0, since)))

    def some_laptop(self) -> Laptop:
        return self.chance.choice([one for one in self.laptops if not one.is_revoked])

    def some_case(self, laptop: Laptop) -> bytes:
        """A case a laptop has, or now and then a new one."""
        here = sorted(name for name, case in laptop.local.cases_here.items() if case.changes)
        if here and self.chance.random() >= self._bent.begun:
            return self.chance.choice(here)
        case = self.entropy(16)
        if laptop.spaces:
            space = self.chance.choice(laptop.spaces)
            laptop.local.place(case, space)
            self.home[case] = space
        return case

    def new_text(self) -> str:
        """A text that nothing else in the world holds."""
        self._texts += 1
        return f"«text {self._texts}»"

    # What people do

    def do_edit(self) -> None:
        laptop = self.some_laptop()
        for _ in range(self.chance.randint(1, 3)):
            self.edit(laptop, self.some_case(laptop))

    def edit(self, laptop: Laptop, case: bytes) -> None:
        def write(edit: Edit) -> None:
            match self.chance.randrange(8):
                case 0:
                    edit.delete(self.chance.choice(ITEMS))
                case 1:
                    edit.clear(self.chance.choice(REGISTERS))
                case 2:
                    edit.add("statements", self.chance.choice(("s1", "s2")))
                case 3:
                    for path in REGISTERS:
                        edit.write(path, self.new_text())
                case _:
                    edit.write(self.chance.choice(REGISTERS), self.new_text())

        self.commit(laptop, case, write)

    def commit(self, laptop: Laptop, case: bytes, write: Callable[[Edit], None]) -> None:
        self._note(laptop, laptop.local.commit(case, write))

    def _note(self, laptop: Laptop, change: Change | None) -> None:
        if change is not None:
            values = laptop.local.values(change.case)
            texts = {name: text_of(values[name]) for name in change.named & values.keys()}
            known = {name: text for name, text in texts.items() if text}
            self.ledger.note(change, laptop.name, known)

    def do_write_later(self) -> None:
        laptop = self.some_laptop()
        laptop.is_later = True
        self._note(laptop, laptop.local.write_later(self.some_case(laptop), self.new_text()))

    def do_photo(self) -> None:
        laptop = self.some_laptop()
        self.put_blob(laptop, self.some_case(laptop), f"evidence/{self.new_id()}/blob")

    def do_edition(self) -> None:
        laptop = self.some_laptop()
        self.put_blob(laptop, self.some_case(laptop), f"issues/{self.new_id()}/pdf")

    def new_id(self) -> str:
        return self.entropy(4).hex()

    def put_blob(self, laptop: Laptop, case: bytes, path: str) -> None:
        data = self.entropy(self.chance.randint(0, 200))
        name = laptop.local.put_blob(case, data)
        self.ledger.blobs[name] = (case, path)

        def write(edit: Edit) -> None:
            edit.write(path, name.hex())
            if orders := orders_known(edit.fold):
                edit.write(f"{path.rpartition('/')[0]}/{AFTER}", orders)

        self.commit(laptop, case, write)

    def do_erase(self) -> None:
        laptop = self.some_laptop()
        case = self.some_case(laptop)
        wish = Wish("item", "asked for", paths=(self.chance.choice(ITEMS),))
        values = sorted(laptop.local.values(case))
        kind = self.chance.random()
        if kind < 0.15:
            wish = Wish("case", "asked for")
        elif kind < 0.5 and values:
            some = self.chance.sample(values, min(2, len(values)))
            wish = Wish("person", "asked for", values=frozenset(some))
        self._note(laptop, laptop.local.erase(case, wish))

    def do_bundle(self) -> None:
        """A case goes from hand to hand, within a space, or from and to a laptop of none."""
        giver, taker = self.some_laptop(), self.some_laptop()
        here = sorted(giver.local.cases_here)
        if giver is taker or not here:
            return
        case = self.chance.choice(here)
        space = self.home.get(case, b"")
        if giver.spaces and giver.local.cases_here[case].home != space:
            return
        if taker.spaces:
            space = space or self.chance.choice(taker.spaces)
            if space not in taker.spaces:
                return
        for batch in giver.bundle(space, case):
            self.network.exchanges += 1
            taker.take_bundle(space, self._handled(batch))
        if space and taker.spaces:
            self.home.setdefault(case, space)

    def _handled(self, batch: Batch) -> Batch:
        """A batch as sticks and hands make it: out of order, or without some values."""
        frames = list(batch.frames)
        if self.chance.random() < 0.3:
            self.chance.shuffle(frames)
        if self.chance.random() < 0.2:
            self.has_losses = True
            frames = [Frame(f.raw) if self.chance.random() < 0.3 else f for f in frames]
        return replace(batch, frames=tuple(frames))

    # What happens to laptops

    def do_sync(self) -> None:
        self.talk(self.chance.choice(self.laptops))

    def talk(self, laptop: Laptop) -> None:
        """Some exchanges, which end anywhere."""
        laptop.engine.wake()
        for _ in range(self.chance.randint(1, 12)):
            self.exchange(laptop)

    def exchange(self, laptop: Laptop) -> bool:
        """One exchange; what a laptop takes to be on the hub must be there."""
        before = dict(laptop.local.outbox)
        asked = self.network.exchange(laptop)
        for name in before.keys() - laptop.local.outbox.keys():
            if self.is_on_hub(before[name]):
                self.acknowledged.add(name)
            elif not self.restores:
                self.complaints.append("a laptop took a change to be on the hub that was not")
        return asked

    def is_on_hub(self, change: Change) -> bool:
        spaces = self.shelf.spaces.values()
        return any(
            change.id in space.cases[change.case].changes
            for space in spaces
            if change.case in space.cases
        )

    def do_restart(self) -> None:
        self.some_laptop().restart()

    def do_put_clock(self) -> None:
        years = self.chance.uniform(-YEARS, YEARS)
        self.some_laptop().clock.now = START + timedelta(days=365 * years)

    def do_compare(self) -> None:
        laptop = self.some_laptop()
        for space in laptop.spaces:
            laptop.local.compare_soon(space)

    def do_scope(self) -> None:
        """From now on a laptop wants other cases of a space than before; its person may try one
        thing after the other while it speaks with the hub."""
        laptop = self.some_laptop()
        for _ in range(self.chance.choice((1, 1, 2, 4)) if laptop.spaces else 0):
            laptop.local.set_scope(self.chance.choice(laptop.spaces), self.some_scope())
            self.talk(laptop)

    def do_clone(self) -> None:
        if len(self.laptops) < MOST_LAPTOPS:
            laptop = self.some_laptop()
            self.cloned.append((laptop.local.incarnation, set(self.ledger.written)))
            self._again(laptop, f"{laptop.name}'{len(self.laptops)}", laptop.local.copied())

    def _again(self, laptop: Laptop, name: str, local: AnyLocal) -> Laptop:
        clock = Clock(laptop.clock.now)
        local.use_clock(clock)
        twin = Laptop(
            name, local, clock, self.chance, laptop.now, laptop.account, list(laptop.spaces)
        )
        self.laptops.append(twin)
        return twin

    def do_back_up_laptop(self) -> None:
        laptop = self.some_laptop()
        self.saved.append((laptop.name, laptop.local.copied()))

    def do_put_back_laptop(self) -> None:
        """A disk died: the laptop goes on from its backup, under a new incarnation."""
        names = {laptop.name: laptop for laptop in self.laptops if not laptop.is_revoked}
        possible = [(name, local) for name, local in self.saved if name in names]
        if possible:
            name, local = self.chance.choice(possible)
            laptop = names[name]
            if set(local.rosters) == set(laptop.spaces):
                self.has_losses = True
                laptop.local = local.copied()
                laptop.local.use_clock(laptop.clock)
                laptop.local.renew()
                laptop.restart()

    def do_lose_values(self) -> None:
        laptop = self.some_laptop()
        for case in sorted(laptop.local.cases_here):
            values = sorted(laptop.local.values(case))
            if values:
                self.has_losses = True
                lost = self.chance.sample(values, min(3, len(values)))
                laptop.local.lose_values(case, lost)
                self.do_compare()
                return

    # What happens to the hub and its spaces

    def do_back_up_hub(self) -> None:
        self.backups = [*self.backups[-2:], self.shelf.copied()]

    def do_put_back_hub(self) -> None:
        """The hub goes on from a backup: as it should, under a new epoch, or unnoticed, as when
        somebody turns back a virtual machine."""
        if not self.backups:
            return
        self.restores += 1
        self.note_left_out()
        self.shelf = self.chance.choice(self.backups).put_back()
        if self.chance.random() < 0.5:
            self.shelf.renew(self.entropy(16))
        self.hub = Hub(self.shelf, self.hub_key)
        written = self.ledger.written
        self.acknowledged = {n for n in self.acknowledged if self.is_on_hub(written[n].change)}
        self.administrate()

    def note_left_out(self) -> None:
        """The feed does not tell the changes of a case that leaves further on. Who has read up to
        before that place, or is about to by a page that is on its way, cannot hear of it if the hub
        is now turned back to where the case had not left: their cursor may be a place of that feed
        too. Only comparing brings what they lack."""
        stores = (*(one.local for one in self.laptops), *(local for _, local in self.saved))
        read = [(one, space, one.cursor(space)) for one in stores for space in one.rosters]
        read += [(to.local, space, page.after) for to, space, page in self.network.pages_late()]
        for local, space, cursor in read:
            if cursor.link == self.shelf.link(space, cursor.seq):
                entries = self.shelf.spaces[space].entries
                leaving = {e.case for e in entries[cursor.seq :] if e.kind == LEFT}
                told = (e for e in entries[: cursor.seq] if e.kind == CHANGE)
                local.left_out |= {(cursor.epoch, e.name) for e in told if e.case in leaving}

    def administrate(self) -> None:
        """Whoever put the hub back enrols and moves again what was enrolled and moved since."""
        for space, certificates in self.certificates.items():
            for raw in certificates:
                self.hub.certify(space, raw)
        for space, case in sorted(self.moved):
            home = self.home[case]
            if space != home and self.shelf.moved_to(space, case) is None:
                self.hub.move(space, case, home)

    def do_tell(self) -> None:
        """The company tells a space something, or takes it back."""
        space, topic = self.chance.choice(list(self.roots)), self.chance.choice(TOPICS)
        content = self.entropy(self.chance.randint(1, 200)) if self.chance.random() < 0.8 else b""
        told = self.told.setdefault((space, topic, "x"), [])
        told.append(content)
        at = self.chance.randrange(1_000)
        raw = self.roots[space].notice(topic, "x", len(told), content, at)
        self.certificates[space].append(raw)

        def tell() -> None:
            with self.shelf.writing():
                self.shelf.tip(space)
                self.hub.take_certificate(space, raw)
                if content:
                    self.shelf.keep_blob(space, content)

        self.quietly(tell)

    def do_break_hub(self) -> None:
        self.shelf.fuse = self.chance.randint(1, 30)

    def do_pack(self) -> None:
        self.quietly(lambda: self.hub.make_packs(self.chance.choice(list(self.roots))))

    def quietly(self, work: Callable[[], object]) -> None:
        """What administrators do is not cut short here."""
        fuse, self.shelf.fuse = self.shelf.fuse, None
        work()
        self.shelf.fuse = fuse

    def do_move(self) -> None:
        if self.home and len(self.roots) > 1:
            case = self.chance.choice(sorted(self.home))
            space = self.home[case]
            target = self.chance.choice(sorted(self.roots.keys() - {space}))
            self.home[case] = target
            self.moved.add((space, case))
            self.quietly(partial(self.hub.move, space, case, target))

    def do_enrol(self) -> None:
        if len(self.laptops) < MOST_LAPTOPS:
            self.quietly(lambda: self.new_laptop(f"laptop {len(self.laptops)}"))

    def do_outsider(self) -> None:
        if len(self.laptops) < MOST_LAPTOPS:
            self.new_outsider(f"outsider {len(self.laptops)}")

    def do_join(self) -> None:
        # A copy of a laptop that was revoked would be readmitted, see there.
        gone = {one.local.writer.device for one in self.laptops if one.is_revoked}
        outsiders = [
            one for one in self.laptops if not one.spaces and one.local.writer.device not in gone
        ]
        if outsiders:
            laptop = self.chance.choice(outsiders)
            homes = {self.home[case] for case in laptop.local.cases_here if case in self.home}
            if len(homes) <= 1:
                space = min(homes, default=min(self.roots))
                self.quietly(lambda: self.join(laptop, space))

    def do_revoke(self) -> None:
        standing = [one for one in self.laptops if one.spaces and not one.is_revoked]
        if len({laptop.local.writer.device for laptop in standing}) > 2:
            device = self.chance.choice(standing).local.writer.device
            for laptop in standing:
                if laptop.local.writer.device == device:
                    laptop.is_revoked = True
            self.has_losses = True
            for space, root in self.roots.items():
                roster = self.shelf.spaces[space].roster
                taken = tuple(
                    certificate.id
                    for certificate in roster.certificates.values()
                    if isinstance(certificate, DeviceCertificate) and certificate.device == device
                )
                if taken:
                    self.quietly(partial(self.certify, space, root.revoke(taken, 0)))

    def do_readmit(self) -> None:
        """A laptop that was revoked comes in again with a code."""
        revoked = [one for one in self.laptops if one.is_revoked]
        if not revoked:
            return
        laptop = self.chance.choice(revoked)
        who, key = laptop.local.identity, laptop.local.key.public
        self._codes += 1
        for space in laptop.spaces:
            made = self.roots[space].device(
                laptop.account, who.device, who.author, key, self._codes
            )
            self.quietly(partial(self.certify, space, made))
            laptop.take_bundle(space, Batch(certificates=(made,)))
        for other in revoked:
            if other.local.writer.device == who.device:
                other.is_revoked = False
                other.restart()


def text_of(value: Value) -> str:
    """The text of the ledger that a value holds; empty if it is none."""
    content = codec.unpack(value.data)
    return content if isinstance(content, str) and content.startswith("«") else ""
