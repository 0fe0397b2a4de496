"""What the palette finds: what can be done now, steps and fields of the open case, cases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from fieldapp.base.language import LANGS, Lang, Text, tr
from fieldapp.playbook.tools import TOOLS
from fieldapp.ui.actions import Actions
from fieldapp.ui.fuzzy import fit
from fieldapp.usecases.caselist import Row
from fieldapp.usecases.standing import Standing

Kind = Literal["action", "step", "tool", "field", "case"]
ICONS: dict[Kind, str] = {
    "action": "corner-down-left",
    "step": "list-checks",
    "tool": "wrench",
    "field": "pen-line",
    "case": "messages-square",
}


@dataclass(frozen=True)
class Entry:
    """One thing found. `names` are what it is found by, in both languages."""

    kind: Kind
    title: str
    names: tuple[str, ...]
    do: Callable[[], object]
    detail: str = ""
    keys: str = ""


def actions(known: Actions, lang: Lang, leave_out: str) -> Iterator[Entry]:
    """What can be done now."""
    words = {each: dict(known.offered(each)) for each in LANGS}
    for command, title in words[lang].items():
        if command.name == leave_out:
            continue
        names, detail = [found[command] for found in words.values()], ""
        if command.also:
            also = {each: tr(f"ui.also_{command.name}", each) for each in LANGS}
            names += [name.strip() for told in also.values() for name in re.split("[,、]", told)]
            detail = also[lang]
        do = _run(known, command.name)
        yield Entry("action", title, tuple(names), do, detail, command.keys)


def _run(known: Actions, name: str) -> Callable[[], object]:
    return lambda: known.run(name)


def places(standing: Standing, lang: Lang, go: Callable[[str], object]) -> Iterator[Entry]:
    """Steps and fields of the open case.

    Args:
        go: to a step's id or a field's register.
    """
    for state in standing.steps:
        title = state.step.title
        yield Entry("step", title.get(lang), _both(title), _go(go, state.step.id))
        for known in state.visible:
            label, where = known.field.label, known.field.register
            yield Entry("field", label.get(lang), _both(label), _go(go, where), title.get(lang))


def tools(lang: Lang, go: Callable[[str], object]) -> Iterator[Entry]:
    """The tools, by their titles and by what they are for.

    Args:
        go: to a tool's id.
    """
    for tool in TOOLS:
        title, purpose = (
            {each: tr(f"{tool.id}.{key}", each) for each in LANGS} for key in ("title", "purpose")
        )
        names = (*title.values(), *purpose.values())
        yield Entry("tool", title[lang], names, _go(go, tool.id), purpose[lang])


def _go(go: Callable[[str], object], where: str) -> Callable[[], object]:
    return lambda: go(where)


def cases(
    rows: Iterable[Row], lang: Lang, untitled: str, open_case: Callable[[bytes], object]
) -> Iterator[Entry]:
    """Cases that were found, in their order."""
    for row in rows:
        summary = row.summary
        names = (summary.company.get(lang), summary.site.get(lang))
        detail = " · ".join(name for name in names if name)
        title = summary.title.get(lang) or untitled
        yield Entry("case", title, _both(summary.title), _open(open_case, row.case), detail)


def _open(open_case: Callable[[bytes], object], case_id: bytes) -> Callable[[], object]:
    return lambda: open_case(case_id)


def best(typed: str, entries: Sequence[Entry], most: int) -> list[Entry]:
    """Those that fit what was typed, the nearest first; all of them, as they are, for nothing.

    What can be done comes before places that fit as well, be it that a field is called by the very
    word and a command begins with its verb.
    """
    ranked: list[tuple[int, bool, int, int, Entry]] = []
    words = len(typed.split())
    for place, entry in enumerate(entries):
        fits = [found for name in entry.names if (found := fit(typed, name)) is not None]
        if fits:
            is_place = entry.kind != "action"
            near = min(fits) if is_place else max(0, min(fits) - words)
            ranked.append((near, is_place, min(fits), place, entry))
    ranked.sort(key=lambda found: found[:4])
    return [entry for *_, entry in ranked[:most]]


def _both(text: Text) -> tuple[str, ...]:
    return tuple(part for part in (text.zh, text.en) if part)
