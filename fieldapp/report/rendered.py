"""What setting a document gives; whoever keeps it need not load what sets one."""

from __future__ import annotations

from fieldapp.base.values import frozen


@frozen
class Rendered:
    """A report set. `plain`: only the plain edition could be set."""

    pdf: bytes
    pages: int
    plain: bool
