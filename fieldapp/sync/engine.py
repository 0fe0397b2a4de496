"""The engine: what to ask a hub next, for all spaces of a laptop. It opens no connection itself.

Whoever carries messages asks `next()`, carries the question, and gives back what came of it with
`answer` or `fail`. Each errand (reading, sending, comparing, photos) goes its own way: one that
fails waits and tries again, and the others go on. All that is learnt lies in the laptop's store, so
an engine may be dropped between any two messages, and a new one goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.sync import blobs, comparison, exchange, snapshots
from fieldapp.sync.backoff import BackOff, Chance
from fieldapp.sync.batch import Batch
from fieldapp.sync.errors import AnswerError, RefusedError, SyncError, WireError
from fieldapp.sync.exchange import OTHER_FEED, Exchange
from fieldapp.sync.local import Local
from fieldapp.sync.messages import BlobPut, Found, Noted, Page, Part, Problem, Push, Report
from fieldapp.sync.outlook import Outlook
from fieldapp.sync.packing import size
from fieldapp.sync.wire import Message

Now = Callable[[], float]
"""Seconds on a clock that never goes back."""
REST = 60.0
"""Seconds from the end of an errand to its next beginning, if nothing wakes it before."""


def _read(local: Local, space: bytes) -> Exchange:
    if local.cursor(space).seq == 0 and not local.scope(space).is_narrow:
        # What packs do not bring, the feed does.
        with suppress(AnswerError, RefusedError, WireError):
            yield from snapshots.bootstrap(local, space)
    yield from exchange.pull(local, space)


def _send(local: Local, space: bytes) -> Exchange:
    """What the hub has already need not be sent: where that is doubtful, it is asked first."""
    for record in local.reports(space):
        # A hub that does not know of such things is told again another time.
        with suppress(AnswerError, RefusedError):
            exchange.expect((yield Report(record=record)), Noted)
            local.reported(space, record)
    problem = yield from _compare(local, space)
    yield from exchange.push(local, space, waits=True)
    if problem is None and local.is_due(space):
        # The hub lacks what was before some of it. Comparing offers that too, as far as it is here
        # and the hub may take it; what is held back even then goes all the same.
        problem = yield from _compare(local, space)
        held = yield from exchange.push(local, space, waits=True)
        while held and problem is None:
            held = yield from exchange.push_without_causes(local, space, held)
    if problem is not None:
        raise problem


def _compare(
    local: Local, space: bytes
) -> Generator[Message, Message, AnswerError | RefusedError | None]:
    """Compares if it is due.

    Returns:
        Why that was not possible; it stays due.
    """
    if local.is_due(space):
        try:
            yield from comparison.compare(local, space)
        except (AnswerError, RefusedError) as error:
            return error
    return None


ERRANDS: dict[str, Callable[[Local, bytes], Exchange]] = {
    "read": _read,
    "send": _send,
    "send_files": blobs.send,
    "fetch_files": blobs.fetch,
}
_FOLLOWING = {"read": ("send", "fetch_files"), "send": ("send_files",)}
"""What an errand has done may give these something to do."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to carry."""

    errand: str
    space: bytes
    message: Message
    ticket: int


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to ask before a moment; None while only answers are waited for."""

    until: float | None


@dataclass(slots=True)
class _Errand:
    name: str
    space: bytes
    backoff: BackOff
    due: float
    running: Exchange | None = None
    question: Message | None = None
    """What it asks next."""
    ticket: int | None = None
    """Of the question that is out."""
    finding: Finding | None = None
    """Why it failed the last time."""
    is_again: bool = False
    """Once it is done it begins again: it was wanted while it was running."""

    def want(self, now: float) -> None:
        """Begins now, or again as soon as it is done."""
        self.due = min(self.due, now)
        self.is_again = self.running is not None


@dataclass(slots=True)
class Traffic:
    """Bytes of changes and files that have travelled, without what carries them."""

    sent: int = 0
    received: int = 0


class Engine:
    """All errands of a laptop with one hub.

    Args:
        now: a clock that never goes back; the laptop's own may be years off.
    """

    def __init__(self, local: Local, spaces: Iterable[bytes], now: Now, chance: Chance) -> None:
        self.traffic = Traffic()
        self.outlook = Outlook()
        self._local = local
        self._now = now
        self._chance = chance
        self._tickets = 0
        self._errands = deque(
            _Errand(name, space, BackOff(chance), now()) for space in spaces for name in ERRANDS
        )

    def next(self) -> Ask | Rest:
        """The next question, or how long there is none. Several may be out at a time, one of each
        errand."""
        for _ in range(len(self._errands)):
            errand = self._errands[0]
            self._errands.rotate(-1)
            if errand.running is None and errand.due <= self._now():
                errand.running = ERRANDS[errand.name](self._local, errand.space)
                self._go_on(errand, None)
            if errand.question is not None:
                return self._ask(errand, errand.question)
        idle = [errand.due for errand in self._errands if errand.running is None]
        return Rest(min(idle, default=None))

    def answer(self, ask: Ask, message: Message) -> None:
        """Takes the answer to a question; one that comes twice or too late is ignored."""
        if errand := self._errand(ask):
            self.traffic.sent += payload(ask.message)
            self.traffic.received += payload(message)
            self.outlook.note(ask.space, ask.message, message)
            if isinstance(message, Problem):
                self.learn(ask.space, message.certificates)
            if isinstance(message, Problem) and message.code == OTHER_FEED:
                self._begin_anew(errand, message)
            else:
                self._go_on(errand, message)

    def learn(self, space: bytes, certificates: tuple[bytes, ...]) -> None:
        """Keeps what stood beside a problem: the laptop belongs to the space no more. Whoever says
        so, the certificates prove it or are none of the space. What cannot be kept now will be told
        again."""
        if not certificates:
            return
        with suppress(FieldAppError):
            batch = Batch(certificates=certificates)
            exchange.take_in(self._local, space, batch, is_on_hub=True)

    def fail(self, ask: Ask, error: SyncError) -> None:
        """Says that a question found no answer; its errand tries again later."""
        if errand := self._errand(ask):
            self._end(errand, error)

    def wake(self, *names: str) -> None:
        """Begins these errands now, or all: something was written, or the network is back."""
        for errand in self._errands:
            if errand.name in names or not names:
                errand.want(self._now())

    def findings(self) -> dict[tuple[bytes, str], Finding]:
        """What keeps errands from being done, by space and errand."""
        found = ((errand, errand.finding) for errand in self._errands)
        return {(e.space, e.name): finding for e, finding in found if finding is not None}

    def _ask(self, errand: _Errand, question: Message) -> Ask:
        self._tickets += 1
        errand.ticket, errand.question = self._tickets, None
        return Ask(errand.name, errand.space, question, self._tickets)

    def _errand(self, ask: Ask) -> _Errand | None:
        """The errand that waits for this question's answer."""
        return next((errand for errand in self._errands if errand.ticket == ask.ticket), None)

    def _go_on(self, errand: _Errand, message: Message | None) -> None:
        errand.ticket = None
        try:
            if errand.running is not None:
                # The first `send` of a generator begins it, and takes None alone.
                errand.question = errand.running.send(cast(Message, message))
        except StopIteration:
            self._end(errand, None)
        except FieldAppError as error:
            self._end(errand, error)

    def _begin_anew(self, errand: _Errand, problem: Problem) -> None:
        """Whatever is under way in the space speaks of a feed that is no more."""
        error: FieldAppError = SyncError(OTHER_FEED)
        try:
            self._local.begin_anew(errand.space, problem.cursor)
        except FieldAppError as failed:
            error = failed
        for other in self._errands:
            if other.space == errand.space:
                self._end(other, error)

    def _end(self, errand: _Errand, error: FieldAppError | None) -> None:
        """The errand is done, or has failed; the next one begins with nothing but the store."""
        if errand.running is not None:
            errand.running.close()
        errand.running = errand.question = errand.ticket = None
        if error is None:
            errand.backoff.succeeded()
            errand.finding = None
            rest = 0.0 if errand.is_again else REST * (0.5 + self._chance())
            errand.due = self._now() + rest
            for other in self._errands:
                is_next = other.name in _FOLLOWING.get(errand.name, ())
                # One that failed waits for its time all the same.
                if is_next and other.space == errand.space and other.finding is None:
                    other.want(self._now())
        else:
            wait = error.wait if isinstance(error, RefusedError) else 0.0
            errand.finding = error.finding
            errand.due = self._now() + errand.backoff.failed(wait)
        errand.is_again = False


def payload(message: Message) -> int:
    """The bytes of changes or of a file in a message."""
    match message:
        case Push(batch=batch) | Page(batch=batch) | Found(batch=batch):
            return sum(size(frame) for frame in batch.frames)
        case BlobPut(data=data) | Part(data=data):
            return len(data)
    return 0
