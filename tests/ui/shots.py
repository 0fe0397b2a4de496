"""Pictures of every page, to be looked through: `python3 dev.py shots [NAME...]`.

Each scene in both languages and themes and on both screens, some on screens that enlarge
everything; time stands still and chance is the same in each run, so a picture that has changed
shows that a page has. Qt draws them without a screen.
"""

from __future__ import annotations

import argparse
import html
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stage import Stage

ROOT = Path(__file__).resolve().parents[2]
NOW = "2026-11-24T16:20:00+08:00"
ZONE = "CST-8"
OUT = ROOT / "build" / "shots"
README = {"talk-en.png": "talk-en-light-1366x768", "report-zh.png": "report-zh-light-1366x768"}
"""In docs/pictures -> the picture it is."""


@dataclass(frozen=True)
class Screen:
    """A screen in its own pixels, and how much the system enlarges everything."""

    width: int
    height: int
    percent: int = 100

    @property
    def name(self) -> str:
        enlarged = f"-{self.percent}" if self.percent != 100 else ""
        return f"{self.width}x{self.height}{enlarged}"

    @property
    def room(self) -> tuple[int, int]:
        """The window's size, in logical pixels."""
        return self.width * 100 // self.percent, self.height * 100 // self.percent


SCREENS = (Screen(1366, 768), Screen(1920, 1080))
ENLARGED = (Screen(1366, 768, 125), Screen(1920, 1080, 200))


@dataclass(frozen=True)
class Job:
    """What one process draws."""

    lang: str
    theme: str
    percent: int

    @property
    def screens(self) -> list[Screen]:
        return [screen for screen in (*SCREENS, *ENLARGED) if screen.percent == self.percent]


JOBS = [Job(*each) for each in product(("zh", "en"), ("light", "dark"), (100,))] + [
    Job("zh", "light", 125),
    Job("en", "light", 125),
    Job("zh", "light", 200),
    Job("en", "dark", 200),
]


def picture(scene: str, job: Job, screen: Screen) -> str:
    return f"{scene}-{job.lang}-{job.theme}-{screen.name}"


# One process


def draw(job: Job, names: Sequence[str], out: Path) -> int:
    """Draws the scenes of a job; says which of them could not be reached."""
    sys.path[:0] = [str(ROOT / "tests" / "ui")]
    _hold_still()
    from PySide6.QtWidgets import QApplication
    from scenes import SCENES
    from stage import House, Stage

    app = QApplication([])
    app.setCursorFlashTime(0)
    # The same folder in each run, for its name is to be seen.
    root = out / "houses" / f"{job.lang}-{job.theme}-{job.percent}"
    shutil.rmtree(root, ignore_errors=True)
    house, failed = House(root, datetime.fromisoformat(NOW)), 0
    os.environ |= house.environment
    for scene in SCENES:
        if (names and not _is_wanted(scene.name, names)) or (
            job.percent != 100 and not scene.scaled
        ):
            continue
        first, *others = job.screens
        stage = Stage(house, job.lang, job.theme, first.room)  # type: ignore[arg-type]
        try:
            scene.bring(stage)
            _save(stage, out / picture(scene.name, job, first))
            for screen in others:
                stage.resize(screen.room)
                _save(stage, out / picture(scene.name, job, screen))
        except Exception as error:  # the others are drawn all the same
            failed += 1
            print(f"{scene.name} {job.lang} {job.theme}: {error!r}", flush=True)
        finally:
            stage.close()
    shutil.rmtree(root)
    return failed


def _save(stage: Stage, path: Path) -> None:
    stage.rest()
    stage.window.grab().save(f"{path}.png")


def _is_wanted(name: str, names: Iterable[str]) -> bool:
    return any(name == wanted or name.startswith(f"{wanted}-") for wanted in names)


def _hold_still() -> None:
    """Time and chance, before anything has taken them up."""
    from fieldapp.base import clock

    now, chance = datetime.fromisoformat(NOW), random.Random(2)

    def drawn(size: int) -> bytes:
        return chance.randbytes(size)

    clock.system_clock = lambda: now
    clock.system_entropy = drawn


# All of them


def main(argv: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="dev.py shots", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="of a page or a scene; all by default"
    )
    parser.add_argument("--lang", choices=("zh", "en"), help="in this language only")
    parser.add_argument("--theme", choices=("light", "dark"), help="in this theme only")
    parser.add_argument("--job", type=int, help=argparse.SUPPRESS)
    wanted = parser.parse_args(argv)
    OUT.mkdir(parents=True, exist_ok=True)
    if wanted.job is not None:
        return draw(JOBS[wanted.job], wanted.names, OUT)
    start = time.monotonic()
    numbers = [
        number
        for number, job in enumerate(JOBS)
        if wanted.lang in (None, job.lang) and wanted.theme in (None, job.theme)
    ]
    if not wanted.names:
        for former in OUT.glob("*.png"):
            former.unlink()
    with ThreadPoolExecutor(min(len(numbers), os.cpu_count() or 1)) as pool:
        failed = sum(pool.map(lambda number: _start(number, wanted.names), numbers))
    pictures = sorted(OUT.glob("*.png"))
    (OUT / "index.html").write_text(sheet([path.stem for path in pictures]), encoding="utf-8")
    _illustrate()
    took = f"{time.monotonic() - start:.0f} s"
    print(f"{len(pictures)} pictures in {OUT.relative_to(ROOT)}/index.html ({took})")
    return 1 if failed else 0


def _start(number: int, names: Sequence[str]) -> int:
    """Draws a job in a process of its own: how much is enlarged holds for a whole process."""
    job = JOBS[number]
    around = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": str(job.percent / 100),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        "TZ": ZONE,
    }
    command = [sys.executable, __file__, "--job", str(number), *names]
    return subprocess.run(command, env=around, cwd=ROOT, check=False).returncode


def _illustrate() -> None:
    """The pictures of the README, with fewer colours: they travel with every checkout."""
    from PIL import Image

    for name, stem in README.items():
        if (source := OUT / f"{stem}.png").exists():
            with Image.open(source) as image:
                small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
                small.save(ROOT / "docs" / "pictures" / name, optimize=True)


def sheet(stems: Sequence[str]) -> str:
    """A page with all pictures, those of a scene side by side."""
    rows: dict[str, list[tuple[str, str]]] = {}
    for stem in stems:
        for lang, theme in product(("zh", "en"), ("light", "dark")):
            scene, found, screen = stem.partition(f"-{lang}-{theme}-")
            if found:
                rows.setdefault(scene, []).append((f"{lang} {theme} {screen}", stem))
    body = []
    for scene, pictures in rows.items():
        body.append(f'<h2 id="{scene}">{html.escape(scene)}</h2><div>')
        body += [
            f'<a href="{stem}.png"><img loading="lazy" src="{stem}.png"><br>{told}</a>'
            for told, stem in sorted(pictures)
        ]
        body.append("</div>")
    links = " ".join(f'<a href="#{scene}">{html.escape(scene)}</a>' for scene in rows)
    return _SHEET.format(links=links, body="\n".join(body))


_SHEET = """<!doctype html>
<meta charset="utf-8">
<title>FieldApp: every page</title>
<style>
body {{ font: 14px/1.5 system-ui, sans-serif; margin: 2rem; background: #ddd; color: #222; }}
div {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: 1rem; }}
img {{ width: 100%; }}
a {{ color: inherit; }}
</style>
<h1>Every page</h1>
<p>{links}</p>
{body}
"""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
