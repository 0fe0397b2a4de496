"""The batch: frames as they travel together, with the seals that vouch for them.

On the wire a frame is `[raw, [[salt, value], ...]]`, the values sorted by their hash; a seal is
`[place of its head among the frames, key, signature]`, for all else that it signs stands in the
head. Certificates go along as they were made.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fieldapp.case.change import SALT_BYTES, Change, MalformedChange, Value, decode
from fieldapp.case.codec import MAX_BYTES
from fieldapp.case.log import Frame
from fieldapp.case.seal import Seal
from fieldapp.sync import forms
from fieldapp.sync.forms import Misfit

MAX_FRAMES = 4_000
MAX_SEALS = 4_000
MAX_VALUES = 100_000
"""A frame."""
MAX_CERTIFICATES = 60_000
"""So many fit into a message: two for each person of a team, and some."""
MAX_CERTIFICATE = 4 * 1024
MAX_FAREWELL = 32
"""Certificates beside a problem."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Frames in an order in which no effect comes before its cause."""

    frames: tuple[Frame, ...] = ()
    seals: tuple[Seal, ...] = ()
    """Each over one of the frames."""
    certificates: tuple[bytes, ...] = ()

    def plain(self) -> list[Any]:
        """As msgpack takes it. Seals over other changes than these are left out."""
        ids = (hashlib.sha256(frame.raw).digest() for frame in self.frames)
        places = {change: place for place, change in enumerate(ids)}
        return [
            [_plain_frame(frame) for frame in self.frames],
            [
                [places[seal.head], seal.key, seal.signature]
                for seal in self.seals
                if seal.head in places
            ],
            list(self.certificates),
        ]


def _plain_frame(frame: Frame) -> list[Any]:
    return [frame.raw, [[value.salt, value.data] for _, value in sorted(frame.values.items())]]


def _frame(raw: bytes, values: tuple[Value, ...]) -> Frame:
    return Frame(raw, {value.hash: value for value in values})


def _batch(
    frames: tuple[Frame, ...],
    sealed: tuple[tuple[int, bytes, bytes], ...],
    issued: tuple[bytes, ...],
) -> Batch:
    if any(place >= len(frames) for place, _, _ in sealed):
        raise Misfit
    return Batch(frames, tuple(_seals(frames, sealed)), issued)


def _seals(frames: tuple[Frame, ...], sealed: tuple[tuple[int, bytes, bytes], ...]) -> list[Seal]:
    """The seals over frames that are changes; what else the frames are, the door says."""
    heads: Mapping[int, Change] = {
        place: change
        for place in {place for place, _, _ in sealed}
        if (change := _try(frames[place])) is not None
    }
    return [
        Seal(*head.chain, head.seq, head.id, key, signature)
        for place, key, signature in sealed
        if (head := heads.get(place)) is not None
    ]


def _try(frame: Frame) -> Change | None:
    try:
        return decode(frame.raw)
    except MalformedChange:
        return None


certificates = forms.rows(forms.data(MAX_CERTIFICATE), MAX_CERTIFICATES)
farewell = forms.Added(forms.rows(forms.data(MAX_CERTIFICATE), MAX_FAREWELL), default=())
form = forms.row(
    _batch,
    forms.rows(
        forms.row(
            _frame,
            forms.data(MAX_BYTES),
            forms.rows(
                forms.row(Value, forms.binary(SALT_BYTES), forms.data(MAX_BYTES)), MAX_VALUES
            ),
        ),
        MAX_FRAMES,
    ),
    forms.rows(forms.pair(forms.number, forms.binary(32), forms.binary(64)), MAX_SEALS),
    certificates,
)
