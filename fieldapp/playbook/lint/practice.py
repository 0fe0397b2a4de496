"""A practice script: every way ends, every choice says why, the best one does no harm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fieldapp.base.findings import Finding, Severity
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.lint import phrases
from fieldapp.playbook.lint.structure import unreached
from fieldapp.playbook.source import Node


def check(
    node: Node, steps: Sequence[str] | None, groups: Sequence[phrases.Group], file: str
) -> list[Finding]:
    """Findings about a script's file that follows its schema.

    Args:
        steps: ids of the steps of the method it practises; None: there is no such method.
    """
    found = list(_references(node, file))
    if not found:
        found += unreached(node, file)
    if steps is None:
        name = str(node.entries["playbook"].value)
        found.append(_note("practice_method", file, node.entries["playbook"], id=name))
    for turn in node.entries["nodes"].items:
        step = turn.get("step")
        if steps and step is not None and step.value not in steps:
            known = nearest(str(step.value), steps)
            found.append(_note("practice_step", file, step, id=str(step.value), nearest=known))
        found += _options(turn, groups, file)
    return found


def _note(code: str, file: str, node: Node, **params: str | int) -> Finding:
    return Finding(f"playbook.{code}", params, f"{file}:{node.line}", Severity.WARNING)


def _references(node: Node, file: str) -> Iterator[Finding]:
    known = {str(turn.entries["id"].value) for turn in node.entries["nodes"].items}
    targets = [node.entries["start"]]
    for turn in node.entries["nodes"].items:
        options = turn.get("options")
        targets += [o.entries["next"] for o in (options.items if options else ()) if o.get("next")]
    for target in targets:
        if target.value not in known:
            name = str(target.value)
            params: dict[str, str | int] = {"id": name, "nearest": nearest(name, known)}
            yield Finding("playbook.practice_node", params, f"{file}:{target.line}")


def _options(turn: Node, groups: Sequence[phrases.Group], file: str) -> Iterator[Finding]:
    options = turn.get("options")
    listed = options.items if options else []
    if not listed:
        return
    scores = [_score(option) for option in listed]
    if len(set(scores)) == 1:
        yield _note("practice_same", file, turn, id=str(turn.entries["id"].value))
    for option, score in zip(listed, scores, strict=True):
        if option.get("feedback") is None:
            yield _note("practice_silent", file, option, id=str(option.entries["id"].value))
        if score == max(scores):
            spoken = Node({"say": Node({"text": option.entries["text"]}, option.line)}, option.line)
            steps = Node({"steps": Node([spoken], option.line)}, option.line)
            yield from phrases.check(steps, groups, file)


def _score(option: Node) -> int:
    score = option.get("score")
    return int(score.value) if score is not None and isinstance(score.value, int) else 0
