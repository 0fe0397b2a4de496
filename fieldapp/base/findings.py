"""Findings: what a lower layer reports. A code and parameters, never a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import IntEnum

from fieldapp.base.values import frozen


class Severity(IntEnum):
    """How much a finding weighs; higher is graver."""

    INFO = 1
    WARNING = 2
    ERROR = 3


@frozen
class Finding:
    """One thing noticed.

    `code` is `package.name` (`case.unknown_key`); the package names the message catalogue, see
    `fieldapp.base.language.message`. `where` locates it for a person: a path in a case
    (`statements/s1/text`) or a place in a file (`pacts.yaml:12`).
    """

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    where: str = ""
    severity: Severity = Severity.ERROR
