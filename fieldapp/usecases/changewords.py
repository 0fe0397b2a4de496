"""Words for what changed in a case: places by name, contents as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from fieldapp.base.language import Lang, Text, tr
from fieldapp.case.declaring import Kind
from fieldapp.case.handing import ANSWERS, KINDS
from fieldapp.case.records import COLLECTIONS, SITUATIONS, specs
from fieldapp.playbook.fields import Field
from fieldapp.usecases.histories import Happening, Past
from fieldapp.usecases.places import Places

_SHOWN_PARTS = ("text", "what", "title", "caption", "word", "words", "level")


@dataclass(frozen=True)
class ChangeWords:
    """The words of one history in one language."""

    past: Past
    lang: Lang

    def name(self, path: str) -> str:
        """A place in a few words: `事实 3 · 依据`, a field's label; its path if it has no name."""
        if not path:
            return tr("histories.whole_case", self.lang)
        if found := self._places.name(path).get(self.lang):
            field = self._part_of_record(path)
            return f"{found} · {field}" if field else found
        parts = path.split("/")
        if parts[0] in COLLECTIONS:
            gone = tr(f"histories.item_{parts[0]}", self.lang)
            field = self._part_of_record(path)
            return f"{gone} · {field}" if field else gone
        return self._known(f"histories.label_{parts[0]}") or path

    def what(self, happening: Happening) -> str:
        """What became of it in one line: the words that were added, or what stands there now."""
        parts = {part.path.rpartition("/")[2]: part for part in happening.parts}
        told = next((parts[name] for name in _SHOWN_PARTS if name in parts), None)
        if told is None and happening.parts:
            told = happening.parts[0]
        if told is None:
            return happening.reason
        return self.contents(told.path, told.newer or told.older)

    def contents(self, path: str, contents: Iterable[Any]) -> str:
        """Contents of a place, several side by side."""
        return " / ".join(self.content(path, each) for each in contents)

    def content(self, path: str, content: Any) -> str:
        """A content of a place, as a person reads it."""
        if isinstance(content, Text):
            return content.get(self.lang)
        if isinstance(content, tuple):
            return self.contents(path, content)
        if isinstance(content, bool):
            return tr(f"forms.{'yes' if content else 'no'}", self.lang)
        match path.split("/"):
            case ["answers", name, *_]:
                return self._answer(name, content)
            case [collection, _, name, *_] if collection in COLLECTIONS:
                return self._of_record(collection, name, content)
            case ["handings", _, "wish"] if (kind := _told(content, "kind")) in KINDS:
                return tr(f"handing.about_{kind}", self.lang, name=_told(content, "name"))
            case ["handings", _, "answer"] if content in ANSWERS:
                key = "done" if content == "done" else f"why_{content}"
                return tr(f"handing.{key}", self.lang)
            case ["situation"] if content in SITUATIONS:
                return self._known(f"playbook.situation_{content}") or str(content)
            case ["playbook"] if content in self.past.methods:
                return self.past.methods[content].get(self.lang)
            case ["opened_steps", *_]:
                step = self.past.playbook.step(str(content))
                return step.title.get(self.lang) if step else str(content)
        return _plain(content)

    @cached_property
    def _places(self) -> Places:
        return Places(self.past.case, self.past.playbook)

    def _part_of_record(self, path: str) -> str:
        """The name of a record's field; empty where the path is of something else."""
        match path.split("/"):
            case [collection, _, name, *_] if collection in COLLECTIONS:
                known = (f"playbook.label_{name}", f"histories.label_{name}")
                return next(filter(None, map(self._known, known)), name)
        return ""

    def _answer(self, name: str, content: Any) -> str:
        field = self.past.playbook.fields.get(name)
        label = _choice(field, content) if field is not None else None
        return label.get(self.lang) if label else _plain(content)

    def _of_record(self, collection: str, name: str, content: Any) -> str:
        spec = specs(COLLECTIONS[collection]).get(name)
        if spec is not None and spec.kind in (Kind.REF, Kind.REFS) and spec.refers_to:
            place = f"{spec.refers_to}/{content}"
            return self._places.name(place).get(self.lang) or str(content)
        if name == "level":
            return f"{content}/5"
        if spec is None or content not in spec.choices:
            return _plain(content)
        known = (f"forms.{name}_{content}", f"histories.{name}_{content}")
        return next(filter(None, map(self._known, known)), _plain(content))

    def _known(self, key: str) -> str:
        """A message; empty where the catalogue has none. A path from elsewhere may be anything."""
        found = tr(key, self.lang) if key.replace(".", "").isidentifier() else key
        return "" if found == key else found


def _told(content: Any, key: str) -> str:
    """A part of a content that has parts; empty where it has none."""
    return str(content.get(key, "")) if isinstance(content, Mapping) else ""


def _choice(field: Field, content: Any) -> Text | None:
    return next((one.label for one in field.choices if one.id == content), None)


def _plain(content: Any) -> str:
    """Moments and days as they are written elsewhere; anything else as it is."""
    text = content.isoformat() if isinstance(content, date) else str(content)
    try:
        if len(text) == len("2026-11-20"):
            return date.fromisoformat(text).isoformat()
        return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M}" if "T" in text else text
    except ValueError:
        return text
