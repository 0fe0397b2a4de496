"""What all typed records share."""

from __future__ import annotations

from fieldapp.base.values import frozen


@frozen(kw_only=True)
class Record:
    """What all records share. `private`: it lives in the log that never leaves the laptop."""

    id: str
    private: bool = False
