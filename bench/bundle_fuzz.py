"""Mutated bundles: each is refused with a named error, or nothing but sound changes come of it.

Most are sealed again and signed by a sender that the laptop knows, so that they get past what a
stranger would stumble over. Looking at one writes nothing; the laptop's own case loses nothing.
"""

from __future__ import annotations

import hashlib
import io
import random
import resource
import sys
import tempfile
import time
from argparse import Namespace
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import zstandard

from bench.common import Figure, emit, figure, parser
from fieldapp.base.clock import system_entropy
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import LANGS, message
from fieldapp.case import codec
from fieldapp.case.change import Value
from fieldapp.case.log import Frame
from fieldapp.store.erase import Wish
from fieldapp.store.keychain import NoSecrets
from fieldapp.store.machine import Machine
from fieldapp.store.slots import Kdf
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.sync import bundle, wire
from fieldapp.sync.batch import Batch
from fieldapp.sync.bundle import Bundle, Entry, Reader
from fieldapp.usecases.syncing import bundles, contacts, envelope

MUTANTS, QUICK = 20_000, 60
WORKERS = 2
AT_ONCE = 250
"""Mutants a workspace."""
SECONDS, MEGABYTES = 2.0, 256
OWN, GIVEN = b"o" * 16, b"g" * 16
Pieces = list[tuple[Entry, bytes]]


@dataclass(slots=True)
class Outcome:
    """What came of some mutants."""

    mutants: int = 0
    refused: int = 0
    slowest: float = 0.0
    """Seconds of the processor."""
    megabytes: float = 0.0
    fault: str = ""
    """The first one that should not be."""

    def add(self, other: Outcome) -> None:
        self.mutants += other.mutants
        self.refused += other.refused
        self.slowest = max(self.slowest, other.slowest)
        self.megabytes = max(self.megabytes, other.megabytes)
        self.fault = self.fault or other.fault


def laptop(home: Path) -> Workspace:
    machine = Machine(secrets=NoSecrets(), state_dir=home, entropy=system_entropy, kdf=Kdf(1, 8, 1))
    workspace, _ = Workspace.create(home / "w", passcode="of a bench", machine=machine)
    return workspace


def fill(writing: Writing) -> None:
    for number in range(12):
        writing.shared.write(f"statements/s{number}/text", f"what was said, {number} " * 9)


class Sender:
    """A laptop with a case to give, and the parts of the bundle it makes of it."""

    def __init__(self, home: Path) -> None:
        self.workspace = laptop(home)
        photo = self.workspace.put_blob(GIVEN, random.Random(1).randbytes(3_000))
        for _ in range(4):
            self.workspace.commit(GIVEN, fill)
            self.workspace.commit(GIVEN, lambda w: w.shared.write("evidence/e1/blob", photo))
            self.workspace.commit(GIVEN, lambda w: w.shared.delete("statements/s3"))
        self.workspace.erase(GIVEN, Wish("item", "asked for", ("statements/s5",)))
        self.key = self.workspace.device_key
        self.pieces: Pieces = []
        path = home / "whole.fieldcase"
        bundles.export(self.workspace, [contacts.own(self.workspace, "x")], path, cases=[GIVEN])
        reader = Reader(lambda _, entry, data: self.pieces.append((entry, data)))
        envelope.open_(path, self.key, reader.feed)
        self.listed = reader.end()

    def made(self, listed: Bundle, pieces: Pieces) -> bytes:
        """A bundle without its envelope, signed, whatever the limits are."""
        entries = tuple(entry for entry, _ in pieces)
        signed = replace(listed, entries=entries).sealed(self.key)
        stated = wire.encode(signed)
        head = bundle.MAGIC + len(stated).to_bytes(4, "big") + stated
        return head + b"".join(data for _, data in pieces)


# Mutations


