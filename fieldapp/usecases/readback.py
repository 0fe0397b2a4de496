"""Reading the notes back: what the customer is shown, what they answer, and the copy they get.

An answer is written at once and never taken back by undoing: it is the customer's. It is bound to
what was shown (`fieldapp.report.notes`), whose bytes are kept so that it can be told what has
changed since. Refusing to answer changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, get_args

from fieldapp.base.language import LANGS, Lang, Text
from fieldapp.base.values import frozen
from fieldapp.case import ids
from fieldapp.case.declaring import NO_TEXT, SHEET
from fieldapp.case.edit import Edit
from fieldapp.case.files import AFTER, orders_known
from fieldapp.case.records import Acknowledgement, Case, Statement
from fieldapp.case.typed import MAX_STROKES
from fieldapp.case.view import Reader
from fieldapp.playbook.library import Library
from fieldapp.playbook.model import Playbook
from fieldapp.report.notes import Changes, Note, Part, Reply, Showing, changes, showing
from fieldapp.report.notes import standing_reply as standing
from fieldapp.report.people import People
from fieldapp.store.errors import BlobError
from fieldapp.store.workspace import Workspace, Writing
from fieldapp.usecases import cases, crafts, editing, workshop
from fieldapp.usecases.reporting import Wish

if TYPE_CHECKING:
    from fieldapp.report.rendered import Rendered

__all__ = [
    "Answer",
    "Changes",
    "Given",
    "LeftOut",
    "Note",
    "Part",
    "Reply",
    "Showing",
    "Side",
    "acknowledge",
    "changed_since",
    "contact_lines",
    "copy_for_customer",
    "language_of",
    "left_out",
    "showing",
    "side_with",
    "signature_of",
    "standing",
    "tell",
]

Answer = Literal["right", "not_quite", "declined"]
Side = Literal["customer", "service"]
"""Whose side somebody is on, as a party of the case: the customer's, or ours."""
SIDES: tuple[Side, ...] = get_args(Side)
_SHOWN_KINDS = ("fact", "expectation")

_CONFIRMED: dict[Answer, str] = {"right": "yes", "not_quite": "partly"}
"""What an answer says of the paraphrase, where one was shown."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of the customer's.

    `words`: what they correct or do not agree with, verbatim. `signature`: strokes of a pen, see
    `Kind.STROKES`; it acknowledges the notes and waives nothing.
    """

    answer: Answer
    who: Text = NO_TEXT
    words: Text = NO_TEXT
    signature: str = ""


@frozen
class LeftOut:
    """Somebody whose words the customer is not shown, for nobody knows whose side they are on: how
    many there are, and the first. `speaker` is empty where none was named."""

    speaker: Text
    count: int
    first: Text


def left_out(case: Case, own_name: str) -> tuple[LeftOut, ...]:
    """Whose words would be left out without a reason, in the order they first spoke.

    Args:
        own_name: the person's own name, for a case that names no engineer.
    """
    people = People(case)
    found: dict[str, list[Statement]] = {}
    for said in case.statements:
        who = said.speaker
        is_shown = said.kind in _SHOWN_KINDS and said.text and not said.private
        is_own = bool(own_name) and who.original.strip() == own_name.strip()
        if is_shown and not (is_own or people.is_ours(who) or people.is_customers(who)):
            found.setdefault(" ".join(who.original.split()).casefold(), []).append(said)
    return tuple(LeftOut(all_[0].speaker, len(all_), all_[0].text) for all_ in found.values())


def side_with(case: Case, speaker: Text, side: Side) -> editing.Wish:
    """What is written once the engineer says whose side somebody is on: a party of the case."""
    for party in case.stakeholders:
        if party.title.original.strip() == speaker.original.strip():
            return editing.Put(f"stakeholders/{party.id}/side", side)
    return editing.Add("stakeholders", {"title": speaker, "side": side})


def acknowledge(
    workspace: Workspace, case_id: bytes, playbook: Playbook, shown: Showing, given: Given
) -> str:
    """Keeps what the customer answered on the screen.

    Args:
        shown: what was on the screen when they answered.

    Returns:
        The id of the answer.

    Raises:
        StoreError: nothing was changed.
    """
    return _keep(workspace, case_id, playbook, shown, given, how="on_screen")


def tell(
    workspace: Workspace, case_id: bytes, playbook: Playbook, shown: Showing, given: Given
) -> str:
    """Keeps what the customer answered by word of mouth, as the engineer says.

    Args:
        shown: what the notes said then.

    Raises:
        StoreError: nothing was changed.
    """
    return _keep(workspace, case_id, playbook, shown, given, how="told")


