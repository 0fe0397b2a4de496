"""The case: a log of small immutable changes, and the typed records projected from it. Pure."""
