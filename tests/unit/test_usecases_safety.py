"""What would be lost with the laptop: all that no second disk and no hub is known to have."""

from __future__ import annotations

from pathlib import Path

import pytest
from sharing_kit import wish
from usecase_kit import case_in, library, photo, workspace_in

from fieldapp.store import backup_plan
from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.usecases import attaching, beginning, care, copies, exporting, safety
from fieldapp.usecases.attaching import Attachment
from fieldapp.usecases.beginning import NewCase
from fieldapp.usecases.editing import PutText
from fieldapp.usecases.syncing import bundles, contacts

SPACE = b"s" * 16


@pytest.fixture
def ann(tmp_path: Path) -> Workspace:
    return workspace_in(tmp_path / "ann")


@pytest.fixture
def stick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on another disk."""
    for module in (backup_plan, care, safety, copies):
        monkeypatch.setattr(module, "is_same_disk", lambda one, other: False)
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def case(workspace: Workspace, line: str = "3 号灌装机反复停机") -> bytes:
    new = NewCase(playbook="pacts", customer="恒丰乳业", line=line)
    return beginning.begin(workspace, new, library())


def add_photo(workspace: Workspace, case_id: bytes, caption: str) -> None:
    rendition = attaching.prepare_photo(photo(caption), caption)
    attached = attaching.attach(workspace, case_id, Attachment(rendition))
    place = f"evidence/{attached.evidence}/caption"
    wish(workspace, case_id, PutText(place, caption))


def look(workspace: Workspace) -> safety.Safety:
    return safety.look(workspace, library())


def test_without_a_second_place_everything_is_only_here(ann: Workspace) -> None:
    assert (look(ann).count, safety.glance(ann)) == (0, safety.Glance(None, 0, 0))
    case_id = case(ann)
    add_photo(ann, case_id, "steelblue")
    wish(ann, case_id, PutText("answers/private_note", "手抖"))
    found = look(ann)
    assert (found.second, found.hubs, found.count, found.own, found.cases) == (None, (), 1, 1, 1)
    (exposed,) = found.exposed
    assert (exposed.title.zh, exposed.company.zh) == ("3 号灌装机反复停机", "恒丰乳业")
    assert (exposed.changes, exposed.own) == (len(ann.changes(case_id)), 1)
    assert [(one.mark.en, one.caption.en) for one in exposed.photos] == [("Fig. 1", "steelblue")]
    glance = safety.glance(ann)
    assert (glance.exposed, glance.to_settle) == (1, 0)
    assert glance.saved is not None
    assert glance.saved.hour == 9


def test_what_lies_on_a_second_disk_is_safe_and_what_came_later_is_not(
    ann: Workspace, stick: Path
) -> None:
    first, second = case(ann), case(ann, "two")
    add_photo(ann, first, "steelblue")
    care.use_second_folder(ann, stick)
    state = look(ann)
    assert state.count == 2
    assert state.second is not None
    assert state.second.made is None
    care.back_up(ann)
    state = look(ann)
    assert (state.count, state.exposed, state.own) == (0, (), 0)
    assert state.second is not None
    assert state.second.made is not None
    add_photo(ann, first, "orange")
    wish(ann, first, PutText("answers/private_note", "手抖"))
    (exposed,) = look(ann).exposed
    assert exposed.case_id == first
    assert [one.caption.en for one in exposed.photos] == ["orange"]
    assert [one.mark.en for one in exposed.photos] == ["Fig. 2"]
    assert (exposed.changes, exposed.own) == (2, 1)
    stick.rename(stick.with_name("in a drawer"))
    state = look(ann)
    assert (state.count, state.second is not None and state.second.is_reachable) == (1, False)
    assert second not in [one.case_id for one in state.exposed]


def test_a_second_folder_on_the_same_disk_goes_with_the_laptop(
    ann: Workspace, tmp_path: Path
) -> None:
    case(ann)
    (tmp_path / "beside").mkdir()
    care.use_second_folder(ann, tmp_path / "beside")
    care.back_up(ann)
    state = look(ann)
    assert state.count == 1
    assert state.second is not None
    assert state.second.is_same_disk


def test_another_second_folder_has_nothing_yet(ann: Workspace, stick: Path, tmp_path: Path) -> None:
    case(ann)
    care.use_second_folder(ann, stick)
    care.back_up(ann)
    (tmp_path / "other").mkdir()
    care.use_second_folder(ann, tmp_path / "other")
    assert look(ann).count == 1


def test_what_a_hub_has_said_to_have_is_safe(ann: Workspace) -> None:
    case_id = case(ann)
    add_photo(ann, case_id, "steelblue")
    wish(ann, case_id, PutText("answers/private_note", "手抖"))
    names = [change.id for change in ann.changes(case_id)]
    with ann.parts.database.writing():
        member = Membership(
            SPACE, "https://hub", "Team North", "Ann", b"a", b"t", b"", 0, 0, 1000, 0
        )
        ann.parts.spaces.put_membership(member)
        ann.parts.spaces.set_home(case_id, SPACE)
        ann.parts.outbox.drop(names)
    (exposed,) = look(ann).exposed
    assert (exposed.changes, len(exposed.photos)) == (0, 1)
    (evidence,) = case_in(ann, case_id).evidence
    with ann.parts.database.writing():
        ann.parts.shipping.set_sent(SPACE, case_id, evidence.blob)
    state = look(ann)
    assert (state.count, state.own) == (0, 1)
    (hub,) = state.hubs
    assert (hub.team, hub.complete) == ("Team North", None)
    assert hub.contact is not None
    wish(ann, case_id, PutText("customer/site", "三号塔"))
    (exposed,) = look(ann).exposed
    assert (exposed.changes, exposed.photos) == (1, ())


def test_a_bundle_counts_on_another_disk_and_for_what_it_holds(
    ann: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo = contacts.own(workspace_in(tmp_path / "bo"), "Bo")
    first, second = case(ann), case(ann, "two")
    add_photo(ann, first, "steelblue")
    wish(ann, first, PutText("answers/private_note", "手抖"))
    given = bundles.export(ann, [bo], tmp_path / "mail.fieldcase", cases=[first])
    assert (given.is_elsewhere, look(ann).count) == (False, 2)
    monkeypatch.setattr(copies, "is_same_disk", lambda one, other: False)
    assert bundles.export(ann, [bo], tmp_path / "1.fieldcase", cases=[first]).is_elsewhere
    state = look(ann)
    assert [one.case_id for one in state.exposed] == [second]
    assert state.own == 1  # a bundle holds nothing private
    (copy,) = state.copies
    assert (copy.kind, copy.place, copy.cases) == ("bundle", str(tmp_path), 1)
    assert safety.glance(ann).exposed == 1
    wish(ann, first, PutText("customer/site", "三号塔"))
    add_photo(ann, first, "orange")
    (exposed,) = [one for one in look(ann).exposed if one.case_id == first]
    assert exposed.changes == 3
    assert [one.caption.en for one in exposed.photos] == ["orange"]
    # Later, what is new only.
    bundles.export(ann, [bo], tmp_path / "2.fieldcase")
    assert look(ann).count == 0


def test_what_went_by_mail_counts_when_a_bundle_comes_back(ann: Workspace, tmp_path: Path) -> None:
    other = workspace_in(tmp_path / "bo")
    bo, me = contacts.own(other, "Bo"), contacts.own(ann, "Ann")
    contacts.keep(ann, bo)
    case_id = case(ann)
    add_photo(ann, case_id, "steelblue")
    bundles.export(ann, [bo], tmp_path / "1.fieldcase", cases=[case_id])
    bundles.take(other, bundles.look(other, tmp_path / "1.fieldcase"))
    assert look(ann).count == 1
    bundles.export(other, [me], tmp_path / "2.fieldcase", name="Bo")
    wish(ann, case_id, PutText("customer/site", "三号塔"))
    bundles.take(ann, bundles.look(ann, tmp_path / "2.fieldcase"))
    (exposed,) = look(ann).exposed
    assert (exposed.changes, exposed.photos) == (1, ())
    assert [(one.kind, one.place) for one in look(ann).copies] == [("laptop", "Bo")]


def test_a_case_file_on_another_disk_is_named_and_does_not_count(
    ann: Workspace, stick: Path
) -> None:
    case_id = case(ann)
    exported = exporting.export_case(ann, case_id, stick, library())
    (exposed,) = look(ann).exposed
    assert exposed.file is not None
    assert exposed.file[0] == str(exported.folder)
    assert look(ann).copies == ()
