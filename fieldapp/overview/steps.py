"""The steps of a method in the order in which they are taken; figures keep them by their ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fieldapp.overview.figures import Method, Overview
from fieldapp.playbook.model import Playbook


def in_order(found: Overview, playbook: Callable[[str], Playbook | None]) -> Overview:
    """The same figures; steps that a playbook no longer has come last.

    Args:
        playbook: gives that of an id, None where it is not known here.
    """
    return replace(found, methods=tuple(_in_order(m, playbook(m.id)) for m in found.methods))


def _in_order(method: Method, playbook: Playbook | None) -> Method:
    places = {"": -1}
    if playbook is not None:
        places |= {step.id: place for place, step in enumerate(playbook.steps)}
    known = sorted(method.changes, key=lambda change: places.get(change.step, len(places)))
    return replace(method, changes=tuple(known))