def _keep(
    workspace: Workspace,
    case_id: bytes,
    playbook: Playbook,
    shown: Showing,
    given: Given,
    *,
    how: str,
) -> str:
    item_id = ids.new_item_id(workspace.machine.entropy)
    at = workspace.machine.clock()
    blob = workspace.put_blob(case_id, shown.data)

    def write(writing: Writing) -> None:
        edit = writing.shared
        item = edit.add("acknowledgements", item_id)
        for name, content in (
            ("answer", given.answer),
            ("how", how),
            ("at", at.isoformat()),
            ("lang", shown.lang),
            ("shown", shown.hash),
            ("blob", blob),
            ("signature", given.signature or None),
        ):
            edit.write(f"{item}/{name}", content)
        if orders := orders_known(edit.fold):
            edit.write(f"{item}/{AFTER}", orders)
        edit.set_text(f"{item}/who", given.who)
        edit.set_text(f"{item}/words", given.words)
        confirmed = _CONFIRMED.get(given.answer)
        if confirmed and shown.of("understood") and "paraphrase_confirmed" in playbook.fields:
            edit.write("answers/paraphrase_confirmed", confirmed)
            if given.answer == "not_quite" and given.words:
                _correct(edit, given.words)

    workspace.commit(case_id, write)
    return item_id


def _correct(edit: Edit, words: Text) -> None:
    """Notes the customer's correction, below what was corrected before."""
    path = "answers/paraphrase_correction"
    held = Reader(edit.fold).answer("paraphrase_correction")
    before = held if isinstance(held, Text) else Text.of(str(held or ""))
    if not before:
        edit.set_text(path, words)
    elif words.original not in before.original:
        both = {
            lang: f"{before.get(lang)}\n{words.get(lang)}" for lang in LANGS if before.has(lang)
        }
        edit.set_text(path, Text(both.get("zh", ""), both.get("en", ""), before.src))


def language_of(case: Case) -> Lang:
    """The customer's language: the one most of what they said was said in."""
    people = People(case)
    said = [s.text.src for s in case.statements if people.is_customers(s.speaker)]
    if not said:
        return case.title.src
    return "en" if 2 * said.count("en") > len(said) else "zh"


def signature_of(strokes: Iterable[Iterable[tuple[float, float]]]) -> str:
    """A signature as it is kept; empty if nothing was drawn.

    Args:
        strokes: points from 0 to 1 of the sheet's width and height.
    """
    across, down = SHEET
    drawn = [[f"{round(x * across)} {round(y * down)}" for x, y in stroke] for stroke in strokes]
    while len(found := "".join(f"M{'L'.join(points)}" for points in drawn if points)) > MAX_STROKES:
        is_dots = all(len(points) < 2 for points in drawn)
        drawn = drawn[::2] if is_dots else [points[::2] for points in drawn]
    return found


def contact_lines(
    case: Case, playbook: Playbook, today: date, contact: str, lang: Lang
) -> tuple[tuple[str, str], ...]:
    """Label and text of what the customer keeps: the case's number, whom to turn to, what comes
    next, how to correct the notes and how to take it further.

    Args:
        contact: how the customer reaches us, in one line.
    """
    from fieldapp.report.audience import printed
    from fieldapp.report.layout.card import contact_card

    reference = ids.reference(bytes.fromhex(case.id))
    shown = printed(case, playbook, "customer")
    card = contact_card(shown, playbook, today, reference, contact)
    return tuple((label.get(lang), text.get(lang)) for label, text in card)


def changed_since(workspace: Workspace, given: Acknowledgement, now: Showing) -> Changes | None:
    """What has changed since an answer was given; None where what was shown is not kept here.

    Args:
        now: what would be shown now, in the language of the answer.
    """
    try:
        before = Showing.from_data(workspace.get_blob(given.blob))
    except BlobError:
        return None
    return None if before is None else changes(before, now)


def copy_for_customer(
    workspace: Workspace,
    case_id: bytes,
    library: Library,
    *,
    lang: Lang,
    contact: str = "",
    whole: bool = False,
) -> Rendered:
    """The customer's copy as a PDF: the notes as they stand, or their whole edition of the report.

    Args:
        contact: how the customer reaches us, in one line.
        whole: the customer's edition of the report, which carries its data; else a page or two.

    Raises:
        UnknownPlaybookError: see `cases.playbook_of`.
    """
    from fieldapp.report.layout.copy import lay_out_copy
    from fieldapp.report.rendered import Rendered

    if whole:
        wish = Wish(lang=lang, audience="customer", contact=contact)
        made = cases.report(workspace, case_id, wish, library)
        return Rendered(made.pdf, made.pages, made.plain)
    case: Case = cases.load(workspace, case_id, library)
    playbook = cases.playbook_of(workspace, case, library)
    at = workspace.machine.clock()
    copy = lay_out_copy(case, playbook, lang, at=at, contact=contact)
    return workshop.ours.do(crafts.set_document, copy)
