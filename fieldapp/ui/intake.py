"""The intake: photos and files on their way into the open case.

It lives as long as the session, not as the page: a photo that waits to be looked at outlives
another language, another theme and the cover. When the case is left, what still waits is kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal
from PySide6.QtGui import QImage, QImageWriter

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.progress import Check
from fieldapp.ui.session import Session
from fieldapp.ui.tasks import Task
from fieldapp.usecases import attaching, inbox
from fieldapp.usecases.attaching import Attachment, Box, Committed, Document, Rendition
from fieldapp.usecases.inbox import Arrival
from fieldapp.usecases.workspaces import Workspace

_QUICK = 90
"""Of a PNG's quality, which is how little it is packed: it goes through a pipe and no further."""


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Something to take in: a file, or a picture from the clipboard or the camera.

    `name`: what a person knows it by; a picture has none. `arrival`: where it came from the phone's
    folder.
    """

    content: Path | QImage
    name: str = ""
    arrival: Arrival | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """A photo that is ready, to be looked at before it is kept."""

    source: Source
    rendition: Rendition


@dataclass(frozen=True, slots=True)
class Refused:
    """What could not be taken in, and why."""

    name: str
    finding: Finding


class Intake(QObject):
    """Makes sources ready one after the other, aside; what is bad stops nothing else.

    A file is kept at once. A photo waits to be looked at, or is kept at once too if `looks` is off.
    """

    changed = Signal()
    """Something was made ready, kept, left out or refused."""
    kept = Signal(str)
    """The id of a new evidence; the session's standing has it already."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.looks = True
        self.links: tuple[str, ...] = ()
        """What the next pieces of evidence bear out, such as `statements/s1`."""
        self.waiting: list[Waiting] = []
        self.refused: list[Refused] = []
        self.arriving: set[str] = set()
        """The content (SHA-256) of photos from the phone that were taken."""
        self.done = self.total = 0
        """Sources of this round that were dealt with, of how many."""
        self.current = ""
        """The name of what is being made ready."""
        self._session = session
        self._queue: deque[Source] = deque()
        self._task: Task[Rendition | Document] | None = None
        self._keeping = 0
        session.closing.connect(self._close)

    @property
    def is_preparing(self) -> bool:
        return self._task is not None

    @property
    def is_busy(self) -> bool:
        """Whether anything is being made ready or written."""
        return self.is_preparing or self._keeping > 0

    # Taking in

    def add(self, sources: Iterable[Source]) -> None:
        """Takes these in, after all that was given before."""
        found = tuple(sources)
        if not self.is_busy:
            self.done = self.total = 0
            self.refused.clear()
        self.arriving |= {one.arrival.sha256 for one in found if one.arrival is not None}
        self._queue.extend(found)
        self.total += len(found)
        self._next()

    def cancel(self) -> None:
        """Stops making things ready; what was kept stays, and what waits goes on waiting."""
        self.total -= len(self._queue)
        for source in self._queue:
            self._offer_again(source)
        self._queue.clear()
        if self._task is not None:
            self._task.cancel()

    def _next(self) -> None:
        if self._task is None and self._queue:
            source = self._queue.popleft()
            self.current = source.name
            task = self._session.desk.aside(lambda task: _ready(source, task.check))
            self._task = task
            task.then(
                self,
                lambda found: self._readied(source, found),
                lambda error: self._refuse(source, error),
            )
            task.ended.connect(self._ended)
        self._tell()

    def _readied(self, source: Source, found: Rendition | Document) -> None:
        if isinstance(found, Rendition) and self.looks:
            self.waiting.append(Waiting(source, found))
        else:
            self._attach(source, found)

    def _ended(self) -> None:
        self._task = None
        self.done += 1
        self._next()

    # Keeping

    def keep(
        self, waiting: Waiting, crop: Box | None = None, covers: Sequence[Box] = ()
    ) -> Task[Rendition] | None:
        """Keeps a photo that waits, with what is cut away and covered burnt in.

        Returns:
            The burning in, where there is anything to burn in.
        """
        self.waiting.remove(waiting)
        if crop is None and not covers:
            self._attach(waiting.source, waiting.rendition)
            self._tell()
            return None
        self._keeping += 1
        task = self._session.desk.aside(
            lambda task: _photo(waiting.source, task.check, crop, covers)
        )
        task.then(
            self,
            lambda made: self._attach(waiting.source, made),
            lambda error: self._not_kept(waiting, error),
        )
        task.ended.connect(self._kept_or_not)
        self._tell()
        return task

    def keep_all(self) -> None:
        """Keeps all that waits as it is."""
        for waiting in tuple(self.waiting):
            self.keep(waiting)

    def leave_out(self, waiting: Waiting) -> None:
        """Forgets a photo that waits; a file of it stays where it is."""
        self.waiting.remove(waiting)
        self._offer_again(waiting.source)
        self._tell()

    def _attach(self, source: Source, content: Rendition | Document) -> None:
        session, made = self._session, list[str]()
        links = tuple(place for place in self.links if _is_there(session, place))

        def work(workspace: Workspace) -> Committed:
            attached = attaching.attach(
                workspace, session.case_id, Attachment(content, links=links)
            )
            made.append(attached.evidence)
            return attached.committed

        self._keeping += 1
        task = session.perform(work)
        task.then(
            self,
            lambda _: self._attached(source, made[0]),
            lambda error: self._not_attached(source, content, error),
        )
        task.ended.connect(self._kept_or_not)

    def _attached(self, source: Source, evidence: str) -> None:
        if source.arrival is not None:
            dealt_with = (source.arrival,)
            self._session.desk.run(lambda workspace: inbox.dealt_with(workspace, dealt_with))
        self.kept.emit(evidence)

    def _not_attached(
        self, source: Source, content: Rendition | Document, error: FieldAppError
    ) -> None:
        if isinstance(content, Rendition):
            self._not_kept(Waiting(source, content), error)
        else:
            self._refuse(source, error)

    def _refuse(self, source: Source, error: FieldAppError) -> None:
        self.refused.append(Refused(source.name, error.finding))
        self._offer_again(source)

    def _offer_again(self, source: Source) -> None:
        if source.arrival is not None:
            self.arriving.discard(source.arrival.sha256)

    def _not_kept(self, waiting: Waiting, error: FieldAppError) -> None:
        """It goes on waiting, so that nothing is lost."""
        self.waiting.insert(0, waiting)
        self._tell()
        self._session.desk.troubled.emit(error)

    def _kept_or_not(self) -> None:
        self._keeping -= 1
        self._tell()

    def _tell(self) -> None:
        self._session.unkept = len(self.waiting) + len(self._queue) + self._keeping
        self._session.unkept += self.is_preparing
        self.changed.emit()

    def _close(self) -> None:
        """What is not ready yet is kept when it is; if that is too late, it waits."""
        self.looks = False
        self.keep_all()


def intake_of(session: Session) -> Intake:
    """The session's intake."""
    return session.findChild(Intake) or Intake(session)


def _ready(source: Source, check: Check) -> Rendition | Document:
    if isinstance(source.content, Path) and not attaching.is_photo(source.content.name):
        return attaching.read_file(source.content)
    return _photo(source, check)


def _photo(
    source: Source, check: Check, crop: Box | None = None, covers: Sequence[Box] = ()
) -> Rendition:
    content = source.content if isinstance(source.content, Path) else _png(source.content)
    return attaching.prepare_photo(content, source.name, crop=crop, covers=covers, check=check)


def _png(image: QImage) -> bytes:
    packed = QByteArray()
    buffer = QBuffer(packed)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"PNG"))
    writer.setQuality(_QUICK)
    writer.write(image)
    return bytes(packed.data())


def _is_there(session: Session, place: str) -> bool:
    collection, _, item = place.partition("/")
    if session.standing is None or collection not in attaching.LINKED:
        return False
    return any(record.id == item for record in session.standing.case.collection(collection))
