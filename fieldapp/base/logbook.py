"""The logbook: what the program noticed, in codes alone, so that it may be shown to anybody.

A line holds the time, the level, which module spoke, its message as it stands in our source (what
would be filled in is left out), and of an error its types and the lines of our source it passed. An
error's own text is never written: it may quote what somebody typed.
"""

from __future__ import annotations

import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from fieldapp.base import paths
from fieldapp.base.errors import FieldAppError

OURS = "fieldapp"
FILE = "fieldapp.log"
_BYTES, _FILES = 200_000, 2
_PLAIN = re.compile(r"[A-Za-z0-9 ,;:.%_()-]{1,120}\Z", re.ASCII)
_MOST_CAUSES = 5


class Codes(logging.Formatter):
    """Makes the line of a record."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        said = record.msg if isinstance(record.msg, str) and _PLAIN.match(record.msg) else "-"
        line = f"{at:%Y-%m-%dT%H:%M:%SZ} {record.levelname} {record.name} {said}"
        return line + codes(record)


class Logbook(logging.Handler):
    """The file, begun anew when it is full. A disk that cannot be written is no reason to disturb
    anybody. What writes it is loaded with the first line: as a rule there is none.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file: logging.Handler | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if self._file is None:
            from logging.handlers import RotatingFileHandler

            self._file = RotatingFileHandler(
                self._path, maxBytes=_BYTES, backupCount=_FILES, encoding="ascii", delay=True
            )
            self._file.setFormatter(Codes())
            self._file.handleError = lambda record: None  # type: ignore[method-assign]
        self._file.emit(record)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()


def place() -> Path:
    """The folder of the logbook: on this laptop, outside every workspace."""
    return paths.state_dir() / "log"


def start(folder: Path | None = None) -> logging.Handler:
    """Begins to keep the logbook for all of our modules, until the handler is closed."""
    folder = folder or place()
    logger = logging.getLogger(OURS)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = Logbook(folder / FILE)
    except OSError:
        handler = logging.NullHandler()
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return handler


def tail(lines: int, folder: Path | None = None) -> list[str]:
    """The last lines; none where there is no logbook."""
    try:
        text = ((folder or place()) / FILE).read_text(encoding="ascii", errors="replace")
    except OSError:
        return []
    return text.splitlines()[-lines:]


def codes(record: logging.LogRecord) -> str:
    """What the line of a record says of its error; that of one from our other process is made."""
    if record.exc_info and record.exc_info[1] is not None:
        return "".join(f" | {part}" for part in _errors(record.exc_info[1]))
    return str(getattr(record, "codes", ""))


def _errors(error: BaseException) -> list[str]:
    """An error and what caused it: `ValueError at case/typed.py:60`."""
    found: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(found) < _MOST_CAUSES:
        name = cause.finding.code if isinstance(cause, FieldAppError) else type(cause).__name__
        found.append(" at ".join((name, *_places(cause.__traceback__))))
        cause = cause.__cause__ or cause.__context__
    return found


def _places(trace: TracebackType | None) -> list[str]:
    """The lines of our own source that an error passed, the latest first."""
    package = Path(__file__).resolve().parent.parent
    places = []
    for frame in reversed(traceback.extract_tb(trace)):
        path = Path(frame.filename)
        if path.is_relative_to(package):
            places.append(f"{path.relative_to(package).as_posix()}:{frame.lineno}")
    return places
