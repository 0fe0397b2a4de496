"""A signature told at a glance, with nothing loaded that could verify it."""

TRACE = b"/ByteRange"
"""What a file holds that is, or was, signed."""


def bears_a_signature(pdf: bytes) -> bool:
    """Whether there is a signature in a PDF, or a trace of one, whatever it is worth: see
    `verifying.verify`."""
    return TRACE in pdf
