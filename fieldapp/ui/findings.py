"""Findings as sentences, for pages that show what was noticed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import message
from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_M, SPACE_S
from fieldapp.ui.widgets.cards import Picture
from fieldapp.ui.widgets.labels import Label
from fieldapp.ui.widgets.layouts import clear

_ICONS = {
    Severity.INFO: "circle-check",
    Severity.WARNING: "triangle-alert",
    Severity.ERROR: "circle-alert",
}


class Findings(QWidget):
    """Findings as sentences, the gravest first; with their places where they have one. Hidden
    while there are none."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE_S)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.hide()

    def show_findings(self, findings: Sequence[Finding], *, in_order: bool = False) -> None:
        """Args: in_order: as they come, because one belongs to the one before."""
        clear(self._column)
        shown = findings if in_order else sorted(findings, key=lambda each: -each.severity)
        for finding in shown:
            self._column.addWidget(self._line(finding))
        self.setVisible(bool(findings))

    def texts(self) -> list[str]:
        """What is said."""
        return [label.text() for label in self.findChildren(Label) if not label.isHidden()]

    def _line(self, finding: Finding) -> QWidget:
        theme = self.context.theme
        colours = {
            Severity.INFO: theme.ok,
            Severity.WARNING: theme.warning,
            Severity.ERROR: theme.danger,
        }
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_M)
        text = message(finding, self.context.lang)
        label = Label(f"{finding.where}  {text}" if finding.where else text)
        picture = Picture(_ICONS[finding.severity], colours[finding.severity])
        picture.setFixedHeight(label.fontMetrics().lineSpacing())
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        return line
