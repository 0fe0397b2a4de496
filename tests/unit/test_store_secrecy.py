"""No text and no key lies readable in any file: at rest, in mid-commit, in backups."""

from __future__ import annotations

from pathlib import Path

import pytest
from store_kit import PASSCODE, Keyring, laptop, new_workspace, write

from fieldapp.store.workspace import Workspace, Writing

CASE = b"case-id-canary!!"
TEXT, TEXT_ZH = "zqxcanary", "鸑鷟"


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def secrets_of(workspace: Workspace, code: str) -> list[bytes]:
    identity = workspace.identity
    keys = [
        *(workspace.key.secret, workspace.key.database, workspace.key.blobs, workspace.key.names),
        *(identity.author, identity.device, identity.incarnation, workspace.device_key.seed),
    ]
    forms = [form for key in keys for form in (key, key.hex().encode(), key.hex().upper().encode())]
    texts = (TEXT, TEXT.upper(), TEXT_ZH, PASSCODE, code, code.replace("-", ""))
    encoded = [text.encode(coding) for text in texts for coding in ("utf-8", "utf-16-le")]
    return [*forms, *encoded, CASE, CASE.hex().encode()]


@pytest.mark.parametrize("keyring", [True, False])
def test_no_file_holds_a_text_or_a_key(tmp_path: Path, keyring: bool) -> None:
    machine = laptop(tmp_path, Keyring() if keyring else None)
    workspace, code = new_workspace(tmp_path, machine)

    def fill(writing: Writing) -> None:
        writing.shared.write("title", f"{TEXT} {TEXT_ZH}")
        writing.private.write("answers/mood", f"{TEXT} {TEXT_ZH}")

    workspace.commit(CASE, fill)
    workspace.put_blob(CASE, f"{TEXT} {TEXT_ZH}".encode() * 50)
    workspace.put_playbook(TEXT.encode() * 50)
    workspace.save_draft(CASE, "report/impact", f"{TEXT} {TEXT_ZH}")
    assert len(workspace.search(TEXT)) == 1
    workspace.backups.make()
    secrets = secrets_of(workspace, str(code))

    database = workspace.parts.database
    database.write("PRAGMA cache_size = 1")
    with pytest.raises(KeyError), database.writing():
        for number in range(200):
            database.write("INSERT INTO meta VALUES (?, ?)", (f"{number}", TEXT.encode() * 500))
        in_mid_commit = everything(tmp_path)
        raise KeyError
    assert in_mid_commit["workspace/db.sqlite-journal"]
    write(workspace, CASE, title=f"{TEXT} again")
    workspace.lock()

    for files in (in_mid_commit, everything(tmp_path)):
        assert len(files) > 6
        for name, data in files.items():
            allowed = [workspace.identity.incarnation.hex().encode()] if "state/" in name else []
            found = [secret for secret in secrets if secret in data and secret not in allowed]
            assert not found, name


def test_a_backup_and_its_lists_tell_no_more(tmp_path: Path) -> None:
    from fieldapp.store.erase import Wish

    workspace, _ = new_workspace(tmp_path)
    write(workspace, CASE, title=TEXT)
    workspace.backups.make()
    workspace.erase(CASE, Wish("case", f"reason {TEXT}"))
    workspace.lock()
    files = everything(tmp_path)
    assert any(name.startswith("workspace/backups/erasures-") for name in files)
    assert not [name for name, data in files.items() if TEXT.encode() in data or CASE in data]
