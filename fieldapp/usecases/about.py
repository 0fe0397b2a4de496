"""About: which version this is, on what it runs under which licences, which playbooks it has."""

from __future__ import annotations

import json
import platform
from dataclasses import dataclass

import fieldapp
from fieldapp.base import paths
from fieldapp.base.findings import Finding
from fieldapp.base.language import Text
from fieldapp.playbook.library import Library

LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class Component:
    """Somebody else's work. `version` is empty where it does not say; `licence` is an SPDX name."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True)
class PlaybookVersion:
    """A playbook at hand. `version` is the beginning of the SHA-256 of its compiled form."""

    id: str
    title: Text
    version: str
    is_built_in: bool


@dataclass(frozen=True, slots=True)
class About:
    version: str
    python: str
    playbooks: tuple[PlaybookVersion, ...]
    findings: tuple[Finding, ...]
    """Why playbooks were left out."""


def about(library: Library) -> About:
    """What can be said of this installation, in a checkout, a wheel and a frozen build alike."""
    return About(
        fieldapp.__version__,
        platform.python_version(),
        tuple(
            PlaybookVersion(one.id, one.title, one.version[:12], library.is_built_in(one.id))
            for one in library.playbooks
        ),
        library.findings,
    )


def components() -> tuple[Component, ...]:
    """What is installed here of what we run on, then what lies inside it.

    A frozen build may not know its packages' versions; then all are named that may be in it.
    """
    document = json.loads(paths.resources("licences.json").read_bytes())
    packages = {name: (_version(name), spdx) for name, spdx in document["packages"].items()}
    if any(found for found, _ in packages.values()):
        packages = {name: known for name, known in packages.items() if known[0]}
    found = [Component(name, number, spdx) for name, (number, spdx) in packages.items()]
    found += [Component(name, "", spdx) for name, spdx in document["contained"].items()]
    return tuple(found)


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""
