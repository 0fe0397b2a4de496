"""What every page is given: desk, session, how to look and speak, and how to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, Protocol

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, message, tr
from fieldapp.base.values import frozen
from fieldapp.ui.actions import Actions
from fieldapp.ui.arrivals import Arrivals
from fieldapp.ui.gate import Gate
from fieldapp.ui.hubs import Hubs
from fieldapp.ui.looks import Looks
from fieldapp.ui.tasks import Desk, Task
from fieldapp.ui.theme.tokens import Theme
from fieldapp.ui.widgets.notices import Action, Tone
from fieldapp.usecases.settings import Settings

if TYPE_CHECKING:
    from fieldapp.ui.session import Session
    from fieldapp.ui.talk.capture import Capture

PageName = Literal[
    "agenda",
    "arrival",
    "cover",
    "crm",
    "empty",
    "evidence",
    "giving",
    "guide",
    "handbook",
    "help",
    "history",
    "incoming",
    "lock",
    "method",
    "new",
    "readback",
    "practice",
    "report",
    "reviews",
    "safety",
    "settings",
    "talk",
    "team",
    "tool",
    "turned",
    "welcome",
]


class Watch(Protocol):
    """See `Works.watch`."""

    def __call__(self, task: Task[Any], key: str, *, can_stop: bool = True) -> None: ...


@frozen
class Place:
    """A page, and what to show on it: a place in the case such as `statements/s1/text`."""

    page: PageName
    where: str = ""


class OpenCase(Protocol):
    """See `MainWindow.open_case`."""

    def __call__(self, case_id: bytes, place: Place | None = None) -> None: ...


@frozen
class Context:
    """Made anew for each language, theme and open case; a page keeps the one it was built with.

    `session` is None while no case is open.
    """

    desk: Desk
    gate: Gate
    """The way into the workspace, for the pages in front of it."""
    session: Session | None
    theme: Theme
    lang: Lang
    looks: Looks
    go: Callable[[Place], None]
    """Goes to a page. Safe to call with a place that is not there (any more)."""
    back: Callable[[], None]
    """Goes to the page of this case that the person was on before."""
    came_from: Callable[[], PageName]
    """The page that `back` goes to."""
    resume: Callable[[], None]
    """Goes to where the person was when the workspace was open the last time."""
    lock: Callable[[], None]
    """Commits what was typed, closes the workspace, shows nothing."""
    open_case: OpenCase
    """Opens a case of the workspace, on a page of it where one is named."""
    within: Callable[[bytes], Session]
    """The session of a case, which is opened where it is not; the page that is shown stays."""
    notify: Callable[[Tone, str, tuple[Action, ...]], object]
    """Shows a notice in the window; it takes no focus."""
    watch: Watch
    """Shows how far a task is, once it has taken a second, with a way to stop it."""
    change_settings: Callable[[Settings], None]
    """Keeps other settings and applies them at once."""
    actions: Actions
    """What can be done by a key, for the palette and the help."""
    cover: Callable[[bool], None]
    """Puts the cover on or takes it off."""
    is_covered: Callable[[], bool]
    """Whether the cover is on: nothing but neutral notes may be seen."""
    arrivals: Arrivals
    touched: Callable[[bytes], object]
    """A case was changed otherwise than through its session: shows it as it stands now."""
    hubs: Hubs
    """The teams' hubs, kept up to date in the background."""
    """Files that may hold a case, on their way to be looked at."""
    capture: Capture | None = None
    """What is being noted in the open case."""

    @property
    def settings(self) -> Settings:
        """The person's, as they are now."""
        return self.looks.settings

    def say(self, key: str, **params: Any) -> str:
        """A message of a catalogue in the person's language."""
        return tr(key, self.lang, **params)

    def tell(self, error: FieldAppError) -> None:
        """Shows an error as a notice."""
        self.notify("danger", message(error.finding, self.lang), ())

    @property
    def case(self) -> Session:
        """The open case; only for pages that are shown with one.

        Raises:
            LookupError: none is open.
        """
        if self.session is None:
            raise LookupError("no case is open")
        return self.session
