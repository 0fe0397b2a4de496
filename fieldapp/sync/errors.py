"""What can go wrong between a laptop and a hub."""

from __future__ import annotations

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding


class SyncError(FieldAppError):
    """Something about an exchange. Nothing that was written is lost by it."""


class WireError(SyncError):
    """The bytes are not a message within the limits."""


class UnreachableError(SyncError):
    """The hub does not answer; whoever carries the messages raises it."""


class RefusedError(SyncError):
    """The hub will not do it; its finding says why."""

    def __init__(self, finding: Finding, wait: float = 0.0) -> None:
        """`wait`: seconds after which the hub wants to be asked again."""
        super().__init__(finding.code)
        self.finding = finding
        self.wait = wait


class BlobUnreadableError(SyncError):
    """A photo or file is damaged here, or what came is not what its name says."""


class AnswerError(SyncError):
    """The hub answers something that does not fit what was asked."""
