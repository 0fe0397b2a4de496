"""The certificates of this laptop's teams, as they are kept in the workspace."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from fieldapp.store.workspace import Workspace
from fieldapp.sync.roster import Roster


class Rosters:
    """Each team's roster, made anew only where certificates have come otherwise than by `keep`. It
    belongs to the workspace's thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._made: dict[bytes, tuple[int, Roster]] = {}
        """With how many certificates it was made of."""

    def of(self, space: bytes) -> Roster:
        # Another program may have taken certificates in, or a transaction have failed.
        spaces = self._workspace.parts.spaces
        count = spaces.count_certificates(space)
        known, roster = self._made.get(space, (-1, Roster(space)))
        if known != count:
            roster = Roster(space)
            roster.add(spaces.certificates(space))
            self._made[space] = (count, roster)
        return roster

    def keep(self, space: bytes, certificates: Collection[bytes]) -> None:
        """Writes certificates that the team's roster has taken in already, within the caller's
        transaction."""
        spaces = self._workspace.parts.spaces
        before = spaces.count_certificates(space)
        spaces.put_certificates(
            space, ((hashlib.sha256(raw).digest(), raw) for raw in certificates)
        )
        known, roster = self._made.get(space, (-1, None))
        if roster is not None and known == before:
            self._made[space] = (spaces.count_certificates(space), roster)
