"""What has arrived from the phone: the latest photos, to be taken or put aside."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.intake import Intake
from fieldapp.ui.phone_folder import PhoneFolder
from fieldapp.ui.pictures import photo
from fieldapp.ui.tasks import Task
from fieldapp.ui.theme import icons
from fieldapp.ui.theme.tokens import RADIUS, SPACE_L, SPACE_M, SPACE_S, Theme
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.cards import Picture
from fieldapp.ui.widgets.flow import FlowLayout
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.painting import focus_ring, rounded
from fieldapp.usecases import attaching
from fieldapp.usecases.attaching import Rendition
from fieldapp.usecases.inbox import Arrival

MOST = 6
"""Photos that are shown; of the others there is a word."""
_SIZE = QSize(96, 72)


class PhoneStrip(QFrame):
    """The photos that arrived. All that are shown are ticked at first; while the screen is covered,
    none is shown, and the latest can be taken unseen.
    """

    taken = Signal(object)
    """The arrivals a person wants, as a tuple."""

    def __init__(self, context: Context, intake: Intake, folder: Path) -> None:
        super().__init__()
        self.context, self.intake = context, intake
        self.folder = PhoneFolder(context.desk, folder, self)
        self.ticks: dict[str, ArrivalTick] = {}
        self._shows_pictures = not context.is_covered()
        self._small: dict[str, QPixmap] = {}
        self._task: Task[Rendition] | None = None
        self.setProperty("tone", "info")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SPACE_L, SPACE_M, SPACE_M, SPACE_M)
        outer.setSpacing(SPACE_S)
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        row.addWidget(Picture("phone", context.theme.ask))
        self.words = Label("")
        row.addWidget(self.words, 1)
        self.aside = Button(context.theme, "", "plain")
        self.take = Button(context.theme, "", "quiet", icon="download")
        self.aside.clicked.connect(self._put_aside)
        self.take.clicked.connect(lambda: self.taken.emit(self.ticked()))
        row.addWidget(self.aside)
        row.addWidget(self.take)
        outer.addLayout(row)
        self._ticks = QWidget()
        self._flow = FlowLayout(self._ticks)
        outer.addWidget(self._ticks)
        self.folder.found.connect(self.show_found)
        intake.changed.connect(self.show_found)
        self.hide()
        self.show_found()

    def offered(self) -> tuple[Arrival, ...]:
        """What is new and was not taken just now, the latest first."""
        taken = self.intake.arriving
        return tuple(one for one in self.folder.arrivals if one.sha256 not in taken)

    def ticked(self) -> tuple[Arrival, ...]:
        """What the person has chosen, the oldest first, as it was taken."""
        arrivals = self.offered()
        if not self._shows_pictures:
            return arrivals[:1]
        chosen = [one for one in arrivals if one.sha256 in self.ticks]
        return tuple(one for one in reversed(chosen) if self.ticks[one.sha256].isChecked())

    def show_found(self) -> None:
        """Shows what lies in the folder now, or why it cannot be seen."""
        say, arrivals, trouble = self.context.say, self.offered(), self.folder.trouble
        self.setVisible(bool(arrivals) or trouble is not None)
        latest = f"{arrivals[0].changed.astimezone():%H:%M}" if arrivals else ""
        if arrivals:
            words = say("evidencepage.from_phone", count=len(arrivals), at=latest)
        else:
            words = message(trouble, self.context.lang) if trouble is not None else ""
        self.words.setText(words)
        self._show_ticks(arrivals[:MOST] if self._shows_pictures else ())
        self._show_buttons()
        self._read()

    def _show_ticks(self, arrivals: Sequence[Arrival]) -> None:
        wanted = {one.sha256: one for one in arrivals}
        for gone in self.ticks.keys() - wanted.keys():
            tick = self.ticks.pop(gone)
            discard(tick)
        for sha256, arrival in wanted.items():
            if sha256 not in self.ticks:
                name = f"{arrival.path.name}, {arrival.changed.astimezone():%m-%d %H:%M}"
                tick = self.ticks[sha256] = ArrivalTick(self.context.theme, name)
                tick.toggled.connect(self._show_buttons)
            # To its place: the latest first.
            self._flow.removeWidget(self.ticks[sha256])
            self._flow.addWidget(self.ticks[sha256])
        self._ticks.setVisible(bool(self.ticks))

    def _show_buttons(self) -> None:
        say, count = self.context.say, len(self.ticked())
        has_any = bool(self.offered())
        for button, key in ((self.take, "take"), (self.aside, "put_aside")):
            button.setText(say(f"evidencepage.{key}", count=count))
            button.setAccessibleName(button.text())
            button.setVisible(has_any)
            button.setEnabled(count > 0)

    def _put_aside(self) -> None:
        self.folder.put_aside(self.ticked())

    # Small pictures, one after the other

    def _read(self) -> None:
        unread = [one for one in self.ticks if one not in self._small]
        for sha256, tick in self.ticks.items():
            if sha256 in self._small:
                tick.show_picture(self._small[sha256])
        if not unread or self._task is not None:
            return
        sha256 = unread[0]
        arrival = next(one for one in self.folder.arrivals if one.sha256 == sha256)
        self._task = self.context.desk.aside(
            lambda task: attaching.prepare_photo(arrival.path, check=task.check)
        )
        self._small[sha256] = QPixmap()
        self._task.then(self, lambda made: self._keep(sha256, made), lambda _: None)
        self._task.ended.connect(self._ended)

    def _keep(self, sha256: str, made: Rendition) -> None:
        side = max(_SIZE.width(), _SIZE.height()) * self.devicePixelRatio() * 1.4
        image = photo(made.jpeg).scaled(
            round(side),
            round(side),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        self._small[sha256] = QPixmap.fromImage(image)

    def _ended(self) -> None:
        self._task = None
        self._read()


class ArrivalTick(QCheckBox):
    """A photo that is ticked or not."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self.theme = theme
        self._picture = QPixmap()
        self.setChecked(True)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_picture(self, picture: QPixmap) -> None:
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        return _SIZE

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area, theme = QRectF(self.rect()), self.theme
        if self.hasFocus():
            area = focus_ring(painter, theme, area, RADIUS)
        shape = QPainterPath()
        shape.addRoundedRect(area, RADIUS - 2, RADIUS - 2)
        rounded(painter, area, RADIUS - 2, theme.sunken)
        painter.save()
        painter.setClipPath(shape)
        if not self._picture.isNull():
            scaled = self._picture.size().scaled(
                area.size().toSize(), Qt.AspectRatioMode.KeepAspectRatioByExpanding
            )
            shown = QRectF(0, 0, scaled.width(), scaled.height())
            shown.moveCenter(area.center())
            painter.setOpacity(1.0 if self.isChecked() else 0.45)
            painter.drawPixmap(shown, self._picture, QRectF(self._picture.rect()))
        painter.restore()
        border = theme.accent if self.isChecked() else theme.border
        rounded(painter, area, RADIUS - 2, None, border=border, width=2)
        if self.isChecked():
            mark = QRectF(area.right() - 24, area.top() + 4, 20, 20)
            rounded(painter, mark, 10, theme.accent)
            tick = icons.pixmap("check", theme.on_accent, 14, self.devicePixelRatio())
            painter.drawPixmap(round(mark.left()) + 3, round(mark.top()) + 3, tick)
