"""`fieldapp hub sso ...`: which role a group of the company's provider has in a team."""

from __future__ import annotations

import argparse

from fieldapp.base.language import Lang, tr
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.hubs import add_space, commands, opened

ROLES = {"engineer": "engineer", "supervisor": "supervisor", "admin": "administrator"}
"""As they are typed, and as they are kept."""


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = commands(parser, lang, "sso", prefix="hub sso")
    granting, listing = add("group", run=_group), add("list", run=_list)
    granting.add_argument("group", metavar="GROUP", help=tr("single.option_group", lang))
    for one in (granting, listing):
        add_space(one, lang)
    granting.add_argument("--role", choices=tuple(ROLES), help=tr("single.option_role", lang))
    add_json(listing, lang)


def _group(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node, node.writing():
        space = node.spaces.find(args.space)
        node.directory.grant(space, args.group, ROLES[args.role] if args.role else "")
    said = "single.granted" if args.role else "single.taken"
    console.say(said, group=args.group, space=args.space, role=args.role or "")
    return 0


def _list(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node, node.reading():
        granted = node.directory.granted(node.spaces.find(args.space))
    if args.json:
        console.json(granted)
        return 0
    typed = {kept: name for name, kept in ROLES.items()}
    for group, role in granted.items():
        console.say("single.granted", group=group, space=args.space, role=typed[role])
    if not granted:
        console.say("single.none")
    return 0
