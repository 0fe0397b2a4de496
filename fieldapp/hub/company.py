"""What the company has set for a team: told to its laptops, and held to by the hub itself."""

from __future__ import annotations

from fieldapp.base import policy
from fieldapp.base.policy import Policy
from fieldapp.hub import audit
from fieldapp.hub.node import Node
from fieldapp.sync import notices


def policy_of(node: Node, space: bytes) -> Policy:
    """What is set for a team, within a transaction."""
    content = node.notices.content(space, notices.POLICY, "")
    return policy.read(content) if content else Policy()


def set_policy(node: Node, space: bytes, made: Policy, *, by: bytes = audit.NOBODY) -> None:
    """Sets it within a transaction. What is erased from laptops after some days is erased
    everywhere by then.

    Raises:
        PolicyError, HubError: it is none; nothing was set.
    """
    content = made.dump()
    policy.read(content)
    former = policy_of(node, space).retention
    node.notices.give(space, notices.POLICY, "", content, by=by)
    for path in former.keys() - made.retention.keys():
        node.keeping.set_retention(space, path, 0, by=by)
    for path, days in made.retention.items():
        node.keeping.set_retention(space, path, days, by=by)
