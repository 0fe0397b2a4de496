"""The case in memory: 500 edits to a 46 KB case, and opening a case of 2,000 changes.

Each time is the fastest of several runs: what the work costs, not what else the machine does.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta

from bench.common import emit, figure, parser, timed
from fieldapp.case import view
from fieldapp.case.change import Change, Identity, Value, decode
from fieldapp.case.edit import Edit
from fieldapp.case.fold import fold
from fieldapp.case.log import CaseLog, Frame

CASE = b"c" * 16
START = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SENTENCE = "客户说三号塔的信号从周一起一直很弱，call drops every ten minutes. "


class Clock:
    def __init__(self) -> None:
        self._now = START

    def __call__(self) -> datetime:
        self._now += timedelta(seconds=20)
        return self._now


def new_log(chance: random.Random) -> CaseLog:
    return CaseLog(CASE, Identity.new(chance.randbytes), Clock(), chance.randbytes)


def fill(edit: Edit, chance: random.Random, size: int) -> None:
    """Statements, causes, options and commitments of `size` bytes of text in all."""
    edit.write("title", "信号投诉")
    edit.write("playbook", "pacts")
    written = number = 0
    while written < size:
        text = SENTENCE * chance.randint(1, 4)
        written += len(text.encode())
        number += 1
        match number % 4:
            case 0:
                item = edit.add("statements", f"s{number}")
                edit.write(f"{item}/text", text)
                edit.write(f"{item}/speaker", "王芳")
                edit.set_members(f"{item}/evidence", ["e1", "e2"])
            case 1:
                item = edit.add("causes", f"c{number}")
                edit.write(f"{item}/text", text)
                edit.write(f"{item}/category", "process")
            case 2:
                item = edit.add("options", f"o{number}")
                edit.write(f"{item}/title", text)
                edit.write(f"{item}/cost", "46000")
            case _:
                item = edit.add("commitments", f"m{number}")
                edit.write(f"{item}/what", text)
                edit.write(f"{item}/due", "2026-12-01")


def places(log: CaseLog) -> list[str]:
    """The text registers of a case."""
    fields = ("/text", "/title", "/what")
    return sorted(path for path in log.fold.paths() if path.endswith(fields))


def filled(chance: random.Random) -> CaseLog:
    log = new_log(chance)
    edit = Edit(log.fold, log.entropy)
    fill(edit, chance, 46_000)
    log.commit_edit(edit)
    return log


def reword(log: CaseLog, path: str, text: str) -> Change:
    edit = Edit(log.fold, log.entropy)
    edit.write(path, text)
    change = log.commit_edit(edit)
    assert change is not None
    return change


def edited(changes: int) -> CaseLog:
    """A log of so many changes, most of which reword one text."""
    chance = random.Random(7)
    log = filled(chance)
    registers = places(log)
    while len(log.changes) < changes:
        reword(log, chance.choice(registers), SENTENCE + chance.randbytes(4).hex())
    return log


def apply_time(edits: int, repeat: int) -> float:
    """Milliseconds to take so many edits, each a change of its own, into a filled case."""
    log = filled(random.Random(3))
    before = list(log.changes.values())
    registers = places(log)
    made = [reword(log, registers[n % len(registers)], f"{SENTENCE}{n}") for n in range(edits)]
    values = dict(log.values)
    states = iter([fold(before, values) for _ in range(repeat + 1)])

    def work() -> None:
        state = next(states)
        for change in made:
            state.apply(change, values)

    return timed(work, repeat=repeat).samples[0] * 1000


def write_time(edits: int, repeat: int) -> float:
    """Milliseconds to write so many edits: value, change, hash and fold."""
    logs = iter([filled(random.Random(3)) for _ in range(repeat + 1)])

    def work() -> None:
        log = next(logs)
        registers = places(log)
        for number in range(edits):
            reword(log, registers[number % len(registers)], f"{SENTENCE}{number}")

    return timed(work, repeat=repeat).samples[0] * 1000


def open_time(changes: int, repeat: int) -> tuple[float, float]:
    """Milliseconds to decode, fold and project a case, and the kilobytes of its log."""
    frames: list[Frame] = edited(changes).frames()
    rows = [(name, v.salt, v.data) for frame in frames for name, v in frame.values.items()]

    def work() -> None:
        values = {name: Value(salt, data) for name, salt, data in rows}
        state = fold((decode(frame.raw) for frame in frames), values)
        assert view.project(CASE, state).title

    size = sum(len(frame.raw) for frame in frames) + sum(16 + len(data) for _, _, data in rows)
    return timed(work, repeat=repeat).samples[0] * 1000, size / 1000


def main(argv: list[str]) -> int:
    args = parser(__doc__).parse_args(argv)
    edits, changes, repeat = (50, 200, 3) if args.quick else (500, 2000, 15)
    opened, size = open_time(changes, repeat)
    applied, written = apply_time(edits, repeat), write_time(edits, repeat)
    return emit(
        "case",
        [
            figure(f"apply {edits} edits to a 46 KB case", applied, "ms", at_most=15),
            figure(f"write {edits} edits to a 46 KB case", written, "ms"),
            figure(f"open a case of {changes} changes", opened, "ms", at_most=40),
            figure(f"log of {changes} changes", size, "kB"),
        ],
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
