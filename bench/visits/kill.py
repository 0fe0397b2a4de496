"""The whole program killed in the middle of a visit, started again, and what is there then held
against what it had shown as saved.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.window_start import environment
from fieldapp.ui.session import IDLE_MS, LATEST_MS

SLACK_SECONDS = 1.5
"""A busy machine may be so late with what a timer asks for."""
REMEMBERED_SECONDS = 2.0 + SLACK_SECONDS
"""After so long the workspace knows where the person is; see `ui.pulse`."""
Told = Mapping[str, Any]


class VisitError(Exception):
    """The visit itself did not go as it should: the harness is broken, or the program."""


@dataclass(frozen=True, slots=True)
class Place:
    """Case, page and step; the step is empty as long as the case has not been read."""

    case: str
    page: str
    step: str

    def is_like(self, former: Place) -> bool:
        """The same to whoever comes back; a step is one only in the guide."""
        same = (self.case, self.page) == (former.case, former.page)
        return same and (self.page != "guide" or former.step in ("", self.step))


@dataclass(slots=True)
class Promise:
    """What must be there after the next start."""

    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    """(case, place) -> how the text begins that stands there."""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """Case -> records of each kind, at least."""
    places: list[Place] = field(default_factory=list)
    """Where the person may be found."""
    is_all: bool = True
    """Whether everything typed was promised."""

    @classmethod
    def of(cls, told: list[Told], end: float) -> Promise:
        """What was promised by what the window showed until it was killed at `end`."""
        found = cls()
        typed: dict[tuple[str, str], tuple[str, float]] = {}
        touched = 0.0
        for line in told:
            if "played" in line:
                break  # what it shows while it closes is nobody's place
            if "saved" in line:
                case = line["saved"]
                found.texts |= {at: text for at, (text, _) in typed.items() if at[0] == case}
                found.counts[case] = line["counts"]
            elif "at" in line:
                if line["t"] <= end - REMEMBERED_SECONDS:
                    found.places.clear()
                found.places.append(Place(*line["at"]))
            elif line.get("place") and line["text"] is None:
                typed.pop((line["case"], line["place"]), None)
                found.texts.pop((line["case"], line["place"]), None)
            elif line.get("place"):
                typed[line["case"], line["place"]] = line["text"], line["t"]
                touched = line["t"]
        latest = end - LATEST_MS / 1000 - SLACK_SECONDS
        is_quiet = touched <= end - IDLE_MS / 1000 - SLACK_SECONDS
        for at, (text, when) in typed.items():
            if is_quiet or when <= latest:
                found.texts[at] = text
            found.is_all &= found.texts.get(at) == text
        return found

    def broken_by(self, told: list[Told]) -> list[str]:
        """What was promised and is not there, in words."""
        cases = {line["case"]: line for line in told if "case" in line}
        here = Place(*next(line["at"] for line in told if "at" in line))
        broken = []
        for (case, place), text in self.texts.items():
            there = cases[case]["texts"].get(place, "") if case in cases else None
            if there is None or not there.startswith(text):
                broken.append(f"{place} was {text!r} and is {there!r}")
        for case, counts in self.counts.items():
            known = cases[case]["counts"] if case in cases else {}
            broken += [
                f"{name} were {count} and are {known.get(name, 0)}"
                for name, count in counts.items()
                if known.get(name, 0) < count
            ]
        if not any(here.is_like(place) for place in self.places):
            broken.append(f"it opened at {here}, was at {self.places}")
        return broken


@dataclass(frozen=True, slots=True)
class Killed:
    """What came of one kill."""

    promised: int
    """Texts."""
    in_mid_typing: bool
    """Whether something typed was not shown as saved yet."""
    in_time: bool
    """Whether the visit was still going on."""
    broken: list[str]


def visit_seconds(home: Path) -> float:
    """How long the visit takes here and now, undisturbed.

    Raises:
        VisitError: it did not come to its end.
    """
    with _program("visit", home) as child:
        told = _lines(child)
    played = next((line["t"] for line in told if "played" in line), None)
    if played is None:
        raise VisitError(f"the visit ended with {child.returncode}: {told[-1:]}")
    return float(played - told[0]["t"])


def kill(template: Path, home: Path, seconds: float) -> Killed:
    """Kills the program so long after it has shown the case that was open last.

    Args:
        template: a folder as `window_start.made` makes it; `home` becomes a copy of it.

    Raises:
        VisitError: the visit or the next start stopped by itself.
    """
    shutil.copytree(template, home)
    with _program("visit", home) as child, ThreadPoolExecutor(1) as reader:
        assert child.stdout is not None
        first = child.stdout.readline()
        rest = reader.submit(_lines, child)  # meanwhile, or the program would wait for a full pipe
        time.sleep(seconds)
        end = time.monotonic()
        os.kill(child.pid, signal.SIGKILL)
        told = [json.loads(first), *rest.result()]
    in_time = child.returncode == -signal.SIGKILL and all("played" not in line for line in told)
    if "trouble" in told[-1]:
        raise VisitError(told[-1]["trouble"])
    with _program("look", home) as child:
        found = _lines(child)
    if child.returncode or "trouble" in found[-1]:
        raise VisitError(f"the start after it ended with {child.returncode}: {found[-1:]}")
    promise = Promise.of(told, end)
    broken = promise.broken_by(found)
    shutil.rmtree(home)
    return Killed(len(promise.texts), not promise.is_all, in_time, broken)


def _program(mode: str, home: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.visits.program", mode]
    env = os.environ | environment(home) | {"QT_QPA_PLATFORM": "offscreen"}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _lines(child: subprocess.Popen[bytes]) -> list[Told]:
    """All it says until it ends; what it was saying when it was killed it has not said."""
    assert child.stdout is not None
    lines = child.stdout.read().splitlines(keepends=True)
    return [json.loads(line) for line in lines if line.endswith(b"\n")]
