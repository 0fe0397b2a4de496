"""`fieldapp sync`: brings this laptop and its team's hub up to date with each other."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from fieldapp.base.language import Lang
from fieldapp.cli.console import Console, add_json, as_json
from fieldapp.cli.scope import add_scope, scope_of
from fieldapp.cli.workspace import add_workspace, unlocked

if TYPE_CHECKING:
    from fieldapp.sync.wire import Message
    from fieldapp.usecases.syncing.progress import Progress
    from fieldapp.usecases.syncing.session import Errand


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add_scope(parser, lang)
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.usecases.syncing import teams
    from fieldapp.usecases.syncing.carrier import Carrier
    from fieldapp.usecases.syncing.rounds import sync
    from fieldapp.usecases.syncing.words import understood

    scope = scope_of(args)
    with unlocked(args, console) as workspace, Carrier() as carrier:
        if scope is not None:
            for team in teams.listed(workspace):
                teams.set_scope(workspace, team.space, own=scope.own, since=scope.since)

        def carry(errand: Errand) -> Message:
            return carrier.carry(errand.hub, errand.token, errand.space, errand.question)

        def tell(progress: Progress) -> None:
            console.progress("cli.syncing", amount=progress.words(console.lang))

        try:
            done = sync(workspace, carry, tell)
        except KeyboardInterrupt:
            console.end_progress()
            waiting, files = workspace.unsent(), len(workspace.parts.shipping.unsent())
            console.warn("cli.sync_stopped", count=waiting, files=files)
            return 1
        console.end_progress()
    if done.left is not None:
        console.error(done.left)
        return 1
    refused = [understood(finding) for finding in done.refused]
    troubles = [finding for _, finding in done.troubles]
    if args.json:
        console.json(
            {
                **asdict(done.tally),
                "waiting": done.waiting,
                "files_waiting": done.files_waiting,
                "refused": [as_json(finding) for finding in refused],
                "troubles": [as_json(finding) for finding in troubles],
            }
        )
    else:
        console.say("cli.synced", **asdict(done.tally))
        for one, finding in done.troubles:
            console.warn("cli.sync_trouble", team=one.team, why=console.sentence(finding))
        console.findings([*refused, *done.broken], errors=True)
        is_all = not (done.waiting or done.files_waiting)
        key = "cli.sync_all" if is_all else "cli.sync_waiting"
        console.say(key, count=done.waiting, files=done.files_waiting)
    return 1 if troubles or refused else 0
