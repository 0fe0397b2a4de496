"""`fieldapp review`: reports to decide on, without a window.

What is decided goes out as every change does, with the next exchange or in a bundle.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import LANGS, Lang, Text, tr
from fieldapp.case.reviewrecords import SECTIONS
from fieldapp.cli import review_words
from fieldapp.cli.commands import below
from fieldapp.cli.console import Console, WrongUseError, add_json, visible
from fieldapp.cli.workspace import add_workspace, unlocked

if TYPE_CHECKING:
    from fieldapp.store.workspace import Workspace
    from fieldapp.usecases.reviewing import Condition, Looked
    from fieldapp.usecases.reviewlists import Listed

DECISIONS = {
    "approve": "approved",
    "conditions": "conditions",
    "decline": "declined",
    "return": "returned",
    "comment": "commented",
    "ask": "assigned",
}
"""As it is typed, and as it is kept."""
FOLDERS = ("waiting", "returned", "decided")
_APART = "|"
"""Between the parts of a condition."""


class NobodyError(FieldAppError):
    """Nobody of that name is known here. Nothing was written."""


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = below(parser, lang, "review")
    listing, showing, deciding = add("list", _list), add("show", _show), add("decide", _decide)
    undoing, confirming = add("take-back", _take_back), add("confirm", _confirm)
    listing.add_argument(
        "--folder", choices=FOLDERS, default="waiting", help=tr("reviewcli.folder", lang)
    )
    for made in (showing, deciding, undoing):
        made.add_argument("case", metavar="CASE", help=tr("cli.case_id", lang))
        made.add_argument("--number", metavar="N", type=int, help=tr("reviewcli.number", lang))
    showing.add_argument("--pdf", metavar="OUT.pdf", type=Path, help=tr("reviewcli.pdf", lang))
    showing.add_argument("--lang", choices=LANGS, help=tr("cli.report_lang", lang))
    deciding.add_argument("decision", choices=tuple(DECISIONS), help=tr("reviewcli.decision", lang))
    deciding.add_argument("--reason", default="", help=tr("reviewcli.reason", lang))
    for option, where in (("--remark", "PART=TEXT"), ("--condition", "WHAT|WHO|DAY|MEASURE")):
        told = tr(f"reviewcli.{option.strip('-')}", lang)
        deciding.add_argument(option, metavar=where, action="append", default=[], help=told)
    deciding.add_argument("--to", metavar="NAME", default="", help=tr("reviewcli.to", lang))
    deciding.add_argument("--name", default="", help=tr("reviewcli.name", lang))
    confirming.add_argument("name", metavar="NAME", help=tr("reviewcli.contact", lang))
    confirming.add_argument("--no", action="store_true", help=tr("reviewcli.no", lang))
    for made in (listing, showing, deciding, undoing, confirming):
        add_workspace(made, lang)
    for made in (listing, showing, deciding):
        add_json(made, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    code: int = args.run(args, console)
    return code


# What there is to decide


def _list(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import playbooks, reviewlists

    with unlocked(args, console) as workspace:
        lists = reviewlists.lists(workspace, playbooks.library())
    found: tuple[Listed, ...] = getattr(lists, args.folder)
    if args.json:
        console.json([review_words.listed(one) for one in found])
        return 0
    for one in found:
        console.print("  ".join(review_words.line(one, console.lang)))
    if more := lists.more.get(args.folder, 0):
        console.say("reviewcli.more", count=more)
    if not found:
        console.say(f"reviewcli.none_{args.folder}")
    return 0


# One report


def _show(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import outputs, reviewing

    with unlocked(args, console) as workspace:
        looked = _looked(workspace, args)
        if args.pdf is not None:
            outputs.write_file(args.pdf, reviewing.pdf(workspace, looked.report))
    if args.json:
        console.json(review_words.as_json(looked))
        return 0
    for line in review_words.told(looked, args.lang or console.lang):
        console.print(visible(line))
    if args.pdf is not None:
        console.say("reviewcli.pdf_saved", path=args.pdf)
    return 0


def _looked(workspace: Workspace, args: argparse.Namespace) -> Looked:
    """Raises: ReviewError: there is no such report."""
    from fieldapp.usecases import cases, playbooks, reviewing

    case_id, library = cases.find(workspace, args.case), playbooks.library()
    looked = reviewing.look(workspace, case_id, library)
    if args.number is None or looked.report.issue.number == args.number:
        return looked
    found = (one.issue.id for one in looked.versions if one.issue.number == args.number)
    return reviewing.look(workspace, case_id, library, next(found, "-"))


# Deciding


def _decide(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import playbooks, reviewing, settings
    from fieldapp.usecases.reviewing import Verdict

    remarks, conditions = _remarks(args.remark), _conditions(args.condition)
    with unlocked(args, console) as workspace:
        looked = _looked(workspace, args)
        to, to_name = _colleague(looked, args.to) if args.to else (b"", "")
        verdict = Verdict(
            decision=DECISIONS[args.decision],
            by=Text.of(args.name or settings.read()[0].name),
            at=workspace.machine.clock(),
            reason=Text.of(args.reason),
            remarks=remarks,
            conditions=conditions,
            to=to.hex(),
            to_name=Text.of(to_name),
        )
        issue = looked.report.issue.id
        decided = reviewing.decide(workspace, looked.case_id, issue, verdict)
        after = reviewing.look(workspace, looked.case_id, playbooks.library(), issue)
    if args.json:
        answer = {"case": looked.case_id.hex(), "number": looked.report.issue.number}
        console.json({**answer, "review": decided.review, "state": after.report.state})
    else:
        state = tr(f"review.state_{after.report.state}", console.lang)
        console.say("reviewcli.decided", reference=looked.reference, state=state)
    return 0


def _remarks(typed: Sequence[str]) -> dict[str, Text]:
    """Reasons by part.

    Raises:
        WrongUseError: one that is not `PART=TEXT`, or of no part.
    """
    found = {}
    for one in typed:
        part, _, text = one.partition("=")
        if part not in SECTIONS or not text.strip():
            raise WrongUseError("reviewcli.remark_unfit", typed=one, parts=", ".join(SECTIONS))
        found[part] = Text.of(text.strip())
    return found


def _conditions(typed: Sequence[str]) -> tuple[Condition, ...]:
    """Raises: WrongUseError: its third part is no day, or there are too many parts."""
    from fieldapp.usecases.reviewing import Condition

    found = []
    for one in typed:
        parts = [part.strip() for part in one.split(_APART)]
        what, who, day, measure, *more = [*parts, "", "", ""]
        try:
            due = date.fromisoformat(day) if day else None
        except ValueError:
            due = None
        if any(more) or (day and due is None):
            raise WrongUseError("reviewcli.condition_unfit", typed=one)
        texts = (Text.of(part) for part in (what, who, measure))
        found.append(
            Condition(**dict(zip(("what", "who", "measure"), texts, strict=True)), due=due)
        )
    return tuple(found)


def _colleague(looked: Looked, name: str) -> tuple[bytes, str]:
    """Who else decides and is called so.

    Raises:
        NobodyError: nobody known here, or several.
    """
    found = [(author, known) for author, known in looked.colleagues.items() if known == name]
    if len(found) != 1:
        names = ", ".join(sorted(looked.colleagues.values())) or "-"
        raise NobodyError("reviewcli.nobody", name=name, names=names)
    return found[0]


def _take_back(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import reviewing

    with unlocked(args, console) as workspace:
        looked, own = _looked(workspace, args), workspace.identity.author
        mine = [one.review.id for one in looked.report.rulings if one.author == own]
        if not mine:
            raise reviewing.ReviewError("reviewcli.nothing_to_take_back")
        if why := reviewing.take_back(workspace, looked.case_id, mine[-1]):
            raise reviewing.ReviewError(why.code)
    console.say("reviewcli.taken_back", reference=looked.reference)
    return 0


def _confirm(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases import supervisors
    from fieldapp.usecases.syncing import contacts

    with unlocked(args, console) as workspace:
        keys = {one.key for one in contacts.recipients(workspace, [args.name]) if not one.team}
        if len(keys) != 1:
            known = sorted(one.name for one in contacts.known(workspace) if not one.team)
            raise NobodyError("reviewcli.nobody", name=args.name, names=", ".join(known) or "-")
        supervisors.confirm(workspace, keys.pop(), decides=not args.no)
    console.say(f"reviewcli.{'denied' if args.no else 'confirmed'}", name=args.name)
    return 0
