"""Papers: PDFs printed and saved, files and folders opened with the system's own programs."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.tasks import Task
from fieldapp.usecases import preview
from fieldapp.usecases.preview import PagePicture

PRINT_DPI = 200


def open_path(path: Path) -> bool:
    """Opens a file or folder with whatever program the system has for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def ask_pdf(owner: QWidget, title: str, stem: str) -> Path | None:
    """Where a PDF is to be saved, asked of the person; in their documents unless they say so."""
    return ask_where(owner, title, f"{stem}.pdf", "PDF (*.pdf)")


def ask_calendar(owner: QWidget, title: str, stem: str) -> Path | None:
    """The same for a calendar file."""
    return ask_where(owner, title, f"{stem}.ics", "iCalendar (*.ics)")


def with_ending(path: Path, ending: str = ".pdf") -> Path:
    """The same name with an ending, as a rule that of a PDF."""
    return path if path.suffix.lower() == ending else path.with_name(f"{path.name}{ending}")


def ask_where(owner: QWidget, title: str, name: str, kind: str) -> Path | None:
    """Where a file is to be saved; it gets the ending of the name that is proposed."""
    place = QStandardPaths.StandardLocation.DocumentsLocation
    proposed = Path(QStandardPaths.writableLocation(place)) / name
    chosen, _ = QFileDialog.getSaveFileName(owner, title, str(proposed), kind)
    return with_ending(Path(chosen), proposed.suffix) if chosen else None


def ask_and_print(owner: QWidget, context: Context, pdf: bytes) -> None:
    """Asks for the printer and prints; the pages are drawn aside."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    if QPrintDialog(printer, owner).exec():
        print_on(printer, owner, context, pdf)


def print_on(printer: QPrinter, owner: QWidget, context: Context, pdf: bytes) -> None:
    """Draws every page aside, then prints them one after the other."""

    def work(task: Task[list[PagePicture]]) -> list[PagePicture]:
        pages = []
        sizes = preview.page_sizes(pdf)
        for number, size in enumerate(sizes):
            task.check(number, len(sizes))
            pages.append(preview.page_picture(pdf, number, round(size.width / 72 * PRINT_DPI)))
        return pages

    task = context.desk.aside(work)
    task.then(owner, lambda pages: _paint(printer, pages), context.tell)
    context.watch(task, "shell.printing")


def _paint(printer: QPrinter, pages: list[PagePicture]) -> None:
    """Each page as large as the paper allows; the paper is the printer's."""
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    painter = QPainter(printer)
    for place, page in enumerate(pages):
        if place:
            printer.newPage()
        shape = QImage.Format.Format_RGB888
        image = QImage(page.rgb, page.width, page.height, page.stride, shape)
        painter.drawImage(0, 0, image.scaled(painter.viewport().size(), keep, smooth))
    painter.end()


def tell_saved(context: Context, path: Path) -> None:
    """Says that a file is there, and offers to open it or its folder."""
    say = context.say
    actions = (
        (say("reportpage.open_file"), partial(open_path, path)),
        (say("reportpage.open_folder"), partial(open_path, path.parent)),
    )
    context.notify("ok", say("reportpage.saved_as", name=path.name), actions)
