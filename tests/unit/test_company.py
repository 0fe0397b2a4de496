"""The company's key and what it sets, without a hub."""

from __future__ import annotations

import hashlib
import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest
from sync_kit import Team
from syncing_kit import join, sync, workspace_at
from usecase_kit import workspace_in

from fieldapp.base import paths
from fieldapp.base.clock import system_entropy
from fieldapp.base.language import message
from fieldapp.base.policy import COMPANY, FREE, TEAM, Policy, PolicyError, read
from fieldapp.case.seal import SigningKey
from fieldapp.playbook import wares
from fieldapp.store.workspace import Workspace
from fieldapp.sync import companykey
from fieldapp.sync.companykey import Record, Share, ShareError
from fieldapp.usecases import beginning, calendars, playbooks, settings
from fieldapp.usecases import standing as standings
from fieldapp.usecases.beginning import NewCase
from fieldapp.usecases.company.allowed import ForbiddenError
from fieldapp.usecases.company.told import telling
from fieldapp.usecases.playbooks import UnknownPlaybookError
from fieldapp.usecases.settings import Settings
from fieldapp.usecases.syncing.local import StoreLocal


def test_any_two_shares_make_the_key_and_one_or_anothers_does_not() -> None:
    public, shares = companykey.make(4, system_entropy)
    for one, two in itertools.permutations(shares, 2):
        private = companykey.whole((Share.parse(str(one)), Share.parse(str(two).lower())))
        assert companykey.public_of(private) == public
    _, others = companykey.make(2, system_entropy)
    wrong = replace(others[1], mark=shares[0].mark)
    for pair, code in (
        ((shares[0], shares[0]), "company.share_twice"),
        ((shares[0], others[1]), "company.share_other"),
        ((shares[0], wrong), "company.share_other"),
    ):
        with pytest.raises(ShareError) as refused:
            companykey.whole(pair)
        assert refused.value.finding.code == code
    with pytest.raises(ShareError) as mistyped:
        Share.parse(f"{str(shares[0])[:-1]}*")
    assert mistyped.value.finding.code in ("company.share_typo", "company.share_length")


def test_a_record_is_its_laptops_word_for_word() -> None:
    key = SigningKey.new(system_entropy)
    record = Record(b"w" * 16, b"d" * 16, 1_764_100_000_000, (1, 3), "离职未交接")
    raw = record.signed(key)
    again, signature = Record.read(companykey.of_file(companykey.readable(record, raw, "2025")))
    assert again == record
    assert again.is_by(key.public, signature)
    assert not replace(again, reason="other").is_by(key.public, signature)
    for broken in (b"", b"\x80", raw[:-1], raw + b"x", b"\xc1" * 40):
        with pytest.raises(ShareError):
            Record.read(broken)


def test_what_two_companies_set_holds_at_its_strictest() -> None:
    one = Policy(lock_minutes=10, exports=TEAM, retention={"emotions": 90, "notes": 30})
    two = Policy(lock_minutes=5, cover=True, retention={"emotions": 60})
    one, two = replace(one, playbooks=COMPANY), replace(two, read_marks=True)
    both = Policy(5, True, TEAM, {"emotions": 60, "notes": 30}, playbooks=COMPANY)
    assert one.narrowed(two) == both == two.narrowed(one)
    assert read(both.dump()) == both
    told = Policy(read_marks=True)
    assert read(told.dump()) == told and told.narrowed(Policy()) == Policy()
    assert Policy().narrowed(Policy()) == Policy(exports=FREE)
    later = both.dump().replace(b'"cover"', b'"later": {"x": 1}, "cover"')
    assert read(later) == both
    for broken in (
        b"",
        b"[]",
        b'{"format": "fieldapp-policy/2"}',
        both.dump().replace(b"5", b"-5"),
    ):
        with pytest.raises(PolicyError):
            read(broken)


@pytest.mark.parametrize(
    ("own", "limits", "wanted"),
    [
        (Settings(lock_minutes=2), Policy(lock_minutes=5), (2, False, {})),
        (Settings(lock_minutes=5), Policy(lock_minutes=5), (5, False, {})),
        (Settings(lock_minutes=0), Policy(lock_minutes=5), (5, False, {"lock_minutes": 0})),
        (Settings(lock_minutes=30), Policy(lock_minutes=5), (5, False, {"lock_minutes": 30})),
        (Settings(), Policy(cover=True), (10, True, {"screen_seen": False})),
        (Settings(screen_seen=True), Policy(cover=True), (10, True, {})),
        (Settings(), Policy(), (10, False, {})),
    ],
)
def test_what_the_company_sets_narrows_what_a_person_has_set(
    own: Settings, limits: Policy, wanted: tuple[int, bool, dict[str, object]]
) -> None:
    held = settings.held(own, limits)
    assert (held.lock_minutes, held.screen_seen, dict(held.own)) == wanted
    assert settings.held(held, limits) == held
    # Whoever chooses something stricter is heard, now and later.
    if limits.lock_minutes:
        chosen = settings.held(replace(held, lock_minutes=1), limits)
        assert (chosen.lock_minutes, "lock_minutes" in chosen.own) == (1, False)


