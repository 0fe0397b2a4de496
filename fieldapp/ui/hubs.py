"""Hubs: keeps the workspace and its teams' hubs up to date with each other, by itself.

Whatever touches the workspace is a short piece of work for the desk, between those of the person;
the questions are asked on a thread of their own, which nobody waits for, not even at the end.
"""

from __future__ import annotations

import _thread
from dataclasses import replace
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from fieldapp.base.errors import FieldAppError
from fieldapp.ui.tasks import Desk, Task

if TYPE_CHECKING:
    from fieldapp.sync.carriage import Request
    from fieldapp.usecases.syncing.background import Background, Came, HubState, Step
    from fieldapp.usecases.syncing.carrier import Carrier
    from fieldapp.usecases.syncing.session import Errand
    from fieldapp.usecases.workspaces import Workspace

FIRST_MS = 1_500
"""The list comes first; so long after it the hubs are asked."""
SOON_MS = 3_000
"""What has been written goes out so long after it."""
AGAIN_MS = 60_000
STOPPED_MS = 3_600_000
"""Somebody has stopped it: it rests so long, unless it is wanted before."""


class Exchange(Task[None]):
    """An exchange that is going on, until there is nothing more to be done now."""

    stopped = Signal()

    def cancel(self) -> None:
        super().cancel()
        self.stopped.emit()


class Hubs(QObject):
    """Of one window. Does nothing while no team has been joined, and costs nothing then."""

    changed = Signal(object)
    """A `HubState`."""
    news = Signal()
    """Something has come in."""
    begun = Signal(object)
    """An `Exchange`."""
    told = Signal()
    """What the company has set, or given, is something else now."""
    left = Signal(object)
    """The laptop belongs to its team no more (a `FieldAppError` to be told): the workspace is to be
    closed."""
    _answered = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self.state: HubState | None = None
        self._desk = desk
        self._background: Background | None = None
        self._carrier: Carrier | None = None
        self._asked: Errand | None = None
        """Whose answer is waited for."""
        self._is_asking = self._is_to_wake = False
        self._exchange: Exchange | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        self._answered.connect(self._came)

    def start(self) -> None:
        """The workspace is open."""
        self._timer.start(FIRST_MS)

    def stop(self) -> None:
        """It is about to be shut. An answer that is on its way is let go of; it is asked for again
        the next time."""
        self._let_go()
        self.state = None

    def written(self) -> None:
        """Something was written that is to go out."""
        if self._background is not None and not self._is_to_wake:
            self._is_to_wake = True
            if not self._is_asking:
                self._timer.start(SOON_MS)

    def sync_now(self) -> None:
        """A person wants it now."""
        self._is_to_wake = True
        if not self._is_asking:
            self._timer.start(0)

    def stop_for_now(self) -> None:
        """A person wants it no more, as where the line is dear. What has come and gone stays, and
        it goes on from there when it is wanted again."""
        self._let_go()
        self._timer.start(STOPPED_MS)
        if self.state is not None:
            self._tell(replace(self.state, progress=None, is_stopped=True))

    def _let_go(self) -> None:
        self._timer.stop()
        self._background = None
        self._asked = None
        self._is_asking = False
        self._end()

    def _go_on(self) -> None:
        self._step(None)

    def _step(self, came: Came | None) -> None:
        if not self._desk.is_open:
            return
        wake, self._is_to_wake = self._is_to_wake, False
        self._is_asking = True
        known, library = self._background, self._desk.library

        def work(workspace: Workspace) -> tuple[Background, Step] | None:
            from fieldapp.usecases.syncing import teams

            if not teams.are_any(workspace):
                return None
            from fieldapp.usecases.syncing.background import Background

            background = known or Background(library)
            return background, background.step(workspace, came, wake=wake)

        self._desk.run(work).then(self, self._stepped, self._failed)

    def _stepped(self, found: tuple[Background, Step] | None) -> None:
        if not self._is_asking:
            return  # it was stopped meanwhile
        if found is None:
            self._is_asking = False
            self._timer.start(AGAIN_MS)
            return
        self._background, step = found
        if step.has_news:
            self.news.emit()
        if step.is_told:
            self.told.emit()
        if step.left is not None:
            self.left.emit(step.left)
        if step.state != self.state:
            self._tell(step.state)
        if step.errand is not None and step.request is not None:
            self._ask(step.errand, step.request)
        else:
            self._is_asking = False
            self._timer.start(SOON_MS if self._is_to_wake else int(step.wait * 1000) + 1)

    def _tell(self, state: HubState) -> None:
        self.state = state
        if state.progress is None:
            self._end()
        else:
            if self._exchange is None:
                self._exchange = Exchange(self)
                self._exchange.stopped.connect(self.stop_for_now)
                self.begun.emit(self._exchange)
            self._exchange.progressed.emit(round(state.progress.part * 1000), 1000)
        self.changed.emit(state)

    def _end(self) -> None:
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.ended.emit()
            exchange.deleteLater()

    def _failed(self, error: FieldAppError) -> None:
        """The workspace could not be read or written just then; whoever works in it is told by
        their own work."""
        self._is_asking = False
        self._end()
        self._timer.start(AGAIN_MS)

    def _ask(self, errand: Errand, request: Request) -> None:
        self._asked = errand
        # One of `threading` is waited for until it runs, as long as the desk's lets it.
        _thread.start_new_thread(self._carry, (errand, request))

    def _carry(self, errand: Errand, request: Request) -> None:
        """On a thread of its own, one at a time."""
        from fieldapp.sync.errors import SyncError
        from fieldapp.usecases.syncing.background import Came
        from fieldapp.usecases.syncing.carrier import Carrier

        self._carrier = self._carrier or Carrier()
        try:
            came = Came(errand, self._carrier.send(errand.hub, errand.token, request))
        except SyncError as error:
            came = Came(errand, error)
        if shiboken6.isValid(self):
            self._answered.emit(came)

    def _came(self, came: Came) -> None:
        if came.errand is self._asked:
            self._asked = None
            self._step(came)
