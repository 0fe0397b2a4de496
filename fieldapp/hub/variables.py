"""Variables: what whoever runs the hub has set in its environment, or in files named there.

For each variable there is one with `_FILE` behind its name: the path of a file that holds the
value. So secrets come as a container platform, systemd or the agent of a vault hands them out, and
stand in no process's environment. A file is read anew each time it is needed.
"""

from __future__ import annotations

import os
from pathlib import Path

from fieldapp.hub.errors import HubError

_FILE = "_FILE"
_LONGEST = 64 * 1024
"""Bytes of a file."""


def variable(name: str) -> str:
    """A variable's value, without blanks around it; empty where it is not set.

    Raises:
        HubError: it is set in both ways, or its file cannot be read.
    """
    said, path = os.environ.get(name, "").strip(), os.environ.get(name + _FILE, "")
    if not path:
        return said
    if said:
        raise HubError("hub.variable_twice", name=name)
    try:
        with Path(path).open("rb") as file:
            return file.read(_LONGEST).decode("utf-8").strip()
    except (OSError, ValueError) as error:
        raise HubError("hub.variable_unreadable", name=name + _FILE) from error
