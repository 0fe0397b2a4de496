"""Saving a copy of an exhibit, out of the encrypted store."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldapp.case.records import Evidence
from fieldapp.ui.context import Context
from fieldapp.usecases import attaching


def ask(owner: QWidget, context: Context, record: Evidence, mark: str) -> None:
    """Asks where a copy of a kept photo or file is to be saved, and saves it.

    Args:
        mark: what the exhibit is called, for the name of a photo's file.
    """
    place = QStandardPaths.StandardLocation.DocumentsLocation
    name = record.file.rpartition("/")[2] or f"{mark}.jpg"
    dialog = QFileDialog(owner, context.say("evidencepage.save_copy"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setDirectory(QStandardPaths.writableLocation(place))
    dialog.selectFile(name)
    dialog.fileSelected.connect(lambda chosen: _save(owner, context, record.blob, Path(chosen)))
    dialog.open()


def _save(owner: QWidget, context: Context, blob: str, path: Path) -> None:
    text = context.say("evidencepage.copy_saved", name=path.name)
    task = context.desk.run(lambda workspace: attaching.save_copy(workspace, blob, path))
    task.then(owner, lambda _: context.notify("info", text, ()), context.tell)
