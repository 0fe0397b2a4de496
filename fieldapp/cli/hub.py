"""`fieldapp hub ...`: serving a hub, and what its administrator does on the machine itself."""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding
from fieldapp.base.language import Lang, tr
from fieldapp.cli import hub_cases, hub_company, hub_crm, hub_notify, hub_single
from fieldapp.cli.console import Console, add_json
from fieldapp.cli.hubs import add_person, commands, opened, option, place

if TYPE_CHECKING:
    from fieldapp.hub.node import Node
    from fieldapp.hub.people import Person

ROLES = {"engineer": "engineer", "supervisor": "supervisor", "admin": "administrator"}
"""As they are typed, and as they are kept."""


class NoHubError(FieldAppError):
    """The packages that a hub needs are not installed."""


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add = commands(parser, lang, "hub")
    serving = add("serve", run=_serve)
    serving.add_argument("--listen", metavar="HOST:PORT", default="", help=option("listen", lang))
    user = commands(add("user"), lang, "user", prefix="hub user")
    adding = user("add", run=_user_add)
    add_person(adding, lang)
    adding.add_argument("--role", choices=tuple(ROLES), required=True, help=option("role", lang))
    add_person(user("password", run=_user_password), lang)
    add_person(user("signout", run=_user_signout), lang)
    add_person(user("unpair", run=_user_unpair), lang)
    ending = user("end", run=_user_end)
    add_person(ending, lang)
    taking = ending.add_mutually_exclusive_group()
    taking.add_argument("--successor", metavar="NAME", default="", help=option("successor", lang))
    taking.add_argument("--to", metavar="S", default="", help=option("to", lang))
    add_person(user("restore", run=_user_restore), lang)
    add_person(add("release", run=_release), lang)
    enrolling = add("enrol", run=_enrol)
    add_person(enrolling, lang)
    enrolling.add_argument("--url", metavar="URL", default="", help=option("url", lang))
    for command, work in (("backup", _backup), ("restore", _restore)):
        add(command, run=work).add_argument(
            "folder", metavar="DIR", type=Path, help=option("folder", lang)
        )
    add_json(add("check", run=_check), lang)
    hub_cases.configure(add("case"), lang)
    hub_company.configure(add, lang)
    hub_crm.configure(add, lang)
    hub_notify.configure(add("notify"), lang)
    hub_single.configure(add("sso"), lang)


def run(args: argparse.Namespace, console: Console) -> int:
    try:
        import fieldapp.hub.api  # noqa: F401
    except ModuleNotFoundError as error:
        raise NoHubError("hub.extra_missing", package=error.name or "") from error
    code: int = args.run(args, console)
    return code


