"""Contacts: whom bundles may be encrypted to, and from whom they may come.

A contact is a laptop's public key, with its person's name. It comes as a small file by any way; the
two people compare its words over the telephone. Laptops of one's own team are known by the team's
certificates and need no file.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fieldapp.base.language import Lang, tr
from fieldapp.base.values import frozen
from fieldapp.case import codec, seal
from fieldapp.store.workspace import Workspace
from fieldapp.sync.certificates import HUB, DeviceCertificate
from fieldapp.sync.errors import SyncError
from fieldapp.sync.roster import Roster
from fieldapp.usecases import people
from fieldapp.usecases.outputs import write_file

FORMAT = "fieldapp-contact/1"
CONTACT = ".fieldcontact"
"""How the file of a contact ends, where the window makes it."""
MAX_FILE = 16 * 1024
MAX_NAME = 100
WORDS = 8
"""Of a fingerprint; 8 bits each."""
_CONTEXT = b"fieldapp contact 1"
_FINGERPRINT = b"fieldapp fingerprint 1"


class ContactError(SyncError):
    """It is no contact, or nobody of that name is known. Nothing was changed."""


@frozen
class Contact:
    """A laptop and its person. `team`: the team that vouches for it; empty where nobody does."""

    name: str
    key: bytes
    team: str = ""

    def words(self, lang: Lang) -> str:
        """The fingerprint of its key, to be compared by word of mouth."""
        return fingerprint(self.key, lang)


def fingerprint(key: bytes, lang: Lang) -> str:
    """A public key in words of a language."""
    known = tr("fingerprint.words", lang).split()
    digest = hashlib.sha256(_FINGERPRINT + key).digest()
    return " ".join(known[number] for number in digest[:WORDS])


def own(workspace: Workspace, name: str) -> Contact:
    """This laptop's."""
    return Contact(name.strip()[:MAX_NAME], workspace.device_key.public)


def export(workspace: Workspace, name: str, path: Path) -> Contact:
    """Writes this laptop's contact, to be given to others. It holds nothing secret.

    Raises:
        ContactError: without a name nobody would know whose it is.
        NotWrittenError: with the reason.
    """
    contact = own(workspace, name)
    if not contact.name:
        raise ContactError("sync.contact_nameless")
    signature = workspace.device_key.sign(_signed(contact))
    document = {
        "format": FORMAT,
        "name": contact.name,
        "key": b64encode(contact.key).decode(),
        "signature": b64encode(signature).decode(),
    }
    write_file(path, (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode())
    return contact


def read(path: Path) -> Contact:
    """Reads the contact in a file.

    Raises:
        ContactError: it is none, or was changed on its way.
    """
    try:
        data = path.read_bytes()[: MAX_FILE + 1]
        document: Any = json.loads(data) if len(data) <= MAX_FILE else None
        if document["format"] != FORMAT:
            raise ContactError("sync.contact_unreadable", where=str(path))
        contact = Contact(str(document["name"])[:MAX_NAME], b64decode(document["key"]))
        signature = b64decode(document["signature"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ContactError("sync.contact_unreadable", where=str(path)) from error
    if not contact.name.strip() or not seal.verify(contact.key, signature, _signed(contact)):
        raise ContactError("sync.contact_unreadable", where=str(path))
    return contact


def keep(workspace: Workspace, contact: Contact) -> None:
    """Remembers a contact."""
    with workspace.parts.database.writing():
        workspace.parts.spaces.put_contact(contact.key, contact.name)


def forget(workspace: Workspace, contact: Contact) -> None:
    """Lets go of a contact that was taken in. What was given to it stays given."""
    with workspace.parts.database.writing():
        workspace.parts.spaces.drop_contact(contact.key)


def known(workspace: Workspace) -> tuple[Contact, ...]:
    """The contacts that were taken in, and the laptops of the teams that this one belongs to."""
    spaces = workspace.parts.spaces
    found = {key: Contact(name, key) for key, name in spaces.contacts()}
    names = people.people(workspace).names
    for member in spaces.memberships():
        roster = Roster(member.space)
        roster.add(spaces.certificates(member.space))
        for one in _laptops(roster):
            name = names.get(one.author) or member.team
            known_as = found[one.key].name if one.key in found else name
            found[one.key] = Contact(known_as, one.key, member.team)
    found.pop(workspace.device_key.public, None)
    return tuple(sorted(found.values(), key=lambda one: (one.name, one.key)))


def recipients(workspace: Workspace, names: Iterable[str]) -> tuple[Contact, ...]:
    """The contacts that are meant by names of people or of teams.

    Raises:
        ContactError: nobody of that name is known.
    """
    here = known(workspace)
    chosen: dict[bytes, Contact] = {}
    for name in names:
        wanted = name.strip().casefold()
        meant = [one for one in here if wanted in (one.name.casefold(), one.team.casefold())]
        if not meant or not wanted:
            raise ContactError("sync.contact_missing", name=name[:MAX_NAME])
        chosen |= {one.key: one for one in meant}
    return tuple(chosen.values())


def _laptops(roster: Roster) -> list[DeviceCertificate]:
    """The laptops that belong to a team now."""
    issued = roster.certificates.values()
    return [
        one
        for one in issued
        if isinstance(one, DeviceCertificate)
        and roster.speaker(one.device, one.key) is not None
        and HUB not in roster.roles(one.account)
    ]


def _signed(contact: Contact) -> bytes:
    return _CONTEXT + codec.pack([contact.name, contact.key])
