"""Cutting a photo to what matters and covering what must not be seen, before or after it is kept.

Before, it is simply done. Afterwards the former picture is erased for good, so what goes with it is
said first, and why it is done is chosen from a few reasons, for the reason stays readable for ever.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.pages.evidence.view import View
from fieldapp.ui.pictures import photo
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, SPACE_S, SPACE_XL, SPACE_XXL
from fieldapp.ui.widgets.buttons import Button
from fieldapp.ui.widgets.choices import Chips
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.picture import PictureCanvas
from fieldapp.ui.widgets.regions import Region
from fieldapp.usecases.attaching import Box

REASONS = ("person", "data", "other_customer", "asked", "not_needed")
"""Why a kept picture is replaced: the catalogue's `reason_...`."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What was drawn: what to keep of the picture, what to cover, and, where it was kept, why."""

    crop: Box | None
    covers: tuple[Box, ...]
    reason: str = ""


class CoverView(View):
    """A photo to draw on."""

    decided = Signal(object)
    """The `Marks` to burn in."""
    left = Signal()
    """Nothing is to be done to it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._image = QImage()
        self._is_kept = False
        say, theme = context.say, context.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_XXL, SPACE_L, SPACE_XXL, SPACE_L)
        column.setSpacing(SPACE_M)
        head = QHBoxLayout()
        head.setSpacing(SPACE_M)
        tools = [(tool, say(f"evidencepage.tool_{tool}")) for tool in ("cover", "crop")]
        self.tools = Chips(theme, tools, say("evidencepage.tools"))
        self.tools.choose(("cover",))
        self.tools.chosen.connect(self._choose_tool)
        head.addWidget(self.tools, 1)
        self.undo = Button(theme, say("evidencepage.undo_mark"), "plain", icon="undo-2")
        self.remove = Button(theme, say("evidencepage.remove_mark"), "plain", icon="eraser")
        head.addWidget(self.undo)
        head.addWidget(self.remove)
        column.addLayout(head)
        help_ = say("evidencepage.canvas_help")
        self.canvas = PictureCanvas(theme, say("evidencepage.canvas"), help_)
        self.canvas.changed.connect(self._show_state)
        self.undo.clicked.connect(self.canvas.undo)
        self.remove.clicked.connect(self.canvas.remove)
        column.addWidget(self.canvas, 1)
        self._help = Label(help_, "small")
        column.addWidget(self._help)
        column.addWidget(self._warning())
        row = QHBoxLayout()
        row.setSpacing(SPACE_M)
        back = Button(theme, say("evidencepage.leave_as_is"), "quiet", icon="x", keys="Esc")
        back.clicked.connect(self.left)
        self.keep = Button(theme, say("evidencepage.keep_so"), "primary", icon="check", keys="K")
        self.replace = Button(theme, say("evidencepage.cover_for_good"), "danger", icon="eye-off")
        for button in (self.keep, self.replace):
            button.clicked.connect(self.decide)
        row.addWidget(back)
        row.addStretch(1)
        row.addWidget(self.keep)
        row.addWidget(self.replace)
        column.addLayout(row)

    def _warning(self) -> QWidget:
        """What covering a kept picture means, and why it is done."""
        say = self.context.say
        self._card = QFrame()
        self._card.setProperty("tone", "warning")
        column = QVBoxLayout(self._card)
        column.setContentsMargins(SPACE_XL, SPACE_M, SPACE_XL, SPACE_L)
        column.setSpacing(SPACE_S)
        self._goes = Label("")
        column.addWidget(self._goes)
        column.addWidget(Label(say("evidencepage.why"), "strong"))
        reasons = [(reason, say(f"evidencepage.reason_{reason}")) for reason in REASONS]
        self.reasons = Chips(self.context.theme, reasons, say("evidencepage.why"))
        self.reasons.chosen.connect(lambda _: self._show_state())
        column.addWidget(self.reasons)
        return self._card

    def show_photo(self, jpeg: bytes) -> None:
        """Shows a photo that is not kept yet."""
        self._show(jpeg, is_kept=False)

    def show_kept(self, jpeg: bytes, editions: int) -> None:
        """Shows a photo that is kept.

        Args:
            editions: issued reports that would go with the picture.
        """
        say = self.context.say
        goes = say("evidencepage.goes_with", count=editions) if editions else ""
        self._goes.setText(" ".join(filter(None, (say("evidencepage.goes"), goes))))
        self.reasons.choose(())
        self._show(jpeg, is_kept=True)

    def _show(self, jpeg: bytes, *, is_kept: bool) -> None:
        self._is_kept = is_kept
        self._image = photo(jpeg)
        self.canvas.show_picture(self._image)
        self._help.setVisible(not is_kept)
        self._card.setVisible(is_kept)
        self.keep.setVisible(not is_kept)
        self.replace.setVisible(is_kept)
        self._show_state()

    def focus(self) -> None:
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def marks(self) -> Marks:
        """What was drawn."""
        crop = self.canvas.crop()
        reason = self.reasons.value() if self._is_kept else None
        return Marks(
            None if crop is None else self._box(crop),
            tuple(map(self._box, self.canvas.covers())),
            self.context.say(f"evidencepage.reason_{reason}") if isinstance(reason, str) else "",
        )

    def decide(self) -> None:
        """Hands in what was drawn, if it can be."""
        if (self.replace if self._is_kept else self.keep).isEnabled():
            self.decided.emit(self.marks())

    def _box(self, region: Region) -> Box:
        width, height = self._image.width(), self._image.height()
        return Box(
            region.left / width,
            region.top / height,
            (region.left + region.width) / width,
            (region.top + region.height) / height,
        )

    def _choose_tool(self, tool: object) -> None:
        self.canvas.tool = "crop" if tool == "crop" else "cover"
        self.tools.choose((self.canvas.tool,))

    def _show_state(self) -> None:
        marks = self.marks()
        is_drawn = marks.crop is not None or bool(marks.covers)
        self.remove.setEnabled(is_drawn)
        self.replace.setEnabled(is_drawn and bool(marks.reason))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_K and not self._is_kept:
            self.decide()
        else:
            super().keyPressEvent(event)
