"""`fieldapp` without a command: the window, in a process of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_kit import LANGS, process

OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def test_the_window_opens_with_the_passcode_and_shows_the_cases(
    workspace: Path, tmp_path: Path
) -> None:
    mail = tmp_path / "FieldApp" / "mail" / "C-ABCDEFGH-1.eml"
    mail.parent.mkdir(parents=True)
    mail.write_bytes(b"made and not sent, some days ago")
    cache = {"XDG_CACHE_HOME": str(tmp_path)}
    done = process("--try", "--workspace", workspace, env=OFFSCREEN | cache)
    assert (done.code, done.err) == (0, "")
    assert not mail.exists()
    assert done.out == "The window works here. Cases in its list: 2.\n"


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_screen_the_other_commands_are_named(lang: str, fresh: Path) -> None:
    done = process("--workspace", fresh, lang=lang)
    assert (done.code, done.out) == (2, "")
    assert "journey" in done.err
    assert not fresh.exists()
