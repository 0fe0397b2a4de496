"""What making or reading a report may raise."""

from __future__ import annotations

from fieldapp.base.errors import FieldAppError


class ReportError(FieldAppError):
    """A report, or frozen content, cannot be used."""


class CarrierError(ReportError):
    """A PDF does not give up a case."""


class SigningError(ReportError):
    """A PDF cannot be signed; it is as it was."""
