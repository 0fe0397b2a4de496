"""The pages of a report as they will be printed, each drawn when it comes into view."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fieldapp.ui.context import Context
from fieldapp.ui.theme.tokens import SPACE_L, SPACE_M, Theme
from fieldapp.ui.widgets.cards import EmptyState
from fieldapp.ui.widgets.layouts import discard
from fieldapp.ui.widgets.scrolling import Reading
from fieldapp.usecases.preview import PagePicture, PageSize, page_picture, page_sizes

WIDEST = 900


class PageView(QWidget):
    """One page; blank until its picture has come."""

    def __init__(self, theme: Theme, size: PageSize, name: str) -> None:
        super().__init__()
        self.theme, self._size = theme, size
        self.image: QImage | None = None
        self.asked = 0
        self.setAccessibleName(name)

    def fit(self, width: int) -> None:
        self.setFixedSize(width, round(width * self._size.height / self._size.width))

    def sizeHint(self) -> QSize:
        return self.size()

    def show_picture(self, picture: PagePicture) -> None:
        shape = QImage.Format.Format_RGB888
        image = QImage(picture.rgb, picture.width, picture.height, picture.stride, shape).copy()
        self.image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#ffffff"))
        if self.image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self.image)
        painter.setPen(QColor(self.theme.line))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Preview(Reading):
    """Scrolls through the pages of a PDF."""

    def __init__(self, context: Context) -> None:
        super().__init__(context.say("reportpage.preview"))
        self.context = context
        self.pdf = b""
        self._pages: list[PageView] = []
        self._inside = QWidget()
        self._inside.setProperty("kind", "page")
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(SPACE_L, SPACE_L, SPACE_L, SPACE_L)
        self._column.setSpacing(SPACE_M)
        self._column.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        waiting = context.say("reportpage.preview_waiting")
        self._empty = EmptyState(context.theme, "file-text", waiting, "")
        self._column.addWidget(self._empty)
        self.setWidget(self._inside)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._draw_seen())
        self._settled = QTimer(self, singleShot=True, interval=120)
        self._settled.timeout.connect(self._draw_seen)

    def show_pdf(self, pdf: bytes) -> None:
        """Shows other pages; where one was looking stays in view."""
        if pdf == self.pdf:
            return
        self.pdf = pdf
        self.context.desk.aside(lambda _: page_sizes(pdf)).then(
            self, lambda sizes: self._lay_out(pdf, sizes), self.context.tell
        )

    def _lay_out(self, pdf: bytes, sizes: tuple[PageSize, ...]) -> None:
        if pdf != self.pdf:
            return
        self._empty.hide()
        place = self.verticalScrollBar().value()
        former = self._pages
        self._pages = []
        for number, size in enumerate(sizes):
            name = self.context.say("reportpage.page", number=number + 1, total=len(sizes))
            page = PageView(self.context.theme, size, name)
            if number < len(former):
                page.image = former[number].image
            self._column.addWidget(page)
            self._pages.append(page)
        for page in former:
            discard(page)
        self._fit()
        self.verticalScrollBar().setValue(place)
        self._settled.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self._settled.start()

    def _fit(self) -> None:
        width = min(self.viewport().width() - 2 * SPACE_L, WIDEST)
        for page in self._pages:
            page.fit(max(width, 120))

    def _draw_seen(self) -> None:
        """Asks for the pictures of the pages that are in view, and the next."""
        top = self.verticalScrollBar().value()
        bottom = top + 2 * self.viewport().height()
        for number, page in enumerate(self._pages):
            if page.y() <= bottom and page.y() + page.height() >= top:
                self._draw(number, page)

    def _draw(self, number: int, page: PageView) -> None:
        width = round(page.width() * self.devicePixelRatio())
        if page.asked == width:
            return
        page.asked, pdf = width, self.pdf
        work = self.context.desk.aside(lambda _: page_picture(pdf, number, width))
        work.then(page, page.show_picture, self.context.tell)
