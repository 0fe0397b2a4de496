"""`fieldapp list`: the workspace's cases, last changed first."""

from __future__ import annotations

import argparse
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fieldapp.base.language import Lang, tr
from fieldapp.case import ids
from fieldapp.cli.console import Console, add_json, visible
from fieldapp.cli.workspace import add_workspace, unlocked
from fieldapp.usecases.verdicts import TOLD, vouched

if TYPE_CHECKING:
    from fieldapp.store.listing import Row

_TITLE_CELLS = 44
_STATE_CELLS = 15
_MOST = 1_000_000


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument("words", nargs="*", metavar="WORD", help=tr("cli.list_words", lang))
    parser.add_argument("--limit", type=_count, default=50, help=tr("cli.list_limit", lang))
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    with unlocked(args, console) as workspace:
        words = " ".join(args.words)
        rows = vouched(
            workspace,
            workspace.search(words, limit=args.limit)
            if words
            else workspace.listing().page(limit=args.limit),
        )
        total = workspace.listing().count()
    if args.json:
        console.json([_as_json(row) for row in rows])
        return 0
    for row in rows:
        console.print(_line(row, console.lang))
    if not rows:
        console.say("cli.list_none_found" if words and total else "cli.list_empty")
    elif not words and total > len(rows):
        console.say("cli.list_more", shown=len(rows), total=total)
    return 0


def _count(typed: str) -> int:
    """Raises: ValueError: not a number, or one of no use."""
    number = int(typed)
    if not 0 < number <= _MOST:
        raise ValueError(typed)
    return number


def _line(row: Row, lang: Lang) -> str:
    summary = row.summary
    changed = datetime.fromtimestamp(row.changed / 1000, UTC).astimezone()
    told = row.report in TOLD and summary.state != "erased"
    state = tr(f"ui.report_{row.report}" if told else f"cli.state_{summary.state}", lang)
    parts = [
        ids.reference(row.case),
        f"{changed:%Y-%m-%d %H:%M}",
        fitted(state, _STATE_CELLS),
        fitted(visible(summary.title.get(lang)), _TITLE_CELLS),
        visible(summary.company.get(lang)),
    ]
    return "  ".join(parts).rstrip()


def fitted(text: str, cells: int) -> str:
    """The text in exactly so many terminal cells, a Chinese character taking two."""
    shown, used = "", 0
    for char in text:
        width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if used + width > cells - 1 and len(shown) + 1 < len(text):
            shown, used = shown + "…", used + 1
            break
        shown, used = shown + char, used + width
    return shown + " " * (cells - used)


def _as_json(row: Row) -> dict[str, object]:
    summary = row.summary
    return {
        "id": row.case.hex(),
        "reference": ids.reference(row.case),
        "title": {"zh": summary.title.zh, "en": summary.title.en},
        "company": {"zh": summary.company.zh, "en": summary.company.en},
        "playbook": summary.playbook,
        "situation": summary.situation,
        "severity": summary.severity,
        "state": summary.state,
        "report": row.report,
        "changed": datetime.fromtimestamp(row.changed / 1000, UTC).isoformat(),
        "open_commitments": summary.open_commitments,
        "conflicts": summary.conflicts,
    }
