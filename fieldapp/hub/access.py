"""Access: the one module that decides who may do what.

Every route of the API names an operation; one that is not in `RULES` is not served. What a caller
may not do, and what they may not know of, is answered as if it were not there.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum, auto
from types import MappingProxyType

from fieldapp.hub.errors import RefusalError
from fieldapp.hub.tokens import Caller
from fieldapp.sync.certificates import ADMINISTRATOR, ENGINEER, REVIEWERS, SUPERVISOR
from fieldapp.sync.messages import MAX_PART
from fieldapp.sync.wire import MAX_PACKED

EVERYBODY = frozenset({ENGINEER, SUPERVISOR, ADMINISTRATOR})
_ADMINISTRATORS = frozenset({ADMINISTRATOR})


class By(Enum):
    """What kind of token an operation takes."""

    ANYTHING = auto()
    """None at all."""
    LAPTOP = auto()
    SESSION = auto()
    EITHER = auto()


class Of(Enum):
    """Whose things an operation is about."""

    SPACE = auto()
    OWN = auto()
    """The caller's own; administrators' may be anybody's of the space."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do something. `cost`: requests it counts as; `most`: bytes it may send; `is_use`:
    whether it keeps a session from ending; `is_patient`: whether nobody waits for its answer."""

    by: By
    roles: frozenset[str] = EVERYBODY
    of: Of = Of.SPACE
    cost: float = 1.0
    most: int = 32 * 1024
    is_use: bool = True
    is_patient: bool = False


_SYNC = Rule(By.LAPTOP, is_patient=True)
_SYNC_MESSAGE = Rule(By.LAPTOP, most=MAX_PACKED, is_patient=True)
_FILE = Rule(By.LAPTOP)
"""It takes the storage's time rather than the processor's."""
_MINE = Rule(By.EITHER, of=Of.OWN)
_PAGE = Rule(By.ANYTHING)
_REVIEW = Rule(By.SESSION, frozenset(REVIEWERS))
_DECIDE = Rule(By.SESSION, frozenset(REVIEWERS), most=512 * 1024)
_ADMINISTER = Rule(By.SESSION, _ADMINISTRATORS)
RULES = MappingProxyType(
    {
        "health": Rule(By.ANYTHING),
        "enrol": Rule(By.ANYTHING, cost=10),
        "renew_token": Rule(By.ANYTHING, cost=10),
        "begin_session": Rule(By.ANYTHING, cost=10),
        "set_password": Rule(By.ANYTHING, cost=10),
        # Syncing
        "pull": _SYNC,
        "push": _SYNC_MESSAGE,
        "have": _SYNC_MESSAGE,
        "want": _SYNC_MESSAGE,
        "blob_state": _FILE,
        "blob_get": _FILE,
        "blob_put": Rule(By.LAPTOP, most=MAX_PART),
        "snapshot": _SYNC,
        "pack": _FILE,
        "report": _SYNC,
        # What is one's own
        "end_session": Rule(By.SESSION),
        "list_devices": _MINE,
        "revoke_device": _MINE,
        "export_person": Rule(By.SESSION, of=Of.OWN, cost=10),
        # The supervisors' inbox
        "web_home": _PAGE,
        "web_static": _PAGE,
        "web_signin": _PAGE,
        "web_begin": Rule(By.ANYTHING, cost=10),
        "web_first": _PAGE,
        "web_set_first": Rule(By.ANYTHING, cost=10),
        "web_second": _PAGE,
        "web_show_second": Rule(By.ANYTHING, cost=10),
        "web_new_second": _PAGE,
        "web_set_new_second": Rule(By.ANYTHING, cost=10),
        "web_company": Rule(By.ANYTHING, cost=10),
        "web_company_back": Rule(By.ANYTHING, cost=10),
        "web_end": _REVIEW,
        "web_account": _REVIEW,
        "web_set_account": _REVIEW,
        "web_password": _REVIEW,
        "web_set_password": Rule(By.SESSION, frozenset(REVIEWERS), cost=10),
        "web_sessions": _REVIEW,
        "web_end_sessions": Rule(By.SESSION, frozenset(REVIEWERS), cost=10),
        "web_own_second": _REVIEW,
        "web_set_own_second": Rule(By.SESSION, frozenset(REVIEWERS), cost=10),
        "web_alive": Rule(By.SESSION, frozenset(REVIEWERS), is_use=False),
        "web_used": _REVIEW,
        "web_inbox": _REVIEW,
        "web_search": _REVIEW,
        "web_team": _REVIEW,
        "web_team_file": Rule(By.SESSION, frozenset(REVIEWERS), cost=5),
        "web_team_lessons": Rule(By.SESSION, frozenset(REVIEWERS), cost=5),
        "web_report": _REVIEW,
        "web_pdf": Rule(By.SESSION, frozenset(REVIEWERS), cost=5),
        "web_evidence": _REVIEW,
        "web_signatures": Rule(By.SESSION, frozenset(REVIEWERS), cost=5),
        "web_decide": _DECIDE,
        "web_undo": _REVIEW,
        "web_several": _REVIEW,
        "web_crm": _REVIEW,
        "web_crm_again": _REVIEW,
        "web_crm_again_one": _REVIEW,
        # What administrators do
        "list_accounts": _ADMINISTER,
        "add_account": _ADMINISTER,
        "make_code": _ADMINISTER,
        "give_password": _ADMINISTER,
        "end_sessions": _ADMINISTER,
        "remove_second": _ADMINISTER,
        "end_account": _ADMINISTER,
        "move_case": _ADMINISTER,
        "hand_on_case": _ADMINISTER,
        "list_notices": _ADMINISTER,
        "list_stock": _ADMINISTER,
        "give_notice": _ADMINISTER,
        "withdraw_notice": _ADMINISTER,
        "get_policy": _ADMINISTER,
        "set_policy": _ADMINISTER,
        "list_holds": _ADMINISTER,
        "set_hold": _ADMINISTER,
        "end_hold": _ADMINISTER,
        "list_retention": _ADMINISTER,
        "set_retention": _ADMINISTER,
        "export_audit": Rule(By.SESSION, _ADMINISTRATORS, cost=10),
    }
)


def decide(operation: str, caller: Caller | None, owner: bytes | None = None) -> None:
    """Lets a caller do something, or raises.

    Args:
        owner: the account whose thing it is about, the caller's where it is nobody's; None where
            there is no such thing in the space.

    Raises:
        RefusalError: `hub.not_found` for whatever the caller may not know of.
    """
    rule = RULES.get(operation)
    if rule is None:
        raise RefusalError("hub.not_found")
    if rule.by is By.ANYTHING:
        return
    if caller is None:
        raise RefusalError("sync.token_unknown")
    is_fitting = rule.by is By.EITHER or (caller.device is not None) is (rule.by is By.LAPTOP)
    if not is_fitting or caller.role not in rule.roles:
        raise RefusalError("hub.not_found")
    if owner is None or (
        rule.of is Of.OWN and owner != caller.account and caller.role != ADMINISTRATOR
    ):
        raise RefusalError("hub.not_found")


def may_hand_on(roles: Collection[str], *, owns: bool, is_member: bool) -> bool:
    """Whether somebody may give a case to somebody else of a team, or move it there.

    Args:
        roles: those they have now in the team the case is of.
        owns: they have begun the case, or were given it.
        is_member: they belong to the team that it goes to.
    """
    if not roles:
        return False
    return not set(roles).isdisjoint(REVIEWERS) or (owns and is_member)
