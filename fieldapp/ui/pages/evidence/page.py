"""The evidence page: which of its views is shown, and the ways in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fieldapp.base.clock import system_clock, system_entropy
from fieldapp.case import ids
from fieldapp.ui import camera, dropped
from fieldapp.ui.context import Context
from fieldapp.ui.intake import Source, Waiting, intake_of
from fieldapp.ui.pages.evidence.camera_view import CameraView
from fieldapp.ui.pages.evidence.cover_view import CoverView, Marks
from fieldapp.ui.pages.evidence.covered_view import CoveredView
from fieldapp.ui.pages.evidence.drop_zone import DropVeil
from fieldapp.ui.pages.evidence.gallery import Gallery
from fieldapp.ui.pages.evidence.redaction import Redaction
from fieldapp.ui.pages.evidence.strips import Strips
from fieldapp.ui.pages.evidence.view import View
from fieldapp.ui.pages.evidence.waiting_view import WaitingView
from fieldapp.ui.pages.page import Page
from fieldapp.ui.save_mark import SaveMark
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.usecases import settings
from fieldapp.usecases.editing import Add
from fieldapp.usecases.inbox import Arrival
from fieldapp.usecases.standing import Standing

NEW = "new"
"""Where to jump to add evidence; `new/statements/s1`: evidence that bears out this statement."""


class EvidencePage(Page):
    """The evidence of the open case."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.intake = intake_of(context.case)
        self.intake.looks = not context.is_covered()
        self._round: list[str] = []
        """What was added since the person last went on to something else."""
        self._is_put_off = context.is_covered()
        """Whether what waits is not to be looked at now."""
        self._covering: Waiting | None = None
        self._cameras: tuple[camera.Camera, ...] = ()
        self.setAcceptDrops(True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.strips = Strips(context, self.intake)
        self.strips.look_wanted.connect(self._look)
        outer.addWidget(self.strips)
        self.gallery: Gallery | CoveredView = (
            CoveredView(context) if context.is_covered() else Gallery(context)
        )
        self.waiting = WaitingView(context, self.intake)
        self.cover = CoverView(context)
        self.camera = CameraView(context)
        self._stack = QStackedWidget()
        for view in (self.gallery, self.waiting, self.cover, self.camera):
            self._stack.addWidget(view)
        outer.addWidget(self._stack, 1)
        outer.addWidget(self._foot())
        self._veil = DropVeil(context.theme, context.say("evidencepage.drop"), self)
        self._redaction = Redaction(context, self)
        self._connect()
        if context.case.standing is not None:
            self.show_standing(context.case.standing)
        QTimer.singleShot(0, self, self._find_cameras)

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("kind", "surface")
        row = QHBoxLayout(foot)
        row.setContentsMargins(SPACE_XXL, SPACE_M, SPACE_XXL, SPACE_M)
        row.setSpacing(SPACE_M)
        row.addWidget(SaveMark(self.context), 1)
        self.back = Button(self.context.theme, "", "quiet", icon="chevron-left", keys="Esc")
        self.back.clicked.connect(self._step_back)
        row.addWidget(self.back)
        return foot

    def _connect(self) -> None:
        bar = self.gallery.bar
        bar.choose_wanted.connect(self.choose)
        bar.paste_wanted.connect(self.paste)
        bar.camera_wanted.connect(self._open_camera)
        bar.reading_wanted.connect(self._add_reading)
        if isinstance(self.gallery, Gallery):
            self.gallery.cover_wanted.connect(self._redaction.open)
            self.gallery.removed.connect(self._removed)
        self.intake.changed.connect(self._show_intake)
        self.intake.kept.connect(self._kept)
        self.waiting.cover_wanted.connect(self._cover_waiting)
        self.cover.decided.connect(self._decide)
        self.cover.left.connect(self._leave_cover)
        self.camera.taken.connect(self._take_picture)
        self.camera.left.connect(self._leave_camera)
        self.camera.failed.connect(self._lose_camera)
        self._redaction.opened.connect(self._cover_kept)
        paste = QShortcut(QKeySequence.StandardKey.Paste, self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    # How the case stands, and what comes in

    def show_standing(self, standing: Standing) -> None:
        self.gallery.show_standing(standing)

    def _kept(self, evidence: str) -> None:
        self._round.append(evidence)

    def _show_intake(self) -> None:
        intake = self.intake
        self.waiting.show_first()
        self.strips.show_intake(is_put_off=self._is_put_off)
        if intake.waiting and self._view is self.gallery and not self._is_put_off:
            self._show(self.waiting)
        elif not intake.waiting and self._view is self.waiting and not intake.is_preparing:
            self._show(self.gallery)
        if self._round and not intake.is_busy and self._view is self.gallery:
            self._end_round()

    def _end_round(self) -> None:
        """All is in: the person goes on with the words for the first of it."""
        added, self._round = self._round, []
        if self.strips.phone is not None:
            self.strips.phone.folder.sift()
        if isinstance(self.gallery, CoveredView):
            self.gallery.show_added(added[-1])
        elif self.isVisible():
            self.gallery.look_at(added[0], "caption")

    # Views

    @property
    def _view(self) -> View:
        found = self._stack.currentWidget()
        assert isinstance(found, View)
        return found

    def _show(self, view: View) -> None:
        self._stack.setCurrentWidget(view)
        self._name_back()
        if self.isVisible():
            view.focus()

    def _look(self) -> None:
        """Looks at what waits."""
        self._is_put_off = self.context.is_covered()
        self._show_intake()

    def enter(self) -> None:
        self._name_back()
        self._look()
        self._view.focus()

    def leave(self) -> None:
        self.camera.stop()
        if self._view is not self.waiting:
            self._show(self.gallery)
        self._link("")
        if isinstance(self.gallery, Gallery):
            self.gallery.put_away()
        if count := len(self.intake.waiting):
            say = self.context.say
            keep = (say("evidencepage.keep_them"), self.intake.keep_all)
            self.context.notify("warning", say("evidencepage.not_kept", count=count), (keep,))

    def jump(self, where: str) -> bool:
        head, _, rest = where.partition("/")
        if head == NEW:
            self._name_back()
            self._link(rest)
            self._look()
            if self._view is self.gallery:
                self.gallery.bar.focus()
            return True
        if head != "evidence" or not rest:
            return False
        self._is_put_off = True
        self._show(self.gallery)
        self._show_intake()
        if isinstance(self.gallery, Gallery):
            evidence, _, key = rest.partition("/")
            self.gallery.look_at(evidence, key.partition("/")[0])
        return True

    def _link(self, place: str) -> None:
        """Attaches what is added from now on to a place, such as `statements/s1`, or to none."""
        self.intake.links = (place,) if place else ()
        if isinstance(self.gallery, Gallery):
            self.gallery.show_target(place)

    def _name_back(self) -> None:
        """Says where Esc leads; views with a way back of their own say it themselves."""
        key = "back_to_talk" if self.context.came_from() == "talk" else "back"
        if self._view is self.waiting:
            key = "later_on"
        self.back.setText(self.context.say(f"evidencepage.{key}"))
        self.back.setVisible(self._view in (self.gallery, self.waiting))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._step_back()
        else:
            super().keyPressEvent(event)

    def _step_back(self) -> None:
        if self._view is self.cover:
            self._leave_cover()
        elif self._view is self.camera:
            self._leave_camera()
        elif self._view is self.waiting:
            self._is_put_off = True
            self._show(self.gallery)
            self._show_intake()
        else:
            self.context.back()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        read = self.context.desk.aside(lambda _: settings.read()[0].inbox)
        read.then(self, self._watch)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.strips.phone is not None:
            self.strips.phone.folder.watch(on=False)

    # Ways in

    def add(self, *sources: Source) -> None:
        """Takes these in."""
        self._is_put_off = self.context.is_covered()
        self.intake.add(sources)

    def choose(self) -> None:
        """Lets the person choose files."""
        dialog = QFileDialog(self, self.context.say("evidencepage.choose"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, names: list[str]) -> None:
        self.add(*(Source(Path(name), Path(name).name) for name in names))

    def paste(self) -> None:
        """Takes in what the clipboard holds."""
        data = QGuiApplication.clipboard().mimeData()  # None where there never was anything
        found = dropped.sources(data) if data else ()
        if found:
            self.add(*found)
        else:
            self.context.notify("info", self.context.say("evidencepage.nothing_to_paste"), ())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped.is_wanted(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover(on=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.cover(on=False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.cover(on=False)
        event.acceptProposedAction()
        self.add(*dropped.sources(event.mimeData()))

    def _add_reading(self) -> None:
        evidence = ids.new_item_id(system_entropy)
        now = system_clock().replace(microsecond=0)
        if isinstance(self.gallery, Gallery):
            self.gallery.look_at(evidence)
        self.context.case.write(Add("evidence", {"kind": "number", "at": now}, evidence))

    # The phone's folder

    def _watch(self, folder: Path | None) -> None:
        """Watches the folder that is set now."""
        former = self.strips.phone
        phone = self.strips.show_phone(folder)
        if phone is not None:
            if phone is not former:
                phone.taken.connect(self._take_arrivals)
            phone.folder.watch(on=self.isVisible())
        if isinstance(self.gallery, Gallery):
            self.gallery.to_settings.setVisible(folder is None)

    def _take_arrivals(self, arrivals: tuple[Arrival, ...]) -> None:
        self.add(*(Source(one.path, one.path.name, one) for one in arrivals))

    # The camera

    def _find_cameras(self) -> None:
        self._cameras = tuple(camera.cameras())
        if self._cameras:
            self.gallery.bar.offer_camera()

    def _open_camera(self) -> None:
        self._show(self.camera)
        self.camera.start(self._cameras[0])

    def _take_picture(self, image: QImage) -> None:
        self._leave_camera()
        self.add(Source(image))

    def _leave_camera(self) -> None:
        self.camera.stop()
        self._show(self.gallery)

    def _lose_camera(self) -> None:
        self._leave_camera()
        self.context.notify("warning", self.context.say("evidencepage.camera_failed"), ())

    # Cutting and covering

    def _cover_waiting(self, waiting: Waiting) -> None:
        self._covering = waiting
        self.cover.show_photo(waiting.rendition.jpeg)
        self._show(self.cover)

    def _cover_kept(self, jpeg: bytes, editions: int) -> None:
        self._covering = None
        self.cover.show_kept(jpeg, editions)
        self._show(self.cover)

    def _decide(self, marks: Marks) -> None:
        if self._covering is None:
            self._redaction.burn_in(marks)
        elif task := self.intake.keep(self._covering, marks.crop, marks.covers):
            self.context.watch(task, "evidencepage.covering", can_stop=False)
        self._leave_cover()

    def _leave_cover(self) -> None:
        self._covering = None
        self._show(self.gallery)
        self._show_intake()

    def _removed(self, name: str) -> None:
        self.context.notify("info", self.context.say("evidencepage.removed", name=name), ())
