"""Similar cases: what they share counts by how rare it is; what all cases hold tells nothing."""

from __future__ import annotations

from pathlib import Path

from store_kit import write
from usecase_kit import library, workspace_in

from fieldapp.usecases.similar import phrases, similar

PUMP, ROUTER, OTHER = b"p" * 16, b"r" * 16, b"o" * 16


def test_a_case_with_the_same_words_is_found_with_its_lesson(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        write(workspace, PUMP, title="三号泵轴封漏水，夜班停机", playbook="pacts")
        write(workspace, PUMP, **{"answers/lesson": "轴封按运行小时换"})
        write(workspace, ROUTER, title="router restarts every night", playbook="pacts")
        (found,) = similar(workspace, library(), "二号泵轴封又漏水了")
        assert found.row.case == PUMP
        assert "号泵轴封" in found.shared and "漏水" in found.shared
        assert found.lesson.original == "轴封按运行小时换"
        (found,) = similar(workspace, library(), "The ROUTER restarts again")
        assert (found.row.case, found.shared) == (ROUTER, ("router", "restarts"))


def test_one_word_alone_is_not_enough_but_with_the_same_customer_it_is(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        write(workspace, PUMP, title="router", playbook="pacts", **{"customer/company": "Seehof"})
        assert similar(workspace, library(), "router broken") == ()
        (found,) = similar(workspace, library(), "router broken", " seehof ")
        assert found.same_customer
        assert similar(workspace, library(), "router broken", "Seehof", PUMP) == ()


def test_the_likest_comes_first_and_no_more_than_three(tmp_path: Path) -> None:
    with workspace_in(tmp_path) as workspace:
        for number in range(5):
            title = "router restarts" + (" after firmware update" if number == 2 else "")
            write(workspace, bytes([number]) * 16, title=title, playbook="pacts")
        found = similar(workspace, library(), "router restarts, firmware update")
        assert len(found) == 3
        assert found[0].row.case == bytes([2]) * 16


def test_what_tells_nothing_is_not_looked_for() -> None:
    assert phrases("我们的在这里了") == []
    assert phrases("at 5 pm") == []
    assert ["e40217"] in phrases("Fehler E40217")
    assert len(phrases("泵轴封漏水夜班停机电机烧毁轴承异响润滑失效温度报警流量不足压力波动")) == 16
