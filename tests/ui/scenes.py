"""Every page of the window in the states a person meets it in, for the tests and pictures of all.

A scene brings a `Stage` to where the page can be looked at; its name begins with the page's.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import sin
from pathlib import Path
from typing import TypeVar, cast

from overview_kit import TODAY, busy
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton
from stage import PASSCODE, Stage

from fieldapp.base import paths
from fieldapp.base.language import Lang, Text
from fieldapp.case.reviewing import Verdict
from fieldapp.case.seal import SigningKey
from fieldapp.overview.few import MINIMUM
from fieldapp.playbook.tools import TOOLS
from fieldapp.store.errors import HeldError
from fieldapp.store.spaces import Membership
from fieldapp.store.workspace import Workspace
from fieldapp.sync.certificates import ENGINEER, Root
from fieldapp.ui.pages.cover import CoverPage
from fieldapp.ui.pages.crm import CrmPage
from fieldapp.ui.pages.evidence.gallery import Gallery
from fieldapp.ui.pages.evidence.page import EvidencePage
from fieldapp.ui.pages.giving import GivingPage
from fieldapp.ui.pages.guide import GuidePage
from fieldapp.ui.pages.handbook import HandbookPage
from fieldapp.ui.pages.lock import LockPage
from fieldapp.ui.pages.method import MethodPage
from fieldapp.ui.pages.new_case import NewCasePage
from fieldapp.ui.pages.practice import PracticePage
from fieldapp.ui.pages.readback import ReadbackPage
from fieldapp.ui.pages.readback.answer_view import AnswerView
from fieldapp.ui.pages.readback.exit_view import ExitView
from fieldapp.ui.pages.readback.notes_view import NotesView
from fieldapp.ui.pages.readback.sides_view import SidesView
from fieldapp.ui.pages.report import ReportPage
from fieldapp.ui.pages.reviews.page import ReviewsPage
from fieldapp.ui.pages.settings.page import SettingsPage
from fieldapp.ui.pages.talk import TalkPage
from fieldapp.ui.pages.team import TeamPage
from fieldapp.ui.pages.welcome import WelcomePage
from fieldapp.ui.widgets.picture import PictureCanvas
from fieldapp.usecases import (
    beginning,
    editing,
    elsewhere,
    handing,
    issuing,
    people,
    reviewing,
    switching,
)
from fieldapp.usecases.beginning import NewCase
from fieldapp.usecases.editing import Add, Content, Delete, Put
from fieldapp.usecases.syncing import contacts
from fieldapp.usecases.syncing.background import HubState
from fieldapp.usecases.syncing.contacts import Contact
from fieldapp.usecases.syncing.progress import Progress
from fieldapp.usecases.workspaces import projector

T = TypeVar("T")
Bring = Callable[[Stage], None]


@dataclass(frozen=True)
class Scene:
    """`scaled`: also looked at on screens that enlarge everything."""

    name: str
    bring: Bring
    scaled: bool = False

    @property
    def page(self) -> str:
        return self.name.partition("-")[0]


SCENES: list[Scene] = []


def scene(name: str, *, scaled: bool = False) -> Callable[[Bring], Bring]:
    def known(bring: Bring) -> Bring:
        SCENES.append(Scene(name, bring, scaled))
        return bring

    return known


# What is said in a case that has just begun

_SAID: Mapping[Lang, Mapping[str, str]] = {
    "en": {
        "customer": "Hengfeng Dairy",
        "line": "Filler 3 keeps stopping",
        "who": "Mr Zhao, line manager",
        "fact": "It stopped twice this week, for an hour each time.",
        "again": "The valve was replaced in May, and again in October.",
        "feeling": "Every time you say it is fixed, and what do I tell my manager?",
        "expectation": "A date in writing before the weekend shift.",
        "mate": "Xiao Liu",
        "stopped": "Last night it stopped again, at ten past two.",
        "half": "The counter on the panel reads 4",
        "name": "Li Wei",
        "contact": "+86 138 0000 0000",
        "correction": "It was three stops, not two; the third was on Sunday night.",
        "reason": "The line manager meets us at noon and needs it before then.",
    },
    "zh": {
        "customer": "恒丰乳业",
        "line": "3 号灌装机反复停机",
        "who": "赵主任",
        "fact": "这个星期停了两回，每回一个钟头。",
        "again": "阀五月份换过一次，十月份又换了一次。",
        "feeling": "每回都说修好了，您让我怎么跟厂长开口？",
        "expectation": "周末排班以前，给个写在纸上的日子。",
        "mate": "小刘",
        "stopped": "昨儿夜里两点十分又停了一回。",
        "half": "面板上的计数器停在 4",
        "name": "李威",
        "contact": "138 0000 0000",
        "correction": "是停了三回，不是两回；第三回是星期天夜里。",
        "reason": "客户主管中午就要和我们碰头，得先拿到它。",
    },
}


def _person(stage: Stage) -> dict[str, object]:
    said = _SAID[stage.lang]
    return {"name": said["name"], "contact": said["contact"]}


def _begin(stage: Stage, page: str = "talk", *, level: int = 0, noted: bool = True) -> None:
    """A case from a name and a line, with a few notes and a level of the customer's if wanted."""
    said = _SAID[stage.lang]
    new = NewCase(said["customer"], said["line"], "pacts", "", said["name"])
    desk, made = stage.window.desk, list[bytes]()
    desk.run(lambda ws: beginning.begin(ws, new, desk.library)).then(stage.window, made.append)
    stage.until(lambda: made)
    stage.open_case(made[0], page)
    at = stage.house.now
    if noted:
        stage.session.write(Put("customer/contact", said["who"]))
        for number, (kind, words) in enumerate(
            (("fact", "fact"), ("feeling", "feeling"), ("fact", "again"), ("expectation",) * 2)
        ):
            values: dict[str, Content] = {"kind": kind, "at": at, "verbatim": True}
            stage.session.write(
                Add("statements", values, f"n{number}"),
                Put(f"statements/n{number}/text", said[words]),
                Put(f"statements/n{number}/speaker", said["who"]),
            )
    if level:
        stage.session.write(
            Add("emotions", {"who": "customer", "level": level, "at": at}, "l1"),
            Add("emotions", {"who": "engineer", "level": 2, "at": at}, "l2"),
        )
    stage.settle()


