"""The whole program killed with SIGKILL at 300 random moments of a visit at the window.

A visit is driven inside the program by keys (`bench/visits/visit.py`), and told letter by letter.
After each kill the program is started again. All that the window had shown as saved must be there;
so must, as a draft, what was typed more than five seconds before, or two without a key since; and
the case must open where the person was.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.common import emit, figure, parser
from bench.visits.kill import Killed, kill, visit_seconds
from bench.window_start import made

KILLS, QUICK = 300, 4
AT_ONCE = 4
"""A visit mostly waits."""


def main(argv: Sequence[str]) -> int:
    args = parser(__doc__)
    args.add_argument("--kills", type=int)
    args.add_argument("--seed", type=int, default=1)
    options = args.parse_args(argv)
    kills = options.kills or (QUICK if options.quick else KILLS)
    found = killed(kills, options.seed)
    broken = [what for one in found for what in one.broken]
    for what in broken:
        print(what, file=sys.stderr)
    return emit(
        "window_kill",
        [
            figure("kills", len(found), "", at_least=kills),
            figure("kills while the visit was going on", sum(one.in_time for one in found), ""),
            figure("kills in mid-typing", sum(one.in_mid_typing for one in found), ""),
            figure("texts that were promised", sum(one.promised for one in found), ""),
            figure("promises broken", len(broken), "", at_most=0),
        ],
    )


def killed(kills: int, seed: int) -> list[Killed]:
    """What came of so many kills, each at a random moment of the visit."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as several:
        template, *others = (Path(folder, f"laptop{number}") for number in range(1 + AT_ONCE))
        made(template, 0)
        takes = min(several.map(visit_seconds, [_copy(template, other) for other in others]))
        moments = [chance.uniform(0, takes) for _ in range(kills)]
        homes = [Path(folder, str(number)) for number in range(kills)]
        return list(several.map(kill, [template] * kills, homes, moments))


def _copy(folder: Path, copy: Path) -> Path:
    shutil.copytree(folder, copy)
    return copy


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
