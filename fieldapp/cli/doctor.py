"""`fieldapp doctor`: is this laptop ready to go offline?"""

from __future__ import annotations

import argparse

from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.language import Lang
from fieldapp.cli.console import Console, add_json, as_json, worst
from fieldapp.cli.workspace import add_workspace, folder, unlocked


def configure(parser: argparse.ArgumentParser, lang: Lang) -> None:
    add_workspace(parser, lang)
    add_json(parser, lang)


def run(args: argparse.Namespace, console: Console) -> int:
    from fieldapp.store.machine import Machine
    from fieldapp.usecases import playbooks, readiness

    findings = list(readiness.machine_checks(folder(args), playbooks.library(), Machine().secrets))
    findings += _of_workspace(args, console)
    ready = worst(findings) is not Severity.ERROR
    if args.json:
        console.json({"ready": ready, "findings": [as_json(finding) for finding in findings]})
        return 0 if ready else 1
    for finding in findings:
        console.print(console.line(finding, "doctor"))
    console.say("cli.doctor_ready" if ready else "cli.doctor_not_ready")
    return 0 if ready else 1


def _of_workspace(args: argparse.Namespace, console: Console) -> list[Finding]:
    """What the workspace says of itself, or why it could not be asked."""
    from fieldapp.cli.workspace import NoPasscodeError
    from fieldapp.store.errors import PasscodeNeededError, WorkspaceMissingError
    from fieldapp.usecases import readiness

    try:
        with unlocked(args, console) as workspace:
            return list(readiness.workspace_checks(workspace, workspace.machine.clock()))
    except WorkspaceMissingError:
        params = {"path": str(folder(args))}
        return [Finding("usecases.doctor_no_workspace", params, "", Severity.INFO)]
    except (PasscodeNeededError, NoPasscodeError):
        return [Finding("usecases.doctor_locked", {}, "", Severity.WARNING)]
    except FieldAppError as error:
        return [error.finding]
