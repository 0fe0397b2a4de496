"""Words for cases that are to be handed on, and for what the hub has said to it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from fieldapp.ui.context import Context

if TYPE_CHECKING:
    from fieldapp.usecases.handing import Wished
    from fieldapp.usecases.workspaces import Workspace


def about(context: Context, wished: Wished) -> str:
    """To whom."""
    return context.say(f"handing.about_{wished.wish.kind}", name=wished.wish.name)


def standing(context: Context, wished: Wished) -> str:
    """How far it is, or why it was not done."""
    if wished.state == "refused":
        return context.say(f"handing.why_{wished.wish.answer}")
    return context.say(f"handing.{wished.state}")


class Answers(QObject):
    """Tells once what the hub has answered, wherever the person is just then."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self.context = context
        self._told: set[str] = set()

    def tell(self, wished: Iterable[Wished]) -> None:
        for one in wished:
            if one.is_answered and one.wish.id not in self._told:
                self._told.add(one.wish.id)
                self._tell(one)

    def _tell(self, one: Wished) -> None:
        context = self.context
        title = one.title.get(context.lang) or context.say("ui.untitled")
        said = context.say(
            "handing.answer", title=title, about=about(context, one), said=standing(context, one)
        )
        context.notify("ok" if one.state == "done" else "warning", said, ())
        context.desk.run(partial(_seen, one)).then(self, lambda _: None, lambda _: None)


def _seen(wished: Wished, workspace: Workspace) -> None:
    # Loaded here: the start does not wait for it.
    from fieldapp.usecases import handing

    handing.seen(workspace, wished)
