"""The read-back: a calm screen turned to the customer, in the customer's language."""

from fieldapp.ui.pages.readback.page import ReadbackPage

__all__ = ["ReadbackPage"]
