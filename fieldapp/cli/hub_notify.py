"""`fieldapp hub notify ...`: who is told of reports, where and how often."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime

from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, message, tr
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.hubs import add_person, add_space, commands, opened

RHYTHMS = ("now", "daily", "off")


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = commands(parser, lang, "notify", prefix="hub notify")
    person, team = add("person", run=_person), add("team", run=_team)
    add_person(person, lang)
    person.add_argument("--mail", metavar="ADDRESS", default="", help=_help("mail", lang))
    add_space(team, lang)
    for one in (person, team):
        one.add_argument("--when", choices=RHYTHMS, default="now", help=_help("when", lang))
    listing, trying = add("list", run=_list), add("try", run=_try)
    trying.add_argument("name", metavar="NAME", nargs="?", default="", help=_help("whom", lang))
    for one in (listing, trying):
        add_space(one, lang)
    add_json(listing, lang)


def _help(name: str, lang: Lang) -> str:
    return tr(f"alerts.option_{name}", lang)


def _person(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import channels
    from fieldapp.hub.errors import HubError

    if args.mail and not channels.is_mailbox(args.mail):
        raise HubError("alerts.unknown_address")
    with opened(args) as node, node.writing():
        space = node.spaces.find(args.space)
        account = node.people.find(space, args.name).account
        node.alerts.put(space, account, args.mail, args.when)
    console.say("alerts.person_set" if args.mail else "alerts.unset", name=args.name)
    return 0


def _team(args: argparse.Namespace, console: Console) -> int:
    """The webhook is a secret: it is asked for, or read from standard input."""
    from fieldapp.hub import alerts, channels
    from fieldapp.hub.errors import HubError

    if sys.stdin.isatty():
        address = getpass.getpass(tr("alerts.webhook", console.lang)).strip()
    else:
        address = sys.stdin.readline().strip()
    if address and not channels.is_chat(address):
        raise HubError("alerts.unknown_address")
    with opened(args) as node, node.writing():
        node.alerts.put(node.spaces.find(args.space), alerts.TEAM, address, args.when)
    console.say("alerts.team_set" if address else "alerts.unset", name=args.space)
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    """Who is told how often, how the last try went, and what waits; no address."""
    from fieldapp.hub import alerts

    with opened(args) as node, node.reading():
        space = node.spaces.find(args.space)
        names = {one.account: one.name for one in node.people.all(space)}
        names[alerts.TEAM] = args.space
        channels, waiting = node.alerts.channels(space), list(node.alerts.waiting(space))
    rows = [
        {
            "name": names.get(one.account, one.account.hex()),
            "when": one.rhythm,
            "waiting": waiting.count(one.account),
            "fault": one.fault,
            "failed": _moment(one.failed),
        }
        for one in channels
    ]
    if args.json:
        console.json(rows)
        return 0
    for row in rows:
        console.say("alerts.line", **(row | {"when": tr(f"alerts.{row['when']}", console.lang)}))
        if row["fault"]:
            why = message(Finding(str(row["fault"])), console.lang)
            console.say("alerts.line_failed", at=row["failed"], why=why)
    if not rows:
        console.say("alerts.nobody")
    return 0


def _try(args: argparse.Namespace, console: Console) -> int:
    """Sends an alert that tells nothing, to see whether it comes."""
    from fieldapp.hub import alerts, channels
    from fieldapp.hub.errors import NotFoundError

    with opened(args) as node, node.reading():
        space = node.spaces.find(args.space)
        account = node.people.find(space, args.name).account if args.name else alerts.TEAM
        channel = node.alerts.channel(space, account)
    if channel is None:
        raise NotFoundError("alerts.nobody")
    channels.send(channel.address, "FieldApp", tr("alerts.trial", console.lang))
    console.say("alerts.tried")
    return 0


def _moment(at: int | None) -> str:
    return f"{datetime.fromtimestamp(at / 1000).astimezone():%Y-%m-%d %H:%M}" if at else ""
