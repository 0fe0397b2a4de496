"""How a playbook's parts fit together: phrases for every level, guards that can open, reachable
fields and practice nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from fieldapp.base.findings import Finding, Severity
from fieldapp.playbook import chooser, source
from fieldapp.playbook.compile import CARRIED
from fieldapp.playbook.errors import nearest
from fieldapp.playbook.expression import Call, parse, references, walk
from fieldapp.playbook.fields import Field, FieldType, Visibility
from fieldapp.playbook.model import HIGHEST, LOWEST, Playbook, Step
from fieldapp.playbook.source import Node


def check(node: Node, playbook: Playbook, file: str) -> list[Finding]:
    """Findings about a playbook that compiles; `node` is its file."""
    found: list[Finding] = []
    for step, step_node in zip(playbook.steps, node.entries["steps"].items, strict=True):
        found += _levels(step, step_node, file)
        found += _guard(step, step_node, playbook, file)
        found += _uses(step, step_node, file)
    found += _outside_steps(node, playbook, file)
    found += _report(node, playbook, file)
    found += _suits(node, file)
    for script in _items(node, "practice"):
        found += unreached(script, file)
    return found


def _suits(node: Node, file: str) -> Iterator[Finding]:
    """Answers of the chooser that nobody is asked for."""
    known = [answer.id for asked in chooser.questions() for answer in asked.answers]
    for fit in _items(node, "suits"):
        name = str(fit.entries["answer"].value)
        if name not in known:
            near = nearest(name, known)
            allowed = ", ".join(known)
            yield _note("answer_unknown", file, fit, id=name, nearest=near, allowed=allowed)


def _note(
    code: str, file: str, node: Node, severity: Severity = Severity.WARNING, **params: str | int
) -> Finding:
    return Finding(f"playbook.{code}", params, f"{file}:{node.line}", severity)


def _items(node: Node, key: str) -> list[Node]:
    group = node.get(key)
    return group.items if group else []


def _levels(step: Step, node: Node, file: str) -> list[Finding]:
    """Every step has something to say, to ask and to avoid at every level, in every case."""
    found = []
    for kind, offered in (("say", step.say), ("ask", step.ask), ("avoid", step.avoid)):
        bare = [
            str(level)
            for level in range(LOWEST, HIGHEST + 1)
            if not any(phrase.suits(level) for phrase in offered if phrase.when is None)
        ]
        if bare:
            found.append(_note(f"{kind}_lacking", file, node, step=step.id, levels=", ".join(bare)))
    return found


def _guard(step: Step, node: Node, playbook: Playbook, file: str) -> list[Finding]:
    guard = node.get("guard")
    if step.guard is None or guard is None:
        return []
    kept = [use.field.id for use in step.fields if use.field.always]
    if len(kept) == len(step.fields):
        return [_note("guard_useless", file, guard, step=step.id)]
    found = []
    if kept:
        found.append(_note("guard_always", file, guard, Severity.INFO, fields=", ".join(kept)))
    tree = parse(step.guard.when.text)
    asked = {reference.name for reference in references(tree)}
    elsewhere = {
        use.field.id for other in playbook.steps if other is not step for use in other.fields
    } | set(kept)
    outside = any(
        isinstance(part, Call) and part.function in ("level", "severity", "situation", "today")
        for part in walk(tree)
    )
    if asked and not outside and not asked & elsewhere:
        found.append(_note("guard_locked", file, guard, step=step.id, fields=", ".join(asked)))
    return found


def _uses(step: Step, node: Node, file: str) -> list[Finding]:
    found = []
    for use, use_node in zip(step.fields, node.entries["fields"].items, strict=True):
        if use.field.always and use.visible_when:
            found.append(_note("always_condition", file, use_node, field=use.field.id))
        needed = use.required or use.required_when is not None
        if needed and use.field.visibility is Visibility.PRIVATE:
            found.append(_note("required_private", file, use_node, field=use.field.id))
    return found


def _outside_steps(node: Node, playbook: Playbook, file: str) -> list[Finding]:
    """Fields the report, a rule, a clock or a condition asks for and no step lets anyone fill."""
    shown = {use.field.id for step in playbook.steps for use in step.fields}
    found = []
    for name, line_node in _mentions(node):
        known = playbook.fields.get(name)
        if name not in shown and known and not _is_shown(known, shown, playbook):
            found.append(_note("field_not_in_step", file, line_node, field=name))
    return found


def _is_shown(field: Field, shown: Iterable[str], playbook: Playbook) -> bool:
    """Whether the field is filled some other way: by the program itself, in the case's header, or
    through another view on the same records."""
    if field.type is FieldType.HEADER or field.id in CARRIED:
        return True
    return any(playbook.fields[name].register == field.register for name in shown)


def phrases(step: Node) -> Iterator[Node]:
    """Everything to say, to ask and to avoid in a step."""
    for kind in ("say", "ask", "avoid"):
        yield from _items(step, kind)


def _mentions(node: Node) -> list[tuple[str, Node]]:
    found: list[tuple[str, Node]] = []

    def condition(part: Node | None) -> None:
        if part is not None:
            found.extend((ref.name, part) for ref in references(parse(str(part.value))))

    for step in node.entries["steps"].items:
        if guard := step.get("guard"):
            condition(guard.entries["when"])
        for use in step.entries["fields"].items:
            condition(use.get("visible_when"))
            condition(use.get("required_when"))
        for phrase in phrases(step):
            condition(phrase.get("when"))
    for rule in _items(node, "rules"):
        condition(rule.entries["when"])
        if about := rule.get("field"):
            found.append((str(about.value), about))
    found += [
        (str(clock.entries["from"].value), clock.entries["from"])
        for clock in _items(node, "clocks")
    ]
    report = node.get("report")
    for section in (report.entries if report else {}).values():
        found += [(str(item.value), item) for item in section.items]
    return found


def _report(node: Node, playbook: Playbook, file: str) -> list[Finding]:
    """Fields the report is to print although nobody who reads it may see them."""
    report = node.get("report")
    return [
        _note("report_hidden", file, item, field=str(item.value))
        for section in (report.entries if report else {}).values()
        for item in section.items
        if playbook.visibility(str(item.value)) <= Visibility.INTERNAL
    ]


def unreached(script: Node, file: str) -> list[Finding]:
    """Nodes of a practice script that no option leads to."""
    nodes = {str(node.entries["id"].value): node for node in _items(script, "nodes")}
    waiting, reached = [str(script.entries["start"].value)], set[str]()
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        waiting += [
            str(option.entries["next"].value)
            for option in _items(nodes[name], "options")
            if "next" in option.entries
        ]
    return [
        _note("practice_unreached", file, node, id=name)
        for name, node in nodes.items()
        if name not in reached
    ]


def unused(node: Node, playbooks: Iterable[Path], file: str) -> list[Finding]:
    """Fields of a catalogue file that none of the folder's playbooks mentions, but for the case's
    own header."""
    mentioned = set(CARRIED)
    for path in playbooks:
        tree, _ = source.read(path)
        if tree is not None:
            mentioned |= _words(tree)
    return [
        _note("field_unused", file, item, Severity.INFO, field=str(item.entries["id"].value))
        for item in node.entries["fields"].items
        if str(item.entries["id"].value) not in mentioned
        and item.entries["type"].value != FieldType.HEADER.value
    ]


def _words(node: Node) -> set[str]:
    """Every scalar that may name a field, and the fields of conditions."""
    match node.value:
        case dict(entries):
            return set().union(*map(_words, entries.values()))
        case list(items):
            return set().union(*map(_words, items))
        case str(text):
            return {text, *(part.partition("}")[0].strip() for part in text.split("${")[1:])}
    return set()
