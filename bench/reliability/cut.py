"""Power cuts: the recorded calls are replayed up to a point and the disk loses what was pending."""

from __future__ import annotations

import copy
import random
import shutil
from hashlib import blake2b
from pathlib import Path

from bench.reliability.calls import Kind
from bench.reliability.disk import Image
from bench.reliability.fleet import Failure, Job, Outcome
from bench.reliability.observation import complaint
from bench.reliability.rehearsal import Rehearsal


def power_cuts(rehearsal: Rehearsal, job: Job, space: Path) -> Outcome:
    """Cuts the power the job's number of times, at every call of the log in turn.

    An image that was already found, after as many acknowledged steps, is not opened again; the
    tally says how many were different.
    """
    outcome = Outcome()
    laptop = space / "laptop"
    chance = random.Random(f"cut {job.seed}")
    places = _places(len(rehearsal.log), job.points, chance)
    disk = copy.deepcopy(rehearsal.disk)
    acknowledged = 0
    known: set[bytes] = set()
    for place, call in enumerate(rehearsal.log, 1):
        disk.apply(call)
        if call.kind is Kind.MARK:
            acknowledged = int(call.data)
        for _ in range(places.count(place)):
            image = disk.image(chance)
            outcome.points += 1
            name = _fingerprint(image, acknowledged)
            if name in known:
                continue
            known.add(name)
            outcome.count("different images")
            image.write(laptop)
            what = complaint(rehearsal, laptop, acknowledged)
            shutil.rmtree(laptop)
            if what:
                where = f"after {call.kind.name} {call.path}"
                outcome.failures.append(Failure(job.seed, place, where, what))
                if job.first_only:
                    return outcome
    return outcome


def _places(calls: int, points: int, chance: random.Random) -> list[int]:
    """As many cuts at every call as there are points for, the rest anywhere."""
    each, rest = divmod(points, calls)
    return list(range(1, calls + 1)) * each + chance.sample(range(1, calls + 1), rest)


def _fingerprint(image: Image, acknowledged: int) -> bytes:
    found = blake2b(str((acknowledged, image.folders)).encode(), digest_size=16)
    for name, data in image.files.items():
        found.update(f"{name}\0{len(data)}\0".encode())
        found.update(data)
    return found.digest()
