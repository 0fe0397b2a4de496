"""A workspace of many cases for the benches: the rows of the list and the index, no logs behind.

Titles and words are as in two languages, so that a search meets long lists and short ones.
"""

from __future__ import annotations

import random
from pathlib import Path

from fieldapp.base.language import Text
from fieldapp.case.summary import Summary
from fieldapp.store.keychain import NoSecrets, Secrets
from fieldapp.store.listing import Row
from fieldapp.store.machine import Machine
from fieldapp.store.slots import Kdf
from fieldapp.store.workspace import Workspace

CASES = 100_000
CHEAP = Kdf(passes=1, memory_kib=8, lanes=1)
"""What a passcode costs here; the benches measure everything else."""
PASSCODE = "bench bench"

# The commonest characters of Chinese, so that phrases of them meet long lists.
COMMON = (
    "的一是在了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面"
    "而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去"
    "把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或"
    "但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次"
)
SYLLABLES = [first + second for first in "bcdfglmnprstv" for second in "aeiou"]


def machine_in(home: Path, secrets: Secrets | None = None) -> Machine:
    return Machine(secrets=secrets or NoSecrets(), state_dir=home / "state", kdf=CHEAP)


def workspace_in(home: Path, secrets: Secrets | None = None) -> Workspace:
    """A new workspace in `home`, open."""
    machine = machine_in(home, secrets)
    return Workspace.create(home / "workspace", passcode=PASSCODE, machine=machine)[0]


def fill(workspace: Workspace, cases: int, chance: random.Random) -> list[str]:
    """Writes so many cases of some 130 words each straight into the list and the index, every third
    with a report that was decided on. Their recencies end at 0, so that a case with a log is newer.

    Returns:
        The texts of 50 of them, to search for.
    """
    names = vocabulary(chance)
    samples: list[str] = []
    own, reports = workspace.identity.author, list[tuple[object, ...]]()
    with workspace.parts.database.writing():
        projections = workspace.parts.projections
        for number in range(1, cases + 1):
            text = prose(chance, names)
            case = number.to_bytes(16)
            title = Text.of(text[:12])
            summary = Summary(
                title, Text.of("客户"), Text(), "pacts", "complaint", 3, None, "open", 1, 0, 2
            )
            recency = number - cases
            projections.listing.put(Row(case, summary, number, recency), ())
            projections.search.put(case, recency, (text,))
            if number % 3 == 0:
                reports.append(
                    (case, names[number % 9].encode().ljust(16), "approved", number, own)
                )
            if number % max(1, cases // 50) == 0:
                samples.append(text)
        insert = "INSERT INTO report VALUES (?, ?, ?, ?, ?)"
        workspace.parts.database.write_many(insert, iter(reports))
    return samples


def vocabulary(chance: random.Random) -> list[str]:
    """Words as in a language (the nth commonest as often as 1/n tells) and numbers of parts."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randrange(1, 5))) for _ in range(5_000)]
    parts = [f"{chance.choice('ABCDRX')}{chance.randrange(10_000)}" for _ in range(3_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    return [*chance.choices(words, weights, k=50_000), *parts]


def prose(chance: random.Random, names: list[str]) -> str:
    """A text of common and rare characters, with words of Latin letters among them."""
    han = "".join(
        chance.choice(COMMON) if chance.random() < 0.8 else chr(chance.randrange(0x4E00, 0x9FA5))
        for _ in range(115)
    )
    return f"{han[:60]} {' '.join(chance.choices(names, k=15))} {han[60:]}"


def questions(chance: random.Random, text: str) -> list[str]:
    """One and two characters, a longer run, a word, the beginnings of words, mixtures."""
    han, *words, rest = text.split()
    place = chance.randrange(len(han) - 6)
    word = chance.choice(words)
    return [
        *(han[place], han[place : place + 2], han[place : place + 4], rest[:2]),
        *(word, word[:2], word[:4], f"{rest[:2]} {word[:3]}", f"{words[0]} {words[1]}"),
        *(chance.choice(COMMON) + chance.choice(COMMON), han[place + 1] + han[place]),
    ]
