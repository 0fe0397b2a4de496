"""How an edition speaks: one language, or both with the second set below the first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fieldapp.base.language import Lang, Text, needs_translation, other
from fieldapp.report.blocks import Paragraph, Run, Words
from fieldapp.report.phrasing import Value, both

ReportLang = Literal["zh", "en", "both"]

MOST_ROWS = 100
"""Of one table or list; the attached case has them all."""

MOST_CHARACTERS = 300_000
"""Of a whole report; what follows is cut short, and said to be. The attached case has it all."""
_CUT_TO = 160
_NO_SPACE = re.compile(r"(?:[。！？；：，、”’」』）】…]|[\u3400-\u9fff])\Z")


@dataclass
class Voice:
    """The language or languages of an edition, and how much it may still say."""

    lang: ReportLang
    source: Lang = "zh"
    """The language the case was written in; it leads in the edition in both."""
    shortened: bool = False
    untranslated: int = 0
    """Texts that stand in the other language because there is no translation."""
    left_out: int = 0
    """Points a short edition leaves to the attached data."""
    _left: int = field(default=MOST_CHARACTERS, repr=False)

    @property
    def primary(self) -> Lang:
        return self.source if self.lang == "both" else self.lang

    def words(self, text: Text) -> Words:
        """A text in the edition's language, or both."""
        primary = self.primary
        main = self._clip(text.get(primary))
        if not text.has(primary) and needs_translation(main, primary):
            self.untranslated += 1
        sub = ""
        if self.lang == "both" and text.has(primary):
            sub = self._clip(text.zh if primary == "en" else text.en)
        return Words(main, "" if sub == main else sub)

    def say(self, key: str, /, **params: Value) -> Words:
        """The catalogue's `report.<key>`."""
        return self.words(both(key, self.primary, **params))

    def line(self, text: Text) -> str:
        """A text on one line where there is room for one string only."""
        words = self.words(text)
        return f"{words.plain} {words.sub}".strip()

    def term(self, key: str) -> str:
        return self.line(both(key, self.primary))

    def more(self, count: int) -> Iterator[Paragraph]:
        """That so many are not listed; nothing where there are none."""
        if count > 0:
            yield Paragraph(self.say("more_items", count=count), look="muted")

    def labelled(self, label: Text, text: Text) -> Words:
        """`label: text`, the label in bold."""
        name, said = self.words(label), self.words(text)
        main = (Run(_colon(name.plain, self.primary), bold=True), Run(said.plain))
        sub = _colon(name.sub, other(self.primary)) + said.sub if said.sub else ""
        return Words(main, sub)

    def prose(self, texts: Sequence[Text], bold: Sequence[bool] = ()) -> Words:
        """Sentences one after the other, as one paragraph."""
        said = [self.words(text) for text in texts]
        marks = [*bold, *(False for _ in said[len(bold) :])]
        runs: list[Run] = []
        for part, mark in zip(said, marks, strict=True):
            space = " " if runs and not _NO_SPACE.search(runs[-1].text) else ""
            runs.append(Run(space + part.plain, bold=mark))
        subs = [part.sub or part.plain for part in said] if any(p.sub for p in said) else []
        return Words(tuple(runs), _flow(subs))

    def _clip(self, text: str) -> str:
        if len(text) <= self._left:
            self._left -= len(text)
            return text
        room = max(self._left, _CUT_TO)
        self._left = 0
        if len(text) <= room:
            return text
        self.shortened = True
        return f"{text[:room]}…"


def _colon(label: str, lang: Lang) -> str:
    return f"{label}：" if lang == "zh" else f"{label}: "


def _flow(sentences: Sequence[str]) -> str:
    text = ""
    for sentence in sentences:
        space = " " if text and not _NO_SPACE.search(text[-1:]) else ""
        text += space + sentence
    return text
