"""`fieldapp hub playbook|policy|key|recovered`: what the company tells its teams' laptops."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base import policy as policies
from fieldapp.base.errors import FieldAppError
from fieldapp.base.language import Lang, tr
from fieldapp.base.policy import Policy
from fieldapp.cli.console import Console, WrongUseError, add_json, worst
from fieldapp.cli.hubs import Add, add_space, commands, opened, option

if TYPE_CHECKING:
    from fieldapp.hub.node import Node

_SHORT = 12
"""Digits of a version that are shown."""


class NotAddedError(FieldAppError):
    """A playbook or list has errors; nothing was added."""


def configure(add: Add, lang: Lang) -> None:
    below = commands(add("playbook"), lang, "playbook", prefix="hub playbook")
    adding = below("add", run=_add)
    adding.add_argument("file", metavar="FILE", type=Path, help=option("ware", lang))
    add_json(below("list", run=_list), lang)
    for name, work in (("stage", _stage), ("withdraw", _withdraw)):
        one = below(name, run=work)
        one.add_argument("name", metavar="NAME", help=option("ware_name", lang))
        _add_spaces(one, lang)
        if name == "stage":
            one.add_argument(
                "--version", metavar="V", default="", help=option("ware_version", lang)
            )
    below = commands(add("policy"), lang, "policy", prefix="hub policy")
    setting = below("set", run=_set_policy)
    _add_spaces(setting, lang)
    setting.add_argument(
        "--lock", metavar="MINUTES", type=int, default=0, help=option("lock", lang)
    )
    setting.add_argument("--cover", action="store_true", help=option("cover", lang))
    setting.add_argument(
        "--exports", choices=(policies.FREE, policies.TEAM), help=option("exports", lang)
    )
    setting.add_argument(
        "--retention",
        metavar="PATH=DAYS",
        action="append",
        default=[],
        help=option("retention", lang),
    )
    setting.add_argument(
        "--playbooks", choices=(policies.FREE, policies.COMPANY), help=option("playbooks", lang)
    )
    setting.add_argument("--read-marks", action="store_true", help=option("read_marks", lang))
    showing = below("show", run=_show_policy)
    add_space(showing, lang)
    add_json(showing, lang)
    below = commands(add("key"), lang, "key", prefix="hub key")
    making = below("make", run=_make_key)
    add_space(making, lang)
    making.add_argument(
        "--holder", metavar="NAME", action="append", required=True, help=option("holder", lang)
    )
    add_space(below("withdraw", run=_withdraw_key), lang)
    noting = add("recovered", run=_recovered)
    noting.add_argument("file", metavar="FILE", type=Path, help=option("record", lang))
    add_space(noting, lang)


def _add_spaces(parser: argparse.ArgumentParser, lang: Lang) -> None:
    parser.add_argument(
        "--space", metavar="S", action="append", required=True, help=option("spaces", lang)
    )


# Playbooks and lists


def _add(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.base.findings import Severity
    from fieldapp.playbook import wares

    ware, findings = wares.read(args.file)
    console.findings(findings, errors=True)
    if ware is None or worst(findings) is Severity.ERROR:
        raise NotAddedError("hub.ware_broken", file=args.file.name)
    with opened(args) as node:
        made = node.write(lambda _: node.notices.add(ware.kind, ware.name, ware.content))
    console.say("hub.ware_added", name=made.name, version=made.version.hex()[:_SHORT])
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node, node.reading():
        stocked, rows = node.notices.stocked(), list[dict[str, object]]()
        given: dict[tuple[str, str, bytes], list[str]] = {}
        for space, name in node.spaces.all():
            for notice in node.notices.standing(space):
                told = (notice.topic, notice.name, notice.content)
                given.setdefault(told, []).append(name)
    for one in stocked:
        spaces = given.get((one.topic, one.name, one.version), [])
        rows.append(
            {
                "topic": one.topic,
                "name": one.name,
                "version": one.version.hex(),
                "spaces": spaces,
            }
        )
        if not args.json:
            console.print(f"{one.name}  {one.version.hex()[:_SHORT]}  {', '.join(spaces) or '–'}")
    if args.json:
        console.json(rows)
    return 0


def _stage(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node:
        for name, space in _spaces(node, args.space):
            with node.writing():
                made = node.notices.stage(space, args.name, args.version)
            version = made.version.hex()[:_SHORT]
            console.say("hub.ware_staged", name=made.name, version=version, space=name)
    return 0


def _withdraw(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.playbook import wares

    topic = wares.WORDS if args.name in wares.FILES else wares.PLAYBOOK
    with opened(args) as node:
        for name, space in _spaces(node, args.space):
            with node.writing():
                node.notices.withdraw(space, topic, args.name)
            console.say("hub.ware_withdrawn", name=args.name, space=name)
    return 0


def _spaces(node: Node, names: list[str]) -> list[tuple[str, bytes]]:
    """All of them are looked up before anything is done for one."""
    with node.reading():
        return [(name, node.spaces.find(name)) for name in names]


# What the company has set


def _set_policy(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import company

    days = _days(args.retention)
    made = Policy(
        args.lock,
        args.cover,
        args.exports or policies.FREE,
        days,
        args.read_marks,
        args.playbooks or policies.FREE,
    )
    with opened(args) as node:
        for _, space in _spaces(node, args.space):
            with node.writing():
                company.set_policy(node, space, made)
    console.say("hub.policy_set", spaces=", ".join(args.space))
    return 0


def _days(typed: list[str]) -> dict[str, int]:
    """Raises: WrongUseError: one of them is no path and days."""
    found = {}
    for one in typed:
        path, _, days = one.rpartition("=")
        if not path or not days.isascii() or not days.isdigit():
            raise WrongUseError("hub.retention_typed", typed=one[:80])
        found[path] = int(days)
    return found


def _show_policy(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import company

    with opened(args) as node, node.reading():
        found = company.policy_of(node, node.spaces.find(args.space))
    if args.json:
        console.json(
            {
                "lock_minutes": found.lock_minutes,
                "cover": found.cover,
                "exports": found.exports,
                "retention": dict(found.retention),
                "read_marks": found.read_marks,
                "playbooks": found.playbooks,
            }
        )
        return 0
    console.say("hub.policy_lock", minutes=found.lock_minutes)
    console.say("hub.policy_cover_on" if found.cover else "hub.policy_cover_off")
    console.say(f"hub.policy_exports_{found.exports}")
    console.say("hub.policy_read_marks_on" if found.read_marks else "hub.policy_read_marks_off")
    console.say(f"hub.policy_playbooks_{found.playbooks}")
    for path, days in sorted(found.retention.items()):
        console.say("hub.policy_retention", path=path, days=days)
    return 0


# The company's key


def _make_key(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node, node.writing():
        space = node.spaces.find(args.space)
        holders = [node.people.find(space, name) for name in args.holder]
        shares = node.keys.make(space, holders)
    console.say("hub.key_made", space=args.space)
    for holder, share in zip(holders, shares, strict=True):
        _pause(tr("hub.key_alone", console.lang, name=holder.name))
        console.say("hub.key_share", name=holder.name, number=share.number)
        console.print(str(share))
        _pause(tr("hub.key_kept", console.lang))
        if sys.stdout.isatty():
            # The next one is not to see it: screen and what has scrolled away.
            console.print("\033[H\033[2J\033[3J")
    return 0


def _pause(question: str) -> None:
    if sys.stdin.isatty():
        input(question)


def _withdraw_key(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node, node.writing():
        node.keys.withdraw(node.spaces.find(args.space))
    console.say("hub.key_withdrawn", space=args.space)
    return 0


def _recovered(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub.errors import NotFoundError
    from fieldapp.sync.companykey import MAX_RECORD, ShareError, of_file

    try:
        content = args.file.read_bytes()[: 4 * MAX_RECORD]
    except OSError as error:
        raise ShareError("company.record_malformed") from error
    raw = of_file(content)
    with opened(args) as node, node.writing():
        space = node.spaces.find(args.space)
        roster = node.shelf.roster(space)
        if roster is None:
            raise NotFoundError("hub.space_unknown", space=args.space)
        node.keys.note(space, roster, raw)
    console.say("hub.recovered_noted", space=args.space)
    return 0