# The way in


@scene("welcome", scaled=True)
def welcome(stage: Stage) -> None:
    stage.house.clear()
    stage.start()


@scene("welcome-refused")
def welcome_refused(stage: Stage) -> None:
    stage.house.clear()
    stage.start()
    page = cast(WelcomePage, stage.page)
    page.passcode.set_text("short", "short")
    page.make()
    stage.settle()


@scene("welcome-code", scaled=True)
def welcome_code(stage: Stage) -> None:
    stage.house.clear()
    stage.start()
    page = cast(WelcomePage, stage.page)
    page.passcode.set_text(PASSCODE, PASSCODE)
    page.make()
    stage.until(lambda: page.code is not None)
    stage.settle()


@scene("lock")
def lock(stage: Stage) -> None:
    stage.start()
    stage.window.lock()
    stage.settle()


@scene("lock-refused")
def lock_refused(stage: Stage) -> None:
    lock(stage)
    form = cast(LockPage, stage.page).form
    assert form is not None
    for _ in range(5):
        form.field.set_text("wrong horse")  # type: ignore[attr-defined]
        form.submit()
        stage.settle()


@scene("lock-recovery")
def lock_recovery(stage: Stage) -> None:
    lock(stage)
    cast(LockPage, stage.page).ask_recovery()
    stage.settle()


@scene("lock-by-team")
def lock_by_team(stage: Stage) -> None:
    lock(stage)
    cast(LockPage, stage.page).refuse(HeldError("leaving.held", team="North", count=3))
    stage.settle()


def _damage(stage: Stage) -> None:
    """A workspace whose database can no longer be read, with a backup beside it."""
    stage.start()
    stage.go("settings")
    stage.find(QAbstractButton, name=stage.page.context.say("shell.back_up_now")).click()
    stage.settle()
    stage.close()
    database = stage.house.workspace / "db.sqlite"
    data = bytearray(database.read_bytes())
    data[8192:12288] = bytes(4096)
    database.write_bytes(data)
    stage.start()
    stage.settle()


@scene("rescue", scaled=True)
def rescue(stage: Stage) -> None:
    _damage(stage)


@scene("rescue-backup")
def rescue_backup(stage: Stage) -> None:
    _damage(stage)
    form = cast(LockPage, stage.page).form
    form.way.buttons["restore"].click()  # type: ignore[union-attr]
    stage.settle()


@scene("rescue-done")
def rescue_done(stage: Stage) -> None:
    rescue_backup(stage)
    form = cast(LockPage, stage.page).form
    form.opener.secret.set_text(PASSCODE)  # type: ignore[union-attr]
    form.submit()  # type: ignore[union-attr]
    stage.settle()


# Cases


@scene("empty", scaled=True)
def empty(stage: Stage) -> None:
    """An empty workspace."""
    stage.house.clear()
    stage.start()
    page = cast(WelcomePage, stage.page)
    page.passcode.set_text(PASSCODE, PASSCODE)
    page.make()
    stage.until(lambda: page.code is not None)
    assert page.code is not None
    page.code.written.click()
    page.code.button.click()
    stage.until(lambda: stage.window.page_name == "empty")
    stage.settle()