def flipped(data: bytes, chance: random.Random) -> bytes:
    """A few bytes are others, more, fewer, or somewhere else."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(4):
            case 0 if at < len(made):
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                made[at:at] = chance.randbytes(chance.randint(1, 9))
            case 2:
                del made[at : at + chance.randint(1, 40)]
            case _:
                end = at + chance.randint(1, 60)
                made[at:end] = made[at:end][::-1]
    return bytes(made)


def entry(case: bytes, data: bytes) -> tuple[Entry, bytes]:
    return Entry(case, hashlib.sha256(data).digest(), len(data)), data


def batch_of(data: bytes, change: Callable[[Batch], Batch]) -> tuple[Entry, bytes]:
    return bundle.changes(change(bundle.read_changes(data)))


def other_frames(batch: Batch, chance: random.Random) -> Batch:
    frames = list(batch.frames)
    at = chance.randrange(len(frames))
    frame = frames[at]
    match chance.randrange(7):
        case 0:
            frames[at] = Frame(flipped(frame.raw, chance), frame.values)
        case 1:
            frames[at] = Frame(frame.raw)
        case 2:
            values = {n: v._replace(data=flipped(v.data, chance)) for n, v in frame.values.items()}
            frames[at] = Frame(frame.raw, values)
        case 3:
            frames.pop(at)
        case 4:
            chance.shuffle(frames)
        case 5:
            known = codec.unpack(frame.raw)
            name = chance.choice(sorted(known))
            other = [OWN, b"", -1, 2**63, "x" * 300, [], {}, None, [[[[]]]] * 50]
            frames[at] = Frame(codec.pack(known | {name: chance.choice(other)}), frame.values)
        case _:
            big = Value(b"s" * 16, codec.pack("塊" * chance.randint(1, 90_000)))
            frames[at] = Frame(frame.raw, {**frame.values, big.hash: big})
    return replace(batch, frames=tuple(frames))


def other_seals(batch: Batch, chance: random.Random) -> Batch:
    seals = [
        seal if chance.random() < 0.5 else replace(seal, signature=chance.randbytes(64))
        for seal in batch.seals
    ]
    return replace(batch, seals=tuple(seals[: chance.randint(0, len(seals))]))


def bomb(chance: random.Random) -> bytes:
    """Megabytes of nothing in a few bytes, within and beyond what a message may be."""
    size = chance.choice((30, 33, 900)) * 2**20
    packed = zstandard.ZstdCompressor(write_checksum=True).compressobj(size=size)
    made = io.BytesIO()
    for _ in range(size // 2**20):
        made.write(packed.compress(bytes(2**20)))
    return made.getvalue() + packed.flush()


def mutated(sender: Sender, chance: random.Random) -> bytes:
    """A bundle without its envelope that is not as it should be."""
    pieces, listed = list(sender.pieces), sender.listed
    at = chance.randrange(len(pieces))
    found, data = pieces[at]
    match chance.randrange(12):
        case 0:
            return flipped(sender.made(listed, pieces), chance)
        case 1:
            whole = sender.made(listed, pieces)
            return whole[: chance.randrange(len(whole))] + chance.randbytes(chance.choice((0, 9)))
        case 2:
            pieces[at] = entry(found.case, flipped(data, chance))
        case 3:
            pieces[at] = entry(chance.choice((OWN, b"", chance.randbytes(16))), data)
        case 4:
            pieces = [pieces[at]] * chance.choice((2, 300))
        case 5:
            pieces[at] = entry(found.case, bomb(chance) if chance.random() < 0.1 else b"")
        case 6:
            size = chance.choice((0, 1, 2**26 + 1, 2**40, found.size + 1))
            pieces[at] = (found._replace(size=size), data)
        case 7:
            plain = chance.choice([[1] * 9, {"t": "found", "v": 9}, {"t": "page", "v": 1}, "x"])
            pieces[at] = entry(b"", zstandard.compress(codec.pack(plain)))
        case 8:
            other = chance.randbytes(16)
            listed = replace(listed, space=chance.choice((b"", other)), device=other, at=2**62)
            listed = replace(listed, certificates=(chance.randbytes(90), b"\x80"))
        case 9 if not found.case:
            pieces[at] = batch_of(data, lambda batch: other_seals(batch, chance))
        case _ if not found.case:
            pieces[at] = batch_of(data, lambda batch: other_frames(batch, chance))
        case _:
            pieces[at] = entry(found.case, chance.randbytes(chance.randint(1, 5_000)))
    return sender.made(listed, pieces)


# Judging


class Taker:
    """A laptop that is given mutants; it has a case of its own."""

    def __init__(self, home: Path, sender: Sender) -> None:
        self.workspace = laptop(home)
        self.workspace.commit(OWN, fill)
        known = contacts.own(sender.workspace, "Ann")
        contacts.keep(self.workspace, known)
        self._path = home / "mutant.fieldcase"
        self._before = self._own()

    def _own(self) -> set[tuple[str, str]]:
        """What stands in the laptop's own case. A contact may add to it, as to any other."""
        fold = self.workspace.load(OWN).shared
        paths = fold.paths("")
        return {(path, repr(fold.content(head))) for path in paths for head in fold.heads(path)}

    def _written(self) -> object:
        parts = self.workspace.parts
        return parts.counter.read(), parts.quarantine.count(), len(parts.blobs.all())

    def judge(self, plain: bytes, outcome: Outcome, *, is_torn: bool, chance: random.Random) -> str:
        """What is wrong with what comes of a mutant; empty if nothing is."""
        sealed = io.BytesIO()
        envelope.seal(iter([plain]), [self.workspace.device_key.public], sealed)
        data = sealed.getvalue()
        self._path.write_bytes(flipped(data, chance) if is_torn else data)
        before = self._written()
        start = time.process_time()
        try:
            found = bundles.look(self.workspace, self._path)
            if self._written() != before:
                return "looking at it wrote something"
            bundles.take(self.workspace, found)
        except FieldAppError as error:
            outcome.refused += 1
            if any(message(error.finding, lang) == error.finding.code for lang in LANGS):
                return f"{error} has no words"
            if self._written() != before:
                return f"{error}, and something was written"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        seconds = time.process_time() - start
        outcome.slowest = max(outcome.slowest, seconds)
        return "" if self._own() >= self._before else "the laptop's own case has lost something"


