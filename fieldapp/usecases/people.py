"""People: what those who write in shared cases are called, as far as this laptop knows.

A change names its author by a random id. A name is learned where somebody gives it: from a contact,
a certificate or a hub. Until then the laptop stands for them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from fieldapp.base.language import Lang, tr
from fieldapp.base.values import frozen
from fieldapp.case.disputes import Hand
from fieldapp.store.workspace import Workspace

_NOTE = "people"


@frozen
class People:
    """Who writes here, and what others are called."""

    author: bytes
    device: bytes
    names: Mapping[bytes, str]

    def who(self, hand: Hand, lang: Lang) -> str:
        """Whose hand it was, in a few words."""
        laptop = hand.device.hex()[:6]
        if hand.author == self.author:
            mine = hand.device == self.device
            return tr("incoming.me" if mine else "incoming.me_elsewhere", lang, laptop=laptop)
        name = self.names.get(hand.author, "")
        return name or tr("incoming.laptop", lang, laptop=laptop)


def people(workspace: Workspace) -> People:
    """Whom this laptop knows."""
    identity = workspace.identity
    return People(identity.author, identity.device, _read(workspace))


def learn(workspace: Workspace, names: Mapping[bytes, str]) -> None:
    """Remembers what people are called; later names replace former ones.

    Args:
        names: by author, as changes name them.
    """
    known = _read(workspace) | {author: name.strip() for author, name in names.items()}
    kept = {author.hex(): name for author, name in sorted(known.items()) if name}
    workspace.put_note(_NOTE, json.dumps(kept, ensure_ascii=False).encode())


def _read(workspace: Workspace) -> dict[bytes, str]:
    note = workspace.note(_NOTE)
    return {bytes.fromhex(author): name for author, name in json.loads(note or b"{}").items()}