def _serve(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import crossings, server

    where, listen = place(args), args.listen or server.LISTEN
    server.log_to_terminal()
    console.findings(crossings.open_ones(where, listen), errors=True)
    with opened(args) as node:

        def ready(host: str, port: int) -> None:
            console.say("hub.serving", host=f"[{host}]" if ":" in host else host, port=port)
            console.say("hub.serving_data", folder=where.folder)
            sys.stdout.flush()

        server.serve(node, listen, ready)
    console.say("hub.stopped")
    return 0


def _user_add(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import passwords
    from fieldapp.hub.errors import NotFoundError

    with opened(args) as node:
        password = _new_password(console)
        hashed = node.passwords.hash(password, (args.name, args.space)) if password else ""
        ends = node.now() + passwords.HOURS * 3_600_000 if password else None
        is_new = False
        with node.writing():
            try:
                space = node.spaces.find(args.space)
            except NotFoundError:
                space, is_new = node.spaces.make(args.space), True
            node.people.add(space, args.name, ROLES[args.role], hashed, ends=ends)
    if is_new:
        console.say("hub.space_made", space=args.space)
    console.say("hub.user_added", name=args.name, space=args.space)
    if password:
        console.say("hub.password_once", hours=passwords.HOURS)
    else:
        console.say("hub.user_without_password")
    return 0


def _named(node: Node, args: argparse.Namespace) -> tuple[bytes, Person]:
    """The team and the person of a command."""
    with node.reading():
        space = node.spaces.find(args.space)
        return space, node.people.find(space, args.name)


def _user_password(args: argparse.Namespace, console: Console) -> int:
    """Gives somebody a password for once."""
    from fieldapp.hub import passwords, sessions

    with opened(args) as node:
        space, person = _named(node, args)
        given = sessions.give(node, space, person.account)
    console.say("hub.password_given", name=args.name)
    console.say("hub.password_once", hours=passwords.HOURS)
    console.print(given)
    return 0


def _user_unpair(args: argparse.Namespace, console: Console) -> int:
    """Takes away a second factor that was lost."""
    with opened(args) as node:
        space, person = _named(node, args)
        node.write(lambda _: node.seconds.remove(space, person.account))
    console.say("hub.unpaired", name=args.name)
    return 0


def _user_signout(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import sessions

    with opened(args) as node:
        space, person = _named(node, args)
        sessions.end_all(node, space, person.account)
    console.say("hub.signed_out", name=args.name)
    return 0


def _new_password(console: Console) -> str:
    """From the terminal, typed twice, or the first line of standard input; empty for none."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    while True:
        first = getpass.getpass(tr("hub.password_new", console.lang))
        if not first or first == getpass.getpass(tr("hub.password_again", console.lang)):
            return first
        console.warn("hub.password_differs")


def _enrol(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import enrolments

    with opened(args) as node, node.writing():
        space = node.spaces.find(args.space)
        person = node.people.find(space, args.name)
        code = node.enrolments.make_code(space, person.account)
    console.say("hub.enrol_code", name=args.name, hours=enrolments.HOURS)
    if args.url:
        console.say("hub.enrol_qr", text=enrolments.qr_text(args.url, code))
    console.print(code)
    return 0


def _user_end(args: argparse.Namespace, console: Console) -> int:
    """Off-boards somebody: their cases first, so that nothing is left over if that fails."""
    from fieldapp.hub import keeping

    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
            person = node.people.find(space, args.name)
            successor = node.people.find(space, args.successor) if args.successor else None
            target = node.spaces.find(args.to) if args.to else b""
            cases = node.keeping.cases_of(space, person.account) if successor or target else []
        node.write(lambda _: node.people.end(space, person.account))
        for case in cases:
            if target:
                keeping.move(node.hub, node.shelf, space, case, target)
            elif successor is not None:
                _hand_on(node, space, case, successor.account)
    console.say("hub.user_ended", name=args.name, cases=len(cases))
    return 0


def _user_restore(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
        node.write(lambda _: node.people.restore(space, args.name))
    console.say("hub.user_restored", name=args.name)
    return 0


def _release(args: argparse.Namespace, console: Console) -> int:
    with opened(args) as node:
        with node.reading():
            space = node.spaces.find(args.space)
        codes = node.write(lambda _: node.people.released(space, args.name))
    if not codes:
        console.say("hub.release_none", name=args.name)
        return 1
    console.say("hub.release_what", name=args.name)
    for label, at, code in codes:
        day = f"{datetime.fromtimestamp(at / 1000).astimezone():%Y-%m-%d %H:%M}"
        console.say("hub.release_laptop", laptop=label or "-", at=day)
        console.print(code)
    return 0


def _hand_on(node: Node, space: bytes, case: bytes, successor: bytes) -> None:
    node.write(lambda _: node.keeping.hand_on(space, case, successor))


def _backup(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import backup

    with opened(args) as node:
        counts = backup.back_up(node, args.folder.resolve())
    console.say(
        "hub.backup_done",
        folder=args.folder,
        changes=counts["change"],
        files=counts["objects"],
    )
    console.say("hub.backup_key")
    return 0


def _restore(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import backup, node

    counts = backup.put_back(args.folder.resolve(), node.open_empty(place(args)))
    console.say("hub.restore_done", changes=counts["change"], files=counts["objects"])
    return 0


def _check(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.hub import checking

    with opened(args) as node:
        found = checking.check(node)
    if args.json:
        console.json({"cases": found.cases, "changes": found.changes, "faults": found.faults})
    else:
        console.say("hub.check_done", cases=found.cases, changes=found.changes)
        console.findings(Finding(code, {"count": n}) for code, n in found.faults.items())
    return 1 if found.faults else 0