@scene("empty-none-open")
def none_open(stage: Stage) -> None:
    stage.start()
    stage.go("empty")


@scene("empty-not-found")
def not_found(stage: Stage) -> None:
    stage.start()
    stage.window.search()
    stage.write("qqqq")


@scene("new", scaled=True)
def new(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.go("new")


@scene("new-filled")
def new_filled(stage: Stage) -> None:
    new(stage)
    page, said = cast(NewCasePage, stage.page), _SAID[stage.lang]
    page.begin()
    page.customer.setText(said["customer"])
    page.line.setText(said["line"])
    page.line.setFocus()
    stage.settle()


@scene("new-chooser", scaled=True)
def new_chooser(stage: Stage) -> None:
    stage.start(**_person(stage))
    page = cast(NewCasePage, stage.go("new", "chooser"))
    stage.until(lambda: page.chooser is not None and page.chooser.isVisible())
    assert page.chooser is not None
    for question, answer in (("matter", "fault"), ("who", "customer"), ("stage", "again")):
        page.chooser.questions[question].buttons[answer].click()
    stage.settle()


# Another method


@scene("method", scaled=True)
def method(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.open("telecom")
    page = cast(MethodPage, stage.go("method"))
    stage.until(lambda: page.chooser is not None)
    assert page.chooser is not None
    page.chooser.questions["matter"].buttons["many"].click()
    page.chooser.questions["stage"].buttons["tense"].click()
    stage.settle()


@scene("guide-crisis", scaled=True)
def guide_crisis(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, "guide", level=4)
    stage.window.turn_crisis()
    stage.settle()


@scene("guide-elsewhere")
def guide_elsewhere(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.open("telecom")
    desk, case_id = stage.window.desk, stage.session.case_id
    stage.session.perform(lambda ws: switching.switch(ws, case_id, "conflict", desk.library))
    stage.settle()
    cast(GuidePage, stage.page).go(elsewhere.STEP)
    stage.settle()


# In the talk


@scene("talk-begun", scaled=True)
def talk_begun(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, noted=False)


@scene("talk", scaled=True)
def talk(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, level=3)
    stage.write(_SAID[stage.lang]["half"])


@scene("talk-sample")
def talk_sample(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.open("telecom", "talk")


@scene("talk-folded")
def talk_folded(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, level=4)
    page = cast(TalkPage, stage.page)
    for _ in range(4):
        if not page.words.buttons["paraphrase"].isVisible():
            page.turn_step(1)
    stage.settle()


@scene("talk-paraphrase")
def talk_paraphrase(stage: Stage) -> None:
    talk_folded(stage)
    cast(TalkPage, stage.page).open_paraphrase()
    stage.settle()


@scene("talk-safety", scaled=True)
def talk_safety(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, level=5)


@scene("talk-levels")
def talk_levels(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.open("telecom", "talk")
    cast(TalkPage, stage.page).toggle_levels()
    stage.settle()


@scene("talk-own-level")
def talk_own_level(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage)
    stage.press(Qt.Key.Key_F6)


@scene("talk-their-level")
def talk_their_level(stage: Stage) -> None:
    talk_own_level(stage)
    stage.press(Qt.Key.Key_F6)
    stage.press(Qt.Key.Key_4)


@scene("talk-editing")
def talk_editing(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, level=2)
    page = cast(TalkPage, stage.page)
    assert page.boxes is not None
    page.boxes.focus("n1")
    stage.press(Qt.Key.Key_Return)


# Afterwards


def _guide(name: str, sample: str, step: int, *, scaled: bool = False) -> None:
    @scene(name, scaled=scaled)
    def guide(stage: Stage) -> None:
        stage.start(**_person(stage))
        page = cast(GuidePage, stage.open(sample))
        standing = stage.session.standing
        assert standing is not None
        page.go(standing.steps[step].step.id)
        stage.settle()


@scene("guide-begun", scaled=True)
def guide_begun(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, "guide", noted=False)


@scene("guide-folded")
def guide_folded(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, "guide", level=4)
    standing = stage.session.standing
    assert standing is not None
    folded = next(state.step.id for state in standing.steps if state.folded)
    cast(GuidePage, stage.page).go(folded)
    stage.settle()


for _step in range(5):
    _guide(f"guide-pacts-{_step + 1}", "medical", _step, scaled=_step == 1)
for _step in range(4):
    _guide(f"guide-objection-{_step + 1}", "telecom", _step)
_guide("guide-conflict", "contract", 1)
_guide("guide-scenario", "outage", 1)
_guide("guide-negotiation", "laundry", 1)
_guide("guide-disagreement", "departments", 1)


@scene("guide-end")
def guide_end(stage: Stage) -> None:
    """The lower end of a long step."""
    stage.start(**_person(stage))
    page = cast(GuidePage, stage.open("medical"))
    standing = stage.session.standing
    assert standing is not None
    page.go(standing.steps[-1].step.id)
    stage.scroll_down()


# Tools, methods, what is owed


def _tool(name: str, sample: str, *, page: str = "tool", scaled: bool = False) -> None:
    @scene(f"{page}-{name}", scaled=scaled)
    def tool(stage: Stage) -> None:
        stage.start(**_person(stage))
        stage.open(sample)
        stage.go(page, name)
        stage.rest()


_tool("all", "medical", scaled=True)
for _known in TOOLS:
    _tool(_known.id, "medical")
for _name in ("options", "survey"):
    _tool(_name, "medical", page="turned")


@scene("tool-customers-known")
def customers_known(stage: Stage) -> None:
    """A customer of several cases, further down the page."""
    stage.start(**_person(stage))
    stage.open("contract")
    company = stage.session.standing.case.customer.company  # type: ignore[union-attr]
    for name in ("outage", "laundry", "contract"):
        stage.open(name)
        stage.session.write(Put("customer/company", company))
        stage.rest()
    stage.go("tool", "customers")
    stage.rest()


@scene("tool-begun")
def tool_begun(stage: Stage) -> None:
    """A tool in which there is nothing yet."""
    stage.start(**_person(stage))
    _begin(stage, "guide", noted=False)
    stage.go("tool", "causes")
    stage.rest()


def _page(name: str, *, scaled: bool = False) -> None:
    @scene(name, scaled=scaled)
    def page(stage: Stage) -> None:
        stage.start(**_person(stage))
        stage.go(name)
        stage.rest()


_page("agenda", scaled=True)
_page("reviews")


_page("team")


@scene("team-figures", scaled=True)
def team_figures(stage: Stage) -> None:
    """A team of some two dozen cases a month."""
    stage.start(**_person(stage))
    page = cast(TeamPage, stage.go("team"))
    stage.until(lambda: page.found is not None)
    page.show_rows(busy(), TODAY)
    stage.until(lambda: page.found is not None and page.found.cases > MINIMUM)
    stage.rest()


@scene("team-figures-end")
def team_figures_end(stage: Stage) -> None:
    team_figures(stage)
    stage.scroll_down()
    stage.rest()


def _colleagues(stage: Stage, *, has_pdf: bool = True, approved: bool = False) -> ReviewsPage:
    """Goes to a report that a colleague has issued."""
    stage.start(**_person(stage))
    desk, case = stage.window.desk, stage.house.ids["telecom"]
    colleague = Path(desk.folder).parent / "colleague"
    machine = stage.house.machine(entropy=random.Random(5).randbytes)

    def work(workspace: Workspace) -> None:
        project = projector(desk.library)
        other, _ = Workspace.create(colleague, passcode=PASSCODE, machine=machine, project=project)
        with other:
            other.admit(workspace.frames(case))
            issuing.issue(other, case, desk.library, final=True, reason="x")
            workspace.admit(other.frames(case))
            report = reviewing.look(workspace, case, desk.library).report
            away = set() if has_pdf else {report.issue.pdf}
            for name in other.blobs(case) - workspace.blobs(case) - away:
                workspace.put_blob(case, other.get_blob(name))
        if approved:
            me = Text("周敏", "Zhou Min", "zh")
            verdict = Verdict(decision="approved", by=me, at=workspace.machine.clock())
            reviewing.decide(workspace, case, report.issue.id, verdict)

    done: list[None] = []
    desk.run(work).then(stage.window, done.append)
    stage.until(lambda: done)
    stage.go("reviews", f"{case.hex()}:")
    page = cast(ReviewsPage, stage.page)
    stage.until(lambda: page.view is not None and page.view.card is not None)
    stage.settle()
    return page


@scene("reviews-returning", scaled=True)
def reviews_returning(stage: Stage) -> None:
    """A colleague's report, about to go back with a reason."""
    page = _colleagues(stage)
    assert page.view is not None and page.view.card is not None
    page.view.card.press("returned")
    stage.rest()


@scene("reviews-unsigned")
def reviews_unsigned(stage: Stage) -> None:
    """A report that was approved while its PDF was not at hand."""
    _colleagues(stage, has_pdf=False, approved=True)
    stage.rest()


_page("safety")
_page("incoming")


# Giving and taking


def _run(stage: Stage, work: Callable[[Workspace], T]) -> T:
    """What work on the workspace gives."""
    found: list[T] = []
    stage.window.desk.run(work).then(stage.window, found.append)
    stage.until(lambda: found)
    return found[0]


_BO = Contact("Bo Zhang", bytes(range(32)))


def _give(stage: Stage, *known: Contact) -> GivingPage:
    stage.start(**_person(stage))
    for contact in known:
        _run(stage, lambda workspace, one=contact: contacts.keep(workspace, one))  # type: ignore[misc]
    stage.open("medical")
    page = cast(GivingPage, stage.go("giving"))
    stage.until(lambda: page.circle is not None)
    stage.settle()
    return page


@scene("giving", scaled=True)
def giving(stage: Stage) -> None:
    page = _give(stage, _BO, Contact("王磊", bytes(range(7, 39))))
    page.ticks[_BO.key].setChecked(True)
    stage.settle()


@scene("giving-nobody")
def giving_nobody(stage: Stage) -> None:
    _give(stage)


@scene("crm", scaled=True)
def crm(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.open("telecom")
    page = cast(CrmPage, stage.go("crm"))
    stage.until(lambda: page.made is not None)
    stage.settle()


@scene("giving-handing", scaled=True)
def giving_handing(stage: Stage) -> None:
    """In two teams, with a wish that waits."""
    stage.start(**_person(stage))
    stage.window.hubs.stop()
    stage.open("medical")
    case = stage.house.ids["medical"]

    def work(workspace: Workspace) -> None:
        known = _join(workspace, "North", 1, ("王磊", "Bo Zhang", "Chen Yu", "何静"))
        _join(workspace, "South", 2, ())
        people.learn(workspace, known)
        hands = handing.hands(workspace, case)
        handing.give(workspace, case, handing.named_colleague(hands, "Bo Zhang"))

    _run(stage, work)
    page = cast(GivingPage, stage.go("giving"))
    card = page.handing
    stage.until(lambda: page.circle is not None and card.hands is not None)
    if card.teams is not None:
        next(iter(card.teams.buttons.values())).click()
    stage.settle()


def _join(
    workspace: Workspace, team: str, joined: int, colleagues: tuple[str, ...]
) -> dict[bytes, str]:
    """Makes the laptop one of a team's, with colleagues; their names, by author."""
    root = Root(SigningKey(bytes([joined]) * 32))
    who, key = workspace.identity, workspace.device_key.public
    account = bytes([joined]) * 16
    made = [root.account(account, ENGINEER, 0)]
    made.append(root.device(account, who.device, who.author, key, 0))
    names = {}
    for number, name in enumerate(colleagues, 100):
        one = bytes([number]) * 16
        names[one] = name
        made += [root.account(one, ENGINEER, 0), root.device(one, one, one, one * 2, 0)]
    spaces = workspace.parts.spaces
    with workspace.parts.database.writing():
        member = Membership(
            root.space,
            "https://hub.invalid",
            team,
            "Ann",
            bytes([joined]) * 16,
            b"",
            b"",
            0,
            joined,
            0,
            0,
        )
        spaces.put_membership(member)
        spaces.put_certificates(root.space, ((sha256(raw).digest(), raw) for raw in made))
    return names


@scene("giving-contact")
def giving_contact(stage: Stage) -> None:
    page = _give(stage)
    page.contacts.offer(_BO)
    stage.settle()
    stage.scroll_down()


@scene("safety-copies")
def safety_copies(stage: Stage) -> None:
    stage.start(**_person(stage))
    ids = stage.house.ids

    def work(workspace: Workspace) -> None:
        store, at = workspace.parts.copies, round(stage.house.now.timestamp() * 1000)
        upto = workspace.parts.counter.read()[0].n
        with workspace.parts.database.writing():
            store.put(ids["medical"], "bundle", "/media/stick", upto, at)
            store.put(ids["outage"], "laptop", _BO.name, upto, at)
            store.put(ids["telecom"], "file", "/media/stick/C-ABCDEFGH", upto, at)

    _run(stage, work)
    stage.go("safety")
    stage.rest()


@scene("works-exchange")
def works_exchange(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.go("safety")
    hubs = stage.window.hubs
    hubs._tell(HubState(("North",), 3, None, None, Progress(2_100_000, 6_900_000, 150)))
    work = next(iter(stage.window.works._strips))
    stage.window.works._show(work)
    hubs._tell(HubState(("North",), 3, None, None, Progress(2_900_000, 6_100_000, 140)))
    stage.rest()


@scene("arrival")
def arrival(stage: Stage) -> None:
    stage.start(**_person(stage))
    path = paths.forms("samples", "telecom", "case.json")
    document = json.loads(path.read_text("utf-8"))
    document["title"] = {"zh": "五号机房断电", "en": "Power cut in room 5", "src": "zh"}
    document["evidence"] = []
    for held in (*document["statements"], *document["causes"]):
        held.pop("evidence", None)
    changed = stage.house.home / "case.json"
    changed.write_text(json.dumps(document), "utf-8")
    stage.window.reception._open([changed])
    stage.until(lambda: stage.window.page_name == "arrival")
    stage.rest()


@scene("incoming-dispute")
def incoming_dispute(stage: Stage) -> None:
    stage.start(**_person(stage))
    case_id, home = stage.house.ids["medical"], stage.house.home / "colleague"
    machine = stage.house.machine(entropy=random.Random(5).randbytes)
    other, _ = Workspace.create(home, passcode=PASSCODE, machine=machine)
    other.admit(_run(stage, lambda workspace: workspace.frames(case_id)))
    other.commit(case_id, lambda writing: writing.shared.write("severity", 2))
    _run(
        stage,
        lambda ws: editing.apply(ws, case_id, (Put("severity", 5),), lambda _: False),
    )
    theirs = other.frames(case_id)
    _run(stage, lambda workspace: workspace.admit(theirs))
    other.lock()
    stage.go("incoming")
    stage.rest()


# Evidence


@scene("evidence-none", scaled=True)
def evidence_none(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, "evidence")


@scene("evidence", scaled=True)
def evidence(stage: Stage) -> None:
    stage.start(**_person(stage))
    page = cast(EvidencePage, stage.open("telecom", "evidence"))
    gallery = page.gallery
    assert isinstance(gallery, Gallery)
    stage.until(lambda: gallery.detail is not None)
    stage.rest()


def _paste(stage: Stage) -> EvidencePage:
    """Two photos have come in and wait to be looked at."""
    stage.start(**_person(stage))
    _begin(stage, "evidence")
    page = cast(EvidencePage, stage.page)
    photos = sorted(paths.forms("samples", "medical", "photos").iterdir())[:2]
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in photos])
    QGuiApplication.clipboard().setMimeData(data)
    page.paste()
    stage.until(lambda: len(page.intake.waiting) == 2 and not page.intake.is_preparing)
    stage.settle()
    return page


@scene("evidence-waiting")
def evidence_waiting(stage: Stage) -> None:
    _paste(stage)


@scene("evidence-covering")
def evidence_covering(stage: Stage) -> None:
    page = _paste(stage)
    page.waiting.cover()
    stage.settle()
    canvas = stage.find(PictureCanvas)
    canvas.add()
    canvas.tool = "crop"
    canvas.add()
    stage.settle()


@scene("evidence-cover-kept")
def evidence_cover_kept(stage: Stage) -> None:
    evidence(stage)
    gallery = cast(EvidencePage, stage.page).gallery
    assert isinstance(gallery, Gallery)
    assert gallery.detail is not None
    gallery.detail.cover.click()
    stage.settle()
    stage.find(PictureCanvas).add()
    stage.settle()


@scene("evidence-reading")
def evidence_reading(stage: Stage) -> None:
    evidence(stage)
    cast(EvidencePage, stage.page).gallery.bar.reading.click()
    stage.rest()


@scene("evidence-covered")
def evidence_covered(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage)
    stage.window.cover(on=True)
    stage.go("evidence")


# The report


def _report(stage: Stage, sample: str) -> ReportPage:
    stage.start(**_person(stage))
    page = cast(ReportPage, stage.open(sample, "report"))
    _drawn(stage, page)
    return page


def _drawn(stage: Stage, page: ReportPage) -> None:
    """The pages of the preview can be seen."""
    stage.until(lambda: page.draft is not None and page.preview.pdf)
    stage.until(lambda: any(one.image is not None for one in page.preview._pages))
    stage.rest()


@scene("report", scaled=True)
def report(stage: Stage) -> None:
    _report(stage, "telecom")


@scene("report-grounds")
def report_grounds(stage: Stage) -> None:
    page = _report(stage, "medical")
    rows = [row for part in page._parts.values() for row in part._rows if row.line.grounds]
    rows[0].button.click()
    stage.settle()


@scene("report-own-words")
def report_own_words(stage: Stage) -> None:
    page = _report(stage, "medical")
    page._parts["background"]._write.click()
    stage.settle()


@scene("report-begun")
def report_begun(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, "report")
    _drawn(stage, cast(ReportPage, stage.page))


@scene("report-mend")
def report_mend(stage: Stage) -> None:
    report_begun(stage)
    cast(ReportPage, stage.page).show_tab("mend")
    stage.settle()


@scene("report-never-issued")
def report_never_issued(stage: Stage) -> None:
    report_begun(stage)
    cast(ReportPage, stage.page).show_tab("issued")
    stage.settle()


@scene("report-reason")
def report_reason(stage: Stage) -> None:
    report_begun(stage)
    cast(ReportPage, stage.page).bar.final.click()
    stage.write(_SAID[stage.lang]["reason"])


@scene("report-issued")
def report_issued(stage: Stage) -> None:
    page = _report(stage, "telecom")
    page.bar.preliminary.click()
    stage.until(lambda: page.draft is not None and page.draft.editions)
    stage.rest()
    page.bar.final.click()
    stage.until(lambda: page.draft is not None and len(page.draft.editions) == 2)
    stage.rest()
    page.show_tab("issued")
    stage.settle()


# Read back


def _lend(stage: Stage) -> ReadbackPage:
    stage.start(**_person(stage))
    _begin(stage)
    stage.go("readback")
    page = cast(ReadbackPage, stage.page)
    stage.until(lambda: isinstance(page.view, NotesView))
    stage.settle()
    return page


@scene("readback-sides", scaled=True)
def readback_sides(stage: Stage) -> None:
    """Somebody whose side nobody knows."""
    stage.start(**_person(stage))
    _begin(stage)
    said = _SAID[stage.lang]
    stage.session.write(
        Add("statements", {"kind": "fact", "text": said["stopped"], "speaker": said["mate"]})
    )
    stage.rest()
    stage.go("readback")
    page = cast(ReadbackPage, stage.page)
    stage.until(lambda: isinstance(page.view, SidesView))
    stage.settle()


@scene("readback", scaled=True)
def readback(stage: Stage) -> None:
    _lend(stage)


@scene("readback-long")
def readback_long(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.open("telecom")
    stage.go("readback")


@scene("readback-none")
def readback_none(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, noted=False)
    stage.go("readback")


def _answer(stage: Stage, answer: str) -> AnswerView:
    page = _lend(stage)
    cast(NotesView, page.view).buttons[answer].click()  # type: ignore[index]
    stage.settle()
    view = page.view
    assert isinstance(view, AnswerView)
    return view


@scene("readback-signature", scaled=True)
def readback_signature(stage: Stage) -> None:
    view = _answer(stage, "right")
    view.who.insert(_SAID[stage.lang]["who"])
    view.pad.set_strokes([tuple((0.12 + i / 70, 0.5 + 0.25 * sin(i)) for i in range(46))])
    stage.settle()


@scene("readback-not-quite")
def readback_not_quite(stage: Stage) -> None:
    _answer(stage, "not_quite")
    stage.write(_SAID[stage.lang]["correction"])


@scene("readback-thanks")
def readback_thanks(stage: Stage) -> None:
    readback_not_quite(stage)
    page = cast(ReadbackPage, stage.page)
    cast(AnswerView, page.view).finish.click()
    stage.settle()


@scene("readback-leaving")
def readback_leaving(stage: Stage) -> None:
    page = _lend(stage)
    page.engineer.click()
    stage.settle()


@scene("readback-engineer")
def readback_engineer(stage: Stage) -> None:
    readback_leaving(stage)
    page = cast(ReadbackPage, stage.page)
    view = page.view
    assert isinstance(view, ExitView)
    assert view.passcode is not None
    view.passcode.setText(PASSCODE)
    view.leave.click()
    stage.until(lambda: page.view is not view)
    stage.settle()


@scene("report-answer-void")
def report_answer_void(stage: Stage) -> None:
    """The customer has confirmed, and then the notes were changed."""
    view = _answer(stage, "right")
    view.who.insert(_SAID[stage.lang]["who"])
    view.finish.click()
    stage.settle()
    page = cast(ReadbackPage, stage.page)
    page.holds_lock = False
    stage.session.write(
        Put("statements/n0/text", _SAID[stage.lang]["correction"]), Delete("statements/n3")
    )
    _drawn(stage, cast(ReportPage, stage.go("report")))


# Under the cover


@scene("cover", scaled=True)
def cover(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, level=4)
    stage.press(Qt.Key.Key_F9)


@scene("cover-asked")
def cover_asked(stage: Stage) -> None:
    cover(stage)
    cast(CoverPage, stage.page).ask()
    stage.settle()


@scene("cover-leaving")
def cover_leaving(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, level=4)
    stage.press(Qt.Key.Key_F10)


@scene("cover-no-case")
def cover_no_case(stage: Stage) -> None:
    stage.start()
    stage.go("empty")
    stage.press(Qt.Key.Key_F9)


# History, help, palette


@scene("history", scaled=True)
def history(stage: Stage) -> None:
    stage.start(**_person(stage))
    _begin(stage, level=3)
    stage.session.write(Put("statements/n0/text", _SAID[stage.lang]["again"]))
    stage.go("history")
    stage.settle()


@scene("history-place")
def history_place(stage: Stage) -> None:
    history(stage)
    stage.go("history", "statements/n0/text")


@scene("help", scaled=True)
def help_(stage: Stage) -> None:
    stage.start()
    stage.go("help")


@scene("help-end")
def help_end(stage: Stage) -> None:
    help_(stage)
    stage.scroll_down()


@scene("handbook", scaled=True)
def handbook(stage: Stage) -> None:
    stage.start()
    page = cast(HandbookPage, stage.go("handbook"))
    stage.until(lambda: page.chapters)
    stage.settle()


@scene("handbook-method")
def handbook_method(stage: Stage) -> None:
    handbook(stage)
    page = cast(HandbookPage, stage.page)
    page.list.setCurrentRow([chapter.id for chapter in page.chapters].index("objection"))
    stage.settle()


@scene("handbook-found")
def handbook_found(stage: Stage) -> None:
    handbook(stage)
    cast(HandbookPage, stage.page).search.setText("PACTS")
    stage.settle()


@scene("practice", scaled=True)
def practice(stage: Stage) -> None:
    stage.start()
    page = cast(PracticePage, stage.go("practice"))
    stage.until(lambda: page.board is not None)
    stage.settle()


@scene("practice-turn", scaled=True)
def practice_turn(stage: Stage) -> None:
    practice(stage)
    page = cast(PracticePage, stage.page)
    assert page.board is not None
    page.begin(page.board.tasks[0])
    stage.settle()


@scene("practice-answered")
def practice_answered(stage: Stage) -> None:
    practice_turn(stage)
    cast(PracticePage, stage.page).choose("c")
    stage.settle()


@scene("practice-done")
def practice_done(stage: Stage) -> None:
    practice_turn(stage)
    page = cast(PracticePage, stage.page)
    for option in ("c", "a", "a"):
        page.choose(option)
        assert page.on is not None
        page.on.click()
    stage.settle()


def _palette(stage: Stage, text: str) -> None:
    stage.start(**_person(stage))
    stage.open("telecom")
    stage.window.turn_palette()
    stage.settle()
    if text:
        stage.write(text)
        stage.rest()


@scene("palette", scaled=True)
def palette(stage: Stage) -> None:
    _palette(stage, "")


@scene("palette-found")
def palette_found(stage: Stage) -> None:
    _palette(stage, "报告" if stage.lang == "zh" else "rep")


@scene("palette-nothing")
def palette_nothing(stage: Stage) -> None:
    _palette(stage, "qqqq")


# Settings


def _settings(stage: Stage, section: str = "") -> SettingsPage:
    stage.start(**_person(stage))
    page = cast(SettingsPage, stage.go("settings"))
    stage.rest()
    if section:
        page.jump(section)
        stage.settle()
    return page


@scene("settings", scaled=True)
def settings(stage: Stage) -> None:
    _settings(stage)


@scene("settings-access")
def settings_access(stage: Stage) -> None:
    page = _settings(stage, "access")
    page.access.ask_passcode()
    stage.settle()


@scene("settings-code")
def settings_code(stage: Stage) -> None:
    page = _settings(stage, "access")
    page.access.ask_code()
    assert page.access.form is not None
    page.access.form.present.set_text(PASSCODE)
    page.access.form.submit()
    stage.until(lambda: page.access.card is not None)
    stage.settle()


@scene("settings-teams")
def settings_teams(stage: Stage) -> None:
    _settings(stage, "teams")


@scene("settings-backups")
def settings_backups(stage: Stage) -> None:
    _settings(stage, "backups")


@scene("settings-restoring")
def settings_restoring(stage: Stage) -> None:
    page = _settings(stage, "backups")
    page.backups.now.click()
    stage.settle()
    page.backups.ask_restore()
    stage.scroll_to(page.backups.form)


@scene("settings-checked")
def settings_checked(stage: Stage) -> None:
    page = _settings(stage, "backups")
    page.backups.check_all()
    stage.until(page.backups.findings.texts)
    stage.rest()
    stage.scroll_to(page.backups.findings)


@scene("settings-folders")
def settings_folders(stage: Stage) -> None:
    own = stage.house.home / "own"
    (own / "playbooks").mkdir(parents=True)
    (own / "playbooks" / "visit.yaml").write_text("title: {en: Visit}\nsteps: nothing\n")
    page = _settings(stage, "folders")
    page.folders.use_playbooks(own)
    stage.until(page.folders.findings.texts)
    stage.rest()


@scene("settings-about")
def settings_about(stage: Stage) -> None:
    page = _settings(stage, "about")
    page.about.more.click()
    stage.rest()
    stage.scroll_to(page.about)


# What may come up on any page


@scene("notices")
def notices(stage: Stage) -> None:
    stage.start(**_person(stage))
    stage.open("medical")
    say, voice = stage.page.context.say, stage.window.voice
    voice.say("ok", say("shell.backed_up"))
    voice.say("info", say("talk.removed"), ((say("talk.undo"), lambda: None),))
    voice.say("danger", say("ui.not_saved", reason=say("ui.locked_meanwhile")))
    stage.settle()
