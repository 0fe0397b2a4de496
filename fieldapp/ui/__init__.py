"""The window: shows how a case stands and says what the person wants; the work is elsewhere."""

import builtins

import PySide6  # noqa: F401 - what it does to imports is undone below

# PySide6 reads the source of every module that is imported after it, to see whether it asks for
# `from __feature__ import ...`. None does; it made the start longer by a tenth, and kept ten
# megabytes of source text in memory.
builtins.__import__ = builtins.__dict__.get("__orig_import__", builtins.__import__)
