"""What a person or laptop may be told by the hub besides what syncing says."""

from __future__ import annotations

from fieldapp.base.errors import FieldAppError


class HubError(FieldAppError):
    """What was asked for cannot be done; nothing was changed."""


class RefusalError(HubError):
    """A request is not answered. Who may not know of something is told that it is not there."""


class NotFoundError(HubError):
    """There is none of that name."""


class WaitError(RefusalError):
    """One request too many. `seconds`: after which the next one may come."""

    def __init__(self, seconds: int) -> None:
        super().__init__("hub.too_many", seconds=seconds)
        self.seconds = seconds
