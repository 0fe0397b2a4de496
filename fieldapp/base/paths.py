"""Where our files lie: in a checkout, an installed wheel or a frozen build."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path


@cache
def data_dir() -> Path:
    """The folder that holds `forms/` and `resources/`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).resolve().parent.parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [Path(frozen)] if frozen else []
    candidates += [package / "_data", package.parent]
    for candidate in candidates:
        if (candidate / "forms").is_dir() and (candidate / "resources").is_dir():
            return candidate
    raise FileNotFoundError(f"forms/ and resources/ not found beside {package}")


def forms(*parts: str) -> Path:
    """A file or folder of the built-in forms, such as `forms("playbooks")`."""
    return data_dir().joinpath("forms", *parts)


def resources(*parts: str) -> Path:
    """A file or folder of the built-in resources, such as `resources("fonts")`."""
    return data_dir().joinpath("resources", *parts)


def default_workspace() -> Path:
    """The person's own workspace: `FIELDAPP_WORKSPACE`, else the platform's place."""
    if named := os.environ.get("FIELDAPP_WORKSPACE"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("FieldApp", appauthor=False) / "workspace"


def default_hub() -> Path:
    """Where a hub keeps its data: `FIELDAPP_HUB`, else the platform's place."""
    if named := os.environ.get("FIELDAPP_HUB"):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("FieldApp", appauthor=False) / "hub"


def cache_dir() -> Path:
    """Where files may lie that can be made again at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("FieldApp", appauthor=False)


def state_dir() -> Path:
    """Where this laptop remembers what must not travel with a workspace."""
    from platformdirs import user_state_path

    return user_state_path("FieldApp", appauthor=False)


def config_dir() -> Path:
    """Where the person's settings lie: `FIELDAPP_CONFIG`, else the platform's place."""
    if named := os.environ.get("FIELDAPP_CONFIG"):
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("FieldApp", appauthor=False)


def company(*parts: str) -> Path:
    """Where it stands what the company has given this laptop and set for it. Made anew whenever the
    workspace is opened; it need not exist. Laid out as the built-in forms, but for `ready/`.
    """
    return config_dir().joinpath("company", *parts)


def own_playbooks(chosen: Path | None = None) -> Path:
    """Where a person's or company's own playbooks lie: `FIELDAPP_PLAYBOOKS`, else the folder they
    have chosen, else our data folder.

    Laid out as the built-in forms: `playbooks/`, `fields/`, `scales/`. It need not exist.
    """
    if named := os.environ.get("FIELDAPP_PLAYBOOKS"):
        return Path(named)
    if chosen is not None:
        return chosen
    from platformdirs import user_data_path

    return user_data_path("FieldApp", appauthor=False) / "forms"