@pytest.mark.parametrize(
    ("kind", "name", "content"),
    [
        (wares.PLAYBOOK, "visits", b""),
        (wares.PLAYBOOK, "../visits", b""),
        (wares.PLAYBOOK, "visits", b'{"format": "fieldapp-compiled-playbook/9"}'),
        (wares.WORDS, "glossary", b"format: fieldapp-glossary/1\nterms: 3\n"),
        (wares.WORDS, "glossary", b"\xff\xfe"),
        (wares.WORDS, "../../settings", b"format: fieldapp-glossary/1\nterms: []\n"),
    ],
)
def test_what_cannot_be_used_here_is_named(kind: str, name: str, content: bytes) -> None:
    flaw = wares.flaw(kind, name, content)
    assert flaw is not None
    assert flaw.code.startswith("playbook.")


def test_what_the_company_told_comes_back_to_a_hub_that_lost_it(tmp_path: Path) -> None:
    team = Team()
    ann, bo = (workspace_at(tmp_path / name) for name in ("ann", "bo"))
    join(team, ann)
    join(team, bo)
    backup = team.shelf.copied()
    words = b"format: fieldapp-glossary/1\nterms:\n  - {term: {en: ZRB}, plain: {en: box}}\n"

    def tell(number: int, content: bytes) -> None:
        raw = team.roots[team.space].notice(wares.WORDS, "glossary", number, content, number)
        team.hub.certify(team.space, raw)
        if content:
            name = hashlib.sha256(content).digest()
            team.shelf.spaces[team.space].blobs[name] = content

    def told(workspace: Workspace) -> list[bytes]:
        return [one.content for one in telling(workspace).of(wares.WORDS)]

    tell(1, words)
    sync(team, ann)
    assert told(ann) == [words]
    team.shelf.spaces, team.shelf.epoch = backup.copied().spaces, team.entropy(16)
    # As the engine does when the hub says that its feed is another one.
    StoreLocal(ann).begin_anew(team.space, team.shelf.tip(team.space))
    sync(team, ann, bo)
    assert told(bo) == [words]
    # Broken, or not there yet: the former one holds. Withdrawn: none does, and none is kept.
    tell(2, b"format: fieldapp-glossary/1\nterms: 3\n")
    sync(team, bo)
    assert (told(bo), len(telling(bo).findings)) == ([words], 1)
    tell(3, words + b"# more\n")
    team.shelf.spaces[team.space].blobs.popitem()
    sync(team, bo)
    assert told(bo) == [words]
    tell(4, b"")
    sync(team, bo)
    assert told(bo) == []
    assert not bo.parts.notices.here()
    for workspace in (ann, bo):
        workspace.lock()


def test_a_persons_own_playbooks_give_way_to_a_company_that_wants_its_own_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FIELDAPP_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("FIELDAPP_PLAYBOOKS", str(tmp_path / "own"))
    mine, theirs = tmp_path / "own/playbooks", tmp_path / "config/company/ready"
    mine.mkdir(parents=True)
    theirs.mkdir(parents=True)
    source = paths.forms("playbooks", "pacts.yaml").read_text(encoding="utf-8")
    for name in ("my_way", "both"):
        text = re.sub(r"^id: pacts$", f"id: {name}", source, flags=re.MULTILINE)
        (mine / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "own/practice").mkdir()
    known = playbooks.library()
    given = known.get("both")
    assert given is not None
    (theirs / "both.json").write_bytes(given.compiled)

    # Side by side: of two with one id the company's holds.
    playbooks.reread(known)
    assert {"my_way", "both", "pacts"} <= set(known.ids)
    assert known._files["both"].parent == theirs
    with workspace_in(tmp_path / "laptop") as workspace:
        new = NewCase(playbook="my_way", customer="Hengfeng", line="Stops")
        case = beginning.begin(workspace, new, known)

        paths.company(settings.POLICY).write_bytes(Policy(playbooks=COMPANY).dump())
        playbooks.reread(known)
        assert "my_way" not in known.ids and {"both", "pacts"} <= set(known.ids)
        assert playbooks.own_in_use() == []
        with pytest.raises(ForbiddenError):
            calendars.to_change()
        with pytest.raises(UnknownPlaybookError) as refused:
            playbooks.named("my_way", known)
        assert refused.value.finding.code == "usecases.playbook_not_given"
        assert "Your company" in message(refused.value.finding, "en")
        # The case that was begun with it keeps it, and everything in it.
        standing = standings.standing(workspace, case, known)
        assert standing.playbook.id == "my_way" and len(standing.steps) > 3
    assert (mine / "my_way.yaml").exists()

    paths.company(settings.POLICY).write_bytes(Policy().dump())
    playbooks.reread(known)
    assert "my_way" in known.ids