def attack(seed: int, mutants: int = AT_ONCE) -> Outcome:
    """Gives a laptop mutants; at the end its workspace is checked in full."""
    chance = random.Random(seed)
    memory = Path("/dev/shm")
    outcome = Outcome()
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        sender = Sender(Path(folder) / "sender")
        taker = Taker(Path(folder) / "taker", sender)
        for _ in range(mutants):
            plain = mutated(sender, chance)
            fault = taker.judge(plain, outcome, is_torn=chance.random() < 0.1, chance=chance)
            outcome.mutants += 1
            outcome.fault = outcome.fault or (f"{seed}/{outcome.mutants}: {fault}" if fault else "")
        errors = [one for one in taker.workspace.verify() if one.severity >= 3]
        outcome.fault = outcome.fault or (f"{seed}: {errors[0]}" if errors else "")
        taker.workspace.lock()
        sender.workspace.lock()
    outcome.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome


def figures(options: Namespace) -> Iterator[Figure]:
    wanted = QUICK if options.quick else options.mutants
    at_once = min(wanted, AT_ONCE)
    whole = Outcome()
    with ProcessPoolExecutor(WORKERS) as pool:
        seeds = range(options.seed, options.seed + -(-wanted // at_once))
        for outcome in pool.map(attack, seeds, [at_once] * len(seeds)):
            whole.add(outcome)
            print(f"{whole.mutants} mutants {whole.fault}", file=sys.stderr)
    yield figure("mutants that should have been refused", int(bool(whole.fault)), "", at_most=0)
    yield figure("mutants", whole.mutants, "mutants", at_least=wanted)
    yield figure("refused with a named error", whole.refused, "mutants")
    yield figure("slowest, of the processor", whole.slowest, "s", at_most=SECONDS)
    yield figure("most memory, with the bench itself", whole.megabytes, "MB", at_most=MEGABYTES)


def main(argv: list[str]) -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--mutants", type=int, default=MUTANTS)
    arguments.add_argument("--seed", type=int, default=1)
    return emit("bundle_fuzz", list(figures(arguments.parse_args(argv))))
