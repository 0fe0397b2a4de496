"""What could not come in is kept, named, handed out as a file and tried again; what others had
erased is told once, and nothing more."""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sharing_kit import meet, two_laptops, wish
from store_kit import PASSCODE
from usecase_kit import case_in, library

import fieldapp
from fieldapp.base.language import LANGS, message
from fieldapp.case.change import Value
from fieldapp.case.log import Frame
from fieldapp.store import transaction
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import erased, erasing, setaside, workspaces
from fieldapp.usecases.editing import PutText


def altered(frame: Frame) -> Frame:
    """A frame one of whose values is not what its author wrote."""
    values = dict(frame.values)
    name = next(iter(values))
    values[name] = Value(values[name].salt, b"\xa5wrong")
    return Frame(frame.raw, values)


def send_altered(ann: Workspace, bo: Workspace, case_id: bytes) -> None:
    wish(bo, case_id, PutText("customer/site", "三号塔"))
    wish(bo, case_id, PutText("report/solution", "换阀"))
    *known, bad, good = bo.frames(case_id)
    assert [finding.code for finding in ann.admit([*known, altered(bad), good]).findings] == [
        "case.value_altered"
    ]


def test_it_is_named_and_nothing_else_waits_for_it(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    send_altered(ann, bo, case_id)
    assert case_in(ann, case_id).report.solution.zh == "换阀"
    assert setaside.count(ann) == 1
    (aside,) = setaside.listed(ann)
    assert aside.case_id == case_id
    assert aside.title.zh == "3 号灌装机反复停机"
    assert aside.hand is not None
    assert aside.hand.author == bo.identity.author
    for lang in LANGS:
        assert len(message(aside.finding, lang)) > 20
    ann.admit([Frame(b"\x80rubbish")])
    rubbish = setaside.listed(ann)[0]
    assert (rubbish.case_id, rubbish.hand, rubbish.reference) == (b"", None, "")


def test_the_file_holds_all_of_it(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    send_altered(ann, bo, case_id)
    name = setaside.file_name(datetime(2026, 11, 25, 9, 5, tzinfo=UTC))
    assert name == "set-aside-20261125-0905.json"
    setaside.export(ann, setaside.listed(ann), tmp_path / name)
    document = json.loads((tmp_path / name).read_text())
    assert document["format"] == "fieldapp-set-aside/1"
    (change,) = document["changes"]
    assert change["code"] == "case.value_altered"
    assert b64decode(change["change"]) == bo.frames(case_id)[-2].raw
    assert len(change["values"]) == 1


def test_a_version_that_understands_it_takes_it_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    wish(bo, case_id, PutText("customer/site", "三号塔"))
    with monkeypatch.context() as older:
        older.setattr(
            transaction.case_log,
            "check",
            lambda frame: setaside.Finding("case.change_malformed", {"field": "op"}),
        )
        ann.admit(bo.frames(case_id)[-1:])
        assert setaside.try_if_new(ann) == setaside.Tried(0, 1)
        assert setaside.try_if_new(ann) is None
    assert case_in(ann, case_id).customer.site.zh == ""
    monkeypatch.setattr(fieldapp, "__version__", "99.0")
    ann.lock()
    ann = workspaces.unlock(ann.folder, library(), passcode=PASSCODE, machine=ann.machine)
    assert setaside.count(ann) == 0
    assert case_in(ann, case_id).customer.site.zh == "三号塔"


def test_what_another_door_turned_away_is_not_tried_here(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    wish(bo, case_id, PutText("customer/site", "三号塔"))
    frame = bo.frames(case_id)[-1]
    with ann.parts.database.writing():
        ann.parts.quarantine.put(frame, setaside.Finding("sync.seal_missing"), 0)
    assert setaside.try_again(ann) == setaside.Tried(0, 1)
    assert case_in(ann, case_id).customer.site.zh == ""


def test_a_case_of_a_team_is_for_the_teams_door(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    wish(bo, case_id, PutText("customer/site", "三号塔"))
    malformed = setaside.Finding("case.change_malformed", {"field": "op"})
    with ann.parts.database.writing():
        ann.parts.quarantine.put(bo.frames(case_id)[-1], malformed, 0)
        ann.parts.spaces.set_home(case_id, b"s" * 16)
    assert setaside.try_again(ann) == setaside.Tried(0, 1)
    assert case_in(ann, case_id).customer.site.zh == ""


def test_what_others_had_erased_is_told_once(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    order = erasing.one_item(bo, case_id, "statements/s1", "本人要求")
    erasing.erase(bo, case_id, order)
    assert erased.notices(bo) == ()
    meet(ann, bo, case_id)
    (notice,) = erased.notices(ann)
    assert (notice.scope, notice.collections, notice.reason) == (
        "item",
        ("statements",),
        "本人要求",
    )
    assert notice.hand.author == bo.identity.author
    assert notice.title.zh == "3 号灌装机反复停机"
    erased.told(ann, [notice])
    assert erased.notices(ann) == ()


def test_a_whole_case_that_is_gone(tmp_path: Path) -> None:
    ann, bo, case_id = two_laptops(tmp_path)
    erasing.erase(bo, case_id, erasing.whole_case("合同到期"))
    meet(ann, bo, case_id)
    (notice,) = erased.notices(ann)
    assert (notice.scope, notice.collections) == ("case", ())
    assert not notice.title
