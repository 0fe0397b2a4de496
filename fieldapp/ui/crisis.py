"""Into the crisis form of the open case, and back to its method: one action each way."""

from __future__ import annotations

from fieldapp.playbook.model import CRISIS
from fieldapp.ui.context import Context, Place
from fieldapp.usecases import switching
from fieldapp.usecases.standing import Standing
from fieldapp.usecases.undoing import Committed
from fieldapp.usecases.workspaces import Workspace


def turn(context: Context) -> None:
    """Switches the open case; undo takes it back like any change."""
    session, library = context.case, context.desk.library
    if session.standing is None:
        return
    is_in = session.standing.playbook.role == CRISIS
    move = switching.from_crisis if is_in else switching.to_crisis

    def work(workspace: Workspace) -> Committed:
        return move(workspace, session.case_id, library)

    session.perform(work).then(session, lambda found: _turned(context, found), context.tell)


def _turned(context: Context, standing: Standing) -> None:
    if standing.playbook.role == CRISIS:
        text = context.say("methods.crisis_on")
    else:
        title = standing.playbook.title.get(context.lang)
        text = context.say("methods.crisis_off", title=title)
    context.notify("ok", text, ())
    context.go(Place("guide"))
