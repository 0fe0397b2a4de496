"""Small groups: which numbers are told, and which would say too much about too few.

What a handful of cases had in common is chance, and easily read as a judgement of whoever worked on
them; a file of figures goes on to people who may not open the reports. So a number of 1 to 4 is
never told, nor one from which, with the others that are told, such a number could be computed: the
primary and complementary suppression of official statistics (see the handbook of Hundepool and
others, "Statistical Disclosure Control", 2012). A group of nobody may be told, it says nothing of
anyone.

It keeps figures honest. It is no lock: whoever may open the reports can count them by hand, and who
compares two periods may learn what a case changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

MINIMUM = 5
"""The smallest group that is told; figures of health records are told from as many on by custom
(so OHDSI's omopgenerics), and with fewer an average hangs on one case."""
TAIL = 10
"""The smallest group of which a 90th percentile is told: of fewer it is simply the longest one."""
Name = TypeVar("Name")
Told = int | None
"""A number; None for one that is too small to be told, or would reveal one that is."""


def is_few(count: int) -> bool:
    return 0 < count < MINIMUM


def tell(count: int, within: int) -> Told:
    """The size of a group among `within`, which is told itself; so the others could be computed."""
    return None if is_few(count) or is_few(within - count) else count


def tell_parts(parts: Mapping[Name, int], within: int) -> dict[Name, Told]:
    """The sizes of groups that exclude each other among `within`, which is told itself.

    What belongs to none of them is the rest, which is not told. Whatever is hidden could be
    computed together; so the smallest others are hidden too, until it is enough.
    """
    hidden = {name for name, count in parts.items() if is_few(count)}
    left = within - sum(count for name, count in parts.items() if name not in hidden)
    for name in sorted(parts, key=lambda name: parts[name]):
        if not is_few(left):
            break
        if parts[name] and name not in hidden:
            hidden.add(name)
            left += parts[name]
    return {name: None if name in hidden else count for name, count in parts.items()}
