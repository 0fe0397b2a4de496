"""`fieldapp hub crm ...`: a team's approved reports go to a customer system by its API."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, tr
from fieldapp.cli import crm
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.hubs import Add, add_space, commands, opened


def configure(add: Add, lang: Lang) -> None:
    below = commands(add("crm"), lang, "crm", prefix="hub crm")
    for name, work in (("preview", _preview), ("send", _send)):
        one = below(name, run=work)
        one.add_argument(
            "--access", metavar="FILE", type=Path, required=True, help=tr("crm.option_access", lang)
        )
        add_space(one, lang)
    auto = below("auto", run=_auto)
    which = auto.add_mutually_exclusive_group()
    which.add_argument("--access", metavar="FILE", type=Path, help=tr("crm.option_auto", lang))
    which.add_argument("--off", action="store_true", help=tr("crm.option_off", lang))
    add_space(auto, lang)
    failed = below("failed", run=_failed)
    add_space(failed, lang)
    add_json(failed, lang)


def _preview(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub.crm import access, handing

    known = access.read(args.access)
    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
        made = handing.prepare(node, space, known)
    crm.show(made, console, known.lang)
    console.findings(made.findings, errors=True)
    return 0


def _send(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub.crm import access, calls, handing

    known = access.read(args.access)
    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
        made = handing.prepare(node, space, known)
        link = handing.link_to(known, calls.Caller())
        try:
            done = handing.Handing(node, space, link).hand_over(made)
        finally:
            link.close()
    console.findings(made.findings, errors=True)
    console.say("crm.sent", sent=done.sent, same=done.same, failed=done.failed)
    if done.failed:
        console.warn("crm.sent_failed", space=args.space)
    return 1 if done.failed else 0


def _auto(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub.crm import automatic

    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
        if args.access is not None or args.off:
            automatic.set_up(node, space, args.access)
        with node.reading():
            found = automatic.setting(node, space)
    if found is None:
        console.say("crm.auto_off", space=args.space)
        return 0
    console.say("crm.auto_on", space=args.space, path=found.access)
    if not found.at:
        return 0
    at = datetime.fromtimestamp(found.at / 1000, UTC).isoformat(timespec="seconds")
    console.say("crm.auto_last", at=at, sent=found.sent, failed=found.failed)
    if found.fault:
        console.findings((Finding(found.fault, {"where": found.access}),), errors=True)
    if found.failed:
        console.warn("crm.sent_failed", space=args.space)
    return 1 if found.is_failing else 0


def _failed(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub.crm import handing

    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
        rows = handing.failures(node, space)
    told = [
        {
            "system": row.system,
            "module": row.module,
            "fault": row.fault,
            "at": datetime.fromtimestamp(row.at / 1000, UTC).isoformat(timespec="seconds"),
        }
        for row in rows
    ]
    if args.json:
        console.json(told)
        return 0
    for one in told:
        console.print("  ".join(one.values()))
    console.say("crm.failed_rows", count=len(told))
    return 0
