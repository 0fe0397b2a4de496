"""The session: what is typed is kept, becomes a change, can be undone, and "saved" is the truth."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from store_kit import PASSCODE, laptop
from window_kit import LIBRARY, ask, begin, do, open_desk

from fieldapp.case.records import Statement
from fieldapp.store.errors import DiskFullError
from fieldapp.store.workspace import Committed, Workspace
from fieldapp.ui import session as session_module
from fieldapp.ui.session import Session, State
from fieldapp.ui.tasks import Desk
from fieldapp.usecases.editing import Add, Delete, Put, PutText


@pytest.fixture
def session(qtbot: QtBot, desk: Desk) -> Session:
    return opened(qtbot, desk, begin(qtbot, desk))


def opened(qtbot: QtBot, desk: Desk, case_id: bytes) -> Session:
    made = Session(desk, case_id)
    qtbot.waitUntil(lambda: made.standing is not None)
    return made


def original(session: Session, field: str) -> str:
    assert session.standing
    answer = session.standing.case.answers.get(field)
    return getattr(answer, "original", answer) or ""


def statements(session: Session) -> tuple[Statement, ...]:
    assert session.standing
    return session.standing.case.statements


def said(session: Session) -> list[str]:
    return [statement.text.original for statement in statements(session)]


def test_a_new_case_has_the_name_and_the_line(session: Session) -> None:
    assert session.standing
    assert session.standing.case.title.original == "3 号灌装机反复停机"
    assert session.standing.case.customer.company.original == "恒丰乳业"
    assert session.standing.playbook.id == "pacts"
    assert session.saved.state is State.SAVED


def test_what_is_typed_becomes_a_change_when_the_editor_is_left(
    qtbot: QtBot, session: Session
) -> None:
    session.type("answers/problem", "灌装机 twice a week 停机")
    assert session.text("answers/problem") == "灌装机 twice a week 停机"
    assert session.saved.state is State.TYPING
    session.commit()
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED)
    assert original(session, "problem") == "灌装机 twice a week 停机"
    assert session.text("answers/problem") is None


def test_a_half_typed_text_is_kept_as_a_draft_and_comes_back(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_module, "IDLE_MS", 20)
    desk = open_desk(qtbot, tmp_path)
    case_id = begin(qtbot, desk)
    session = opened(qtbot, desk, case_id)
    session.type("answers/problem", "half a wor")
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED)
    assert original(session, "problem") == ""
    assert [
        (draft.path, draft.text) for draft in do(qtbot, desk, lambda ws: ws.drafts(case_id))
    ] == [("answers/problem", "half a wor")]
    desk.close()

    again = Desk(tmp_path / "workspace", LIBRARY, laptop(tmp_path))
    ask(qtbot, again.unlock(passcode=PASSCODE))
    assert original(opened(qtbot, again, case_id), "problem") == "half a wor"
    again.close()


def test_a_draft_left_by_a_crash_is_typed_on(qtbot: QtBot, desk: Desk) -> None:
    case_id = begin(qtbot, desk)
    do(qtbot, desk, lambda ws: ws.save_draft(case_id, "answers/problem", "half"))
    session = opened(qtbot, desk, case_id)
    assert session.text("answers/problem") == "half"
    session.type("answers/problem", "half and half")
    session.commit()
    qtbot.waitUntil(lambda: original(session, "problem") == "half and half")
    assert do(qtbot, desk, lambda ws: ws.drafts(case_id)) == []


def test_a_text_taken_back_while_typing_leaves_no_draft(
    qtbot: QtBot, session: Session, desk: Desk
) -> None:
    session.type("answers/problem", "x")
    session.keep_drafts()
    session.type("answers/problem", "")
    session.commit()
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED)
    assert do(qtbot, desk, lambda ws: ws.drafts(session.case_id)) == []
    assert not session.can_undo


def test_private_notes_are_drafted_and_kept_in_the_private_log(
    qtbot: QtBot, session: Session, desk: Desk
) -> None:
    session.type("answers/private_note", "I was shaking")
    session.keep_drafts()
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED)
    (draft,) = do(qtbot, desk, lambda ws: ws.drafts(session.case_id))
    assert draft.private
    session.commit()
    qtbot.waitUntil(lambda: original(session, "private_note") == "I was shaking")
    shared = do(qtbot, desk, lambda ws: ws.changes(session.case_id))
    assert not any("private_note" in op.path for change in shared for op in change.ops)


def test_undo_and_redo_walk_over_a_whole_visit(qtbot: QtBot, session: Session) -> None:
    for number in range(5):
        ask(qtbot, session.write(Add("statements", {"kind": "fact", "text": f"fact {number}"})))
    item = f"statements/{statements(session)[2].id}"
    ask(qtbot, session.write(PutText(f"{item}/text", "fact two")))
    ask(qtbot, session.write(Delete(item)))
    assert said(session) == ["fact 0", "fact 1", "fact 3", "fact 4"]
    for _ in range(2):
        session.undo()
    qtbot.waitUntil(lambda: said(session)[2:3] == ["fact 2"])
    for _ in range(5):
        session.undo()
    qtbot.waitUntil(lambda: said(session) == [])
    for _ in range(7):
        session.redo()
    qtbot.waitUntil(lambda: said(session) == ["fact 0", "fact 1", "fact 3", "fact 4"])
    assert not session.can_redo


def test_work_that_writes_in_its_own_way_comes_after_the_typing_and_is_undone(
    qtbot: QtBot, session: Session
) -> None:
    session.type("answers/problem", "stops twice")
    made = session.perform(
        lambda workspace: workspace.commit(
            session.case_id, lambda writing: writing.shared.write("severity", 4)
        )
    )
    assert session.saved.state is State.TYPING
    found = ask(qtbot, made)
    assert (found.case.severity, found.case.answers["problem"]) == (4, "stops twice")
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED)
    session.undo()
    qtbot.waitUntil(lambda: session.standing is not None and session.standing.case.severity is None)
    assert original(session, "problem") == "stops twice"


def test_work_that_fails_is_told_and_leaves_the_case_open(qtbot: QtBot, session: Session) -> None:
    def fail(workspace: Workspace) -> Committed:
        raise DiskFullError("store.disk_full", where="/")

    closed: list[object] = []
    session.unreadable.connect(closed.append)
    with pytest.raises(DiskFullError):
        ask(qtbot, session.perform(fail))
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED)
    assert closed == []
    assert not session.can_undo


def test_undo_leaves_alone_what_somebody_changed_since(
    qtbot: QtBot, session: Session, desk: Desk
) -> None:
    ask(qtbot, session.write(Put("severity", 3)))
    do(qtbot, desk, lambda ws: ws.commit(session.case_id, lambda w: w.shared.write("severity", 5)))
    with qtbot.waitSignal(session.untouched) as caught:
        session.undo()
    assert [finding.where for finding in caught.args[0]] == ["severity"]
    qtbot.waitUntil(lambda: session.standing is not None and session.standing.case.severity == 5)


def test_a_full_disk_loses_nothing_and_is_tried_again(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session._retry.setInterval(10)
    begun = Workspace.transaction
    is_full = True

    def transaction(self: Workspace) -> object:
        if is_full:
            raise DiskFullError("store.disk_full", where="/")
        return begun(self)

    monkeypatch.setattr(Workspace, "transaction", transaction)
    session.type("answers/problem", "still here")
    session.write(Put("severity", 4))
    qtbot.waitUntil(lambda: session.saved.state is State.FAILED)
    assert session.saved.trouble
    assert session.saved.trouble.code == "store.disk_full"
    assert session.text("answers/problem") == "still here"
    is_full = False
    qtbot.waitUntil(lambda: session.saved.state is State.SAVED, timeout=10_000)
    assert original(session, "problem") == "still here"
    assert session.standing
    assert session.standing.case.severity == 4


def test_own_feeling_is_private_until_it_is_shared(qtbot: QtBot, session: Session) -> None:
    reading = {"who": "engineer", "level": 4, "share": False}
    ask(qtbot, session.write(Add("emotions", reading, "own")))
    assert session.standing
    assert session.standing.case.emotions[0].private
    ask(qtbot, session.write(Put("emotions/own/share", True)))
    (record,) = session.standing.case.emotions
    assert (record.private, record.level, record.share) == (False, 4, True)
    ask(qtbot, session.write(Put("emotions/own/share", False)))
    (record,) = session.standing.case.emotions
    assert record.private


def test_a_new_record_and_its_first_words_are_undone_together(
    qtbot: QtBot, session: Session
) -> None:
    session.write(Add("statements", {"kind": "fact"}, "n1"))
    session.type("statements/n1/text", "it stops")
    session.write(Put("statements/n1/kind", "feeling"))
    session.commit()
    ask(qtbot, session.write(PutText("statements/n1/text", "it stops often")))
    session.undo()
    qtbot.waitUntil(lambda: said(session) == ["it stops"])
    assert statements(session)[0].kind == "feeling"
    session.undo()
    qtbot.waitUntil(lambda: statements(session)[0].kind == "fact")
    session.undo()
    qtbot.waitUntil(lambda: statements(session) == ())
    assert not session.can_undo
    for _ in range(3):
        session.redo()
    qtbot.waitUntil(lambda: said(session) == ["it stops often"])


def test_a_record_taken_away_without_a_word_is_nothing_to_undo(
    qtbot: QtBot, session: Session
) -> None:
    ask(qtbot, session.write(Put("severity", 3)))
    session.write(Add("statements", {"kind": "fact"}, "n1"))
    ask(qtbot, session.write(Delete("statements/n1")))
    session.undo()
    qtbot.waitUntil(lambda: session.standing is not None and session.standing.case.severity is None)
    assert not session.can_undo


def test_a_wish_in_mid_word_is_undone_alone(qtbot: QtBot, session: Session) -> None:
    session.type("answers/problem", "half a wor")
    ask(qtbot, session.write(Put("severity", 4)))
    session.undo()
    qtbot.waitUntil(lambda: session.standing is not None and session.standing.case.severity is None)
    assert original(session, "problem") == "half a wor"
