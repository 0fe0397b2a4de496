"""The outlook: how many bytes are still to come and to go, as far as anybody has said.

A hub counts the entries of its feed; what they weigh is told by those that have travelled already.
So it is an estimate, good enough to say how long something takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fieldapp.case.log import Frame
from fieldapp.sync.messages import BlobPut, BlobState, Found, PackGet, Packs, Page, Part, Push
from fieldapp.sync.packing import size
from fieldapp.sync.wire import Message

TYPICAL = 500
"""Bytes of a change, while none has been seen."""


@dataclass(slots=True)
class Outlook:
    """What is learnt from questions and their answers, of all spaces of a laptop."""

    held: int = 0
    """Bytes of the file that is being sent which the hub has already."""
    _ahead: dict[bytes, int] = field(default_factory=dict)
    """Space -> entries of its feed that are still to come."""
    _packs: dict[bytes, int] = field(default_factory=dict)
    """Bytes still to come of each pack of a snapshot."""
    _file: int = 0
    """Bytes still to come of the file that is being fetched."""
    _count: int = 0
    _bytes: int = 0
    """Of the changes that have travelled."""

    def note(self, space: bytes, question: Message, answer: Message) -> None:
        """A question was answered."""
        if isinstance(question, Push):
            self._weigh(question.batch.frames)
        match answer:
            case Packs(packs=packs):
                self._packs = {pack.sha256: pack.size for pack in packs}
            case Page(ahead=ahead, batch=batch):
                self._ahead[space] = ahead
                self._weigh(batch.frames)
            case Found(batch=batch):
                self._weigh(batch.frames)
            case Part() if isinstance(question, PackGet):
                self._packs[question.sha256] = answer.size - answer.offset - len(answer.data)
            case Part():
                self._file = answer.size - answer.offset - len(answer.data)
            case BlobState() if isinstance(question, BlobPut):
                self.held = 0 if answer.whole else answer.held

    def weight(self, changes: int) -> int:
        """The bytes that so many changes are likely to have."""
        return changes * (self._bytes // self._count if self._count else TYPICAL)

    @property
    def to_come(self) -> int:
        """Bytes that are still to be fetched."""
        packed = sum(self._packs.values())
        # What packs bring need not be read from the feed; how much that is shows afterwards.
        read = 0 if packed else self.weight(sum(self._ahead.values()))
        return packed + read + self._file

    def _weigh(self, frames: Sequence[Frame]) -> None:
        self._count += len(frames)
        self._bytes += sum(size(frame) for frame in frames)
