"""The inbox's search: what is found by which words, and that nothing else ever can be."""

from __future__ import annotations

import re
from pathlib import Path

from hub_kit import Laptop, Served, serving
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from visitor_kit import Visitor, signed_in

from bench.syncing.postgres import Cluster
from fieldapp.base.words import is_character
from fieldapp.hub import keeping, schema, terms
from fieldapp.hub.checking import check
from fieldapp.hub.node import Place
from fieldapp.hub.summaries import folded
from fieldapp.store.erase import Wish
from fieldapp.sync.certificates import SUPERVISOR

PUMP, VALVE, ROUTER = (bytes([n]) * 16 for n in (1, 2, 3))
TITLES = {
    PUMP: "蓝川站：3号水泵漏水",
    VALVE: "Valve 17 drips at Lanchuan",
    ROUTER: "5G信号投诉, router X-20",
}
ASKED: tuple[tuple[str, set[bytes]], ...] = (
    # What is typed, and whose titles hold it.
    ("水", {PUMP}),
    ("水泵", {PUMP}),
    ("号水泵漏", {PUMP}),
    ("蓝川", {PUMP}),
    ("川蓝", set()),
    ("站3", set()),
    ("站：3号", {PUMP}),
    ("号", {PUMP, ROUTER}),
    ("信号 投诉", {ROUTER}),
    ("5g", {ROUTER}),
    ("5g信", {ROUTER}),
    ("ＬＡＮＣＨＵ", {VALVE}),
    ("lanchuan", {VALVE}),
    ("lanchuany", set()),
    ("anchuan", set()),
    ("valve 17", {VALVE}),
    ("valve 17 蓝川", set()),
    ("v", set()),
    ("x-2", {ROUTER}),
    ("x2", set()),
    ("...", set()),
    ("%", set()),
    ("_", set()),
    ("a b c d e f g h 水", set()),
)
CHARACTERS = st.one_of(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), st.characters())


@given(st.lists(st.text(CHARACTERS, min_size=1, max_size=12), min_size=1, max_size=6), st.data())
def test_beginnings_of_words_and_any_characters_name_terms_that_are_held(
    words: list[str], data: st.DataObject
) -> None:
    text = folded(" ".join(words))
    held = terms.held(text)
    assert all(len(term) <= 24 for term in held)
    for is_cjk, run in terms.runs(text):
        start = data.draw(st.integers(0, len(run) - 1)) if is_cjk else 0
        end = data.draw(st.integers(min(start + (1 if is_cjk else 2), len(run)), len(run)))
        assert set(terms.asked([run[start:end]])) <= held
        assert all(is_character(one) for one in run) is is_cjk


def test_what_is_found(postgres: Cluster, tmp_path: Path) -> None:
    for database in ("", postgres.new_database()):
        with serving(Place(tmp_path / f"hub{bool(database)}", database)) as served:
            served.add("Wang", SUPERVISOR)
            writer = served.laptop("Vic")
            for case, title in TITLES.items():
                writer.issue(case=case, title=title, decision_needed="Say yes")
            writer.write("title", "Secret 潮汐 note", PUMP)
            assert writer.sync() == {}
            wang = signed_in(served, "Wang")
            for typed, cases in ASKED:
                assert found(wang, typed) == cases, typed
            assert not held(served) & {"潮", "潮汐", "汐", "secret", "se"}
            goes_with_its_report(served, writer, wang)


def goes_with_its_report(served: Served, writer: Laptop, wang: Visitor) -> None:
    """Into the list where it is decided, out of what is erased, into another team's with a move."""
    page = f"{wang.base}/reports/{VALVE.hex()}/i1"
    form = {"decision": "declined", "declined_reason": "Not like this"}
    assert wang.fill(page, f"{page}/decision", **form).status == 303
    assert found(wang, "valve") == set() and found(wang, "valve", "decided") == {VALVE}
    assert re.search(r"view=decided[^>]*><b>1</b>", wang.inbox(q="valve"))
    # Whatever has become of the terms, a check makes them again.
    before = held(served)
    with served.node.writing() as connection:
        connection.execute(delete(schema.term).where(schema.term.c.case_id == PUMP))
    assert check(served.node).faults == {"hub.fault_report": 1}
    assert held(served) == before and found(wang, "水泵") == {PUMP}
    writer.local.erase(ROUTER, Wish("case", "asked for"))
    assert writer.sync() == {}
    assert found(wang, "信号") == set() and held(served).isdisjoint({"信号", "信", "router"})
    south = served.make_space("South")
    served.add("Song", SUPERVISOR, south)
    keeping.move(served.node.hub, served.node.shelf, served.space, PUMP, south)
    assert found(wang, "水泵") == set() and "水泵" not in held(served)
    assert "水泵" in held(served, south)


def found(visitor: Visitor, words: str, view: str = "waiting") -> set[bytes]:
    ways = re.findall(r"/reports/([0-9a-f]{32})/", visitor.inbox(view, q=words))
    return {bytes.fromhex(one) for one in ways}


def held(served: Served, space: bytes | None = None) -> set[str]:
    """All terms of a team."""
    here = schema.term.c
    with served.node.reading() as connection:
        query = select(here.term).where(here.space_id == (space or served.space))
        return {row.term.decode() for row in connection.execute(query)}
