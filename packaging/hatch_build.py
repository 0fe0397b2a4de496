"""Build hook: a wheel carries `forms/` and `resources/` inside the package; a checkout needs none.

`fieldapp.base.paths` finds them in either place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class DataHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for name in ("forms", "resources"):
            build_data["force_include"][str(Path(self.root, name))] = f"fieldapp/_data/{name}"
