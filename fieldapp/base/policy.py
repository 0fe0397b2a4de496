"""Policy: what a company sets for all laptops of a team. It only ever narrows what a person may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from fieldapp.base.errors import FieldAppError
from fieldapp.base.values import frozen

FORMAT = "fieldapp-policy/1"
FREE, TEAM, COMPANY = "free", "team", "company"
MOST_MINUTES, MOST_DAYS = 240, 36_500
_MOST_PATHS = 100


class PolicyError(FieldAppError):
    """It is no policy that this version understands."""


@frozen
class Policy:
    """What is not set here, the person decides. What a later version sets besides is not known
    here."""

    lock_minutes: int = 0
    """The workspace is locked after at most so many minutes without anybody; 0: not set."""
    cover: bool = False
    """A talk begins covered."""
    exports: str = FREE
    """`team`: cases leave a laptop for laptops of its team alone, and not as open files."""
    retention: Mapping[str, int] = field(default_factory=dict)
    """Days after which what is private, below a path of a case, is erased from the laptop."""
    read_marks: bool = False
    """Whoever is answered about a report lets it be seen that they have read it. It holds in the
    cases of the team that has set it alone."""
    playbooks: str = FREE
    """`company`: a person's own folder of playbooks and lists is not looked into. What came with
    the program and what the company has given is all there is for a new case; a case that was begun
    with another playbook keeps it, for it carries it along."""

    def narrowed(self, other: Policy) -> Policy:
        """Both at once, as for somebody who is in two teams: the stricter of each."""
        limits = [one for one in (self.lock_minutes, other.lock_minutes) if one]
        paths = self.retention.keys() | other.retention.keys()
        days = {
            path: min(one.retention[path] for one in (self, other) if path in one.retention)
            for path in paths
        }
        return Policy(
            min(limits, default=0),
            self.cover or other.cover,
            TEAM if TEAM in (self.exports, other.exports) else FREE,
            days,
            self.read_marks and other.read_marks,
            COMPANY if COMPANY in (self.playbooks, other.playbooks) else FREE,
        )

    def dump(self) -> bytes:
        """As it travels."""
        content = {
            "format": FORMAT,
            "lock_minutes": self.lock_minutes,
            "cover": self.cover,
            "exports": self.exports,
            "retention": dict(self.retention),
            "read_marks": self.read_marks,
            "playbooks": self.playbooks,
        }
        return json.dumps(content, sort_keys=True).encode()


def read(content: bytes) -> Policy:
    """Raises: PolicyError."""
    try:
        found: Any = json.loads(content)
        if found["format"].partition(".")[0] != FORMAT:
            raise PolicyError("company.policy_newer")
        made = Policy(
            found.get("lock_minutes", 0),
            found.get("cover", False),
            found.get("exports", FREE),
            dict(found.get("retention", {})),
            found.get("read_marks", False),
            found.get("playbooks", FREE),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PolicyError("company.policy_malformed") from error
    if not _is_fitting(made):
        raise PolicyError("company.policy_malformed")
    return made


def _is_fitting(made: Policy) -> bool:
    return (
        _is_number(made.lock_minutes, MOST_MINUTES)
        and isinstance(made.cover, bool)
        and isinstance(made.read_marks, bool)
        and made.exports in (FREE, TEAM)
        and made.playbooks in (FREE, COMPANY)
        and len(made.retention) <= _MOST_PATHS
        and all(
            isinstance(path, str) and path.strip("/") == path != "" and _is_number(days, MOST_DAYS)
            for path, days in made.retention.items()
        )
    )


def _is_number(found: object, most: int) -> bool:
    return type(found) is int and 0 <= found <= most
