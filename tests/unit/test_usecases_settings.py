"""Settings: read by whatever version, never lost, and in the place the person's system gives."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from fieldapp.base import paths
from fieldapp.base.language import LANGS, message
from fieldapp.usecases import playbooks, settings
from fieldapp.usecases.outputs import NotWrittenError
from fieldapp.usecases.settings import Settings


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FIELDAPP_CONFIG", str(tmp_path / "config"))
    return tmp_path / "config" / "settings.json"


def test_before_anything_was_set_the_system_is_followed() -> None:
    found, findings = settings.read()
    assert (found.language, found.theme, findings) == ("system", "system", ())


def test_what_was_set_is_there_at_the_next_start(tmp_path: Path) -> None:
    mine = Settings(
        language="zh",
        theme="dark",
        lock_minutes=3,
        screen_seen=True,
        playbooks=tmp_path / "方法",
        inbox=tmp_path / "phone",
        name="陈工",
        contact="+86 10 5555 0100",
        backup_days=0,
    )
    settings.write(mine)
    assert settings.read() == (mine, ())


def test_what_a_newer_version_set_is_kept(place: Path) -> None:
    place.parent.mkdir()
    place.write_text('{"language": "en", "voice": {"speed": 2}}', encoding="utf-8")
    found, findings = settings.read()
    assert (found.language, findings) == ("en", ())
    settings.write(replace(found, language="zh"))
    assert json.loads(place.read_bytes())["voice"] == {"speed": 2}


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "fr"},
        {"language": ["zh"]},
        {"lock_minutes": -1},
        {"lock_minutes": True},
        {"lock_minutes": "10"},
        {"screen_seen": 1},
        {"inbox": 7},
        {"inbox": ""},
        {"name": "a\nb"},
        {"contact": "x" * 201},
    ],
)
def test_a_setting_that_does_not_fit_counts_as_unset_and_is_kept_until_it_is_set(
    place: Path, wrong: dict[str, object]
) -> None:
    place.parent.mkdir()
    place.write_text(json.dumps(wrong | {"theme": "dark"}), encoding="utf-8")
    found, (finding,) = settings.read()
    (name,) = wrong
    assert getattr(found, name) == getattr(Settings(), name)
    assert found.theme == "dark"
    assert all(name in message(finding, lang) for lang in LANGS)
    settings.write(replace(found, theme="light"))
    assert json.loads(place.read_bytes())[name] == wrong[name]


def test_a_setting_that_is_set_replaces_one_that_did_not_fit(place: Path) -> None:
    place.parent.mkdir()
    place.write_text('{"lock_minutes": "ten"}', encoding="utf-8")
    found, _ = settings.read()
    settings.write(replace(found, lock_minutes=5))
    assert settings.read()[0].lock_minutes == 5
    assert settings.read()[1] == ()


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1]", b"\xff\xfe{}", b'{"a": "\\ud800"}', b"[" * 9999]
)
def test_a_damaged_file_is_named_and_kept_when_it_is_replaced(place: Path, data: bytes) -> None:
    place.parent.mkdir()
    for number in (1, 2):
        place.write_bytes(data)
        found, (finding,) = settings.read()
        assert found == Settings()
        assert all(str(place) in message(finding, lang) for lang in LANGS)
        assert place.read_bytes() == data
        settings.write(replace(found, theme="dark"))
        assert settings.read() == (Settings(theme="dark"), ())
        assert place.with_name(f"settings.damaged-{number}.json").read_bytes() == data


def test_a_file_that_may_not_be_read_is_said_to_be(place: Path) -> None:
    place.mkdir(parents=True)
    found, (finding,) = settings.read()
    assert found == Settings()
    assert finding.code == "settings.unreadable"
    with pytest.raises(NotWrittenError):
        settings.write(found)


def test_playbooks_come_from_the_folder_that_was_set(tmp_path: Path) -> None:
    own = tmp_path / "ours" / "playbooks"
    own.mkdir(parents=True)
    built_in = paths.forms("playbooks", "pacts.yaml").read_text(encoding="utf-8")
    (own / "house.yaml").write_text(
        built_in.replace("id: pacts\n", "id: house\n", 1), encoding="utf-8"
    )
    assert "house" not in playbooks.library().ids
    settings.write(Settings(playbooks=tmp_path / "ours"))
    assert "house" in playbooks.library().ids
