"""Mapping files (`forms/crm/`): which field of ours goes to which field of a customer system.

A company keeps a changed copy of a built-in one and names it when it hands over. What a mapping
names decides what is looked for, never what may leave: that is the fields' visibility.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from fieldapp.base import paths
from fieldapp.base.errors import FieldAppError
from fieldapp.base.findings import Severity
from fieldapp.base.language import Text
from fieldapp.base.values import frozen
from fieldapp.playbook import schema, source
from fieldapp.playbook.fields import text_of

# inventory 140: which field goes where in the customer system in use

SYSTEMS = ("zoho", "fxiaoke")
"""The customer systems that files can be made for."""
KEY = "case_key"
"""What a row is recognised by there, see `rows.key_of`; written in a mapping as if it were a field
of ours."""


class MappingError(FieldAppError):
    """A mapping file cannot be used."""


@frozen(kw_only=True)
class Target:
    """A field of theirs, and what is put there.

    Args:
        to: its name in their API.
        label: its name on their screen, which import files have as a heading.
        kind: `text`, `long_text`, `choice`, `number`, `day`, `moment`, `boolean` or `lookup`.
        length: characters it holds, counted as UTF-16 does; None where it does not say.
        source: a field of ours by its id, a part of the header by its path, or `KEY`.
        value: what is always put there.
        choices: our choice -> theirs; empty where our label is put there.
        module: of a lookup, whose row of the same case it points to.
        needed: they take no row without it.
        once: put there when the row is new, never again: their people go on with it.
    """

    to: str
    label: Text
    kind: str
    length: int | None = None
    source: str = ""
    value: Text = Text()
    choices: Mapping[str, Text]
    module: str = ""
    needed: bool = False
    once: bool = False


@frozen(kw_only=True)
class Module:
    """A kind of record of theirs. A case has at most one row in each.

    Args:
        key: the field by which a row is recognised, so that it is changed and not made twice.
        when: the field of ours without which there is no row.
    """

    name: str
    title: Text
    key: str
    when: str = ""
    fields: tuple[Target, ...]


@frozen(kw_only=True)
class CrmMapping:
    system: str
    title: Text
    modules: tuple[Module, ...]

    def module(self, name: str) -> Module:
        return next(module for module in self.modules if module.name == name)


def built_in(system: str) -> CrmMapping:
    """The mapping that comes with the program."""
    return read(paths.forms("crm", f"{system}.yaml"))


def read(path: Path, system: str = "") -> CrmMapping:
    """A mapping file.

    Args:
        system: which one it must be for; empty for any.

    Raises:
        MappingError: it cannot be read, has a fault, or is for another system.
    """
    node, findings = source.read(path)
    if node is not None:
        findings = [*findings, *schema.check(node, "crm", path.name)]
    fault = next((one for one in findings if one.severity is Severity.ERROR), None)
    if fault is not None:
        raise MappingError(fault.code, where=fault.where, **fault.params)
    if node is None:
        raise MappingError("crm.mapping_broken", where=path.name)
    made = _mapping(node.plain())
    if system and made.system != system:
        raise MappingError("crm.mapping_other", found=made.system, wanted=system)
    _check_lookups(made, path.name)
    return made


def _mapping(content: Mapping[str, Any]) -> CrmMapping:
    modules = tuple(
        Module(
            name=one["name"],
            title=text_of(one["title"]),
            key=one["key"],
            when=one.get("when", ""),
            fields=tuple(_target(field) for field in one["fields"]),
        )
        for one in content["modules"]
    )
    return CrmMapping(system=content["system"], title=text_of(content["title"]), modules=modules)


def _target(data: Mapping[str, Any]) -> Target:
    return Target(
        to=data["to"],
        label=text_of(data["label"]),
        kind=data["type"],
        length=None if data.get("length") is None else int(data["length"]),
        source=data.get("from", ""),
        value=text_of(data.get("value")),
        choices={ours: text_of(theirs) for ours, theirs in data.get("choices", {}).items()},
        module=data.get("module", ""),
        needed=data.get("needed", False),
        once=data.get("once", False),
    )


def _check_lookups(mapping: CrmMapping, name: str) -> None:
    """A row points to one that was handed over before it, and is recognised by what it has."""
    before: list[str] = []
    for module in mapping.modules:
        named = [field.to for field in module.fields]
        lookups: Sequence[str] = [one.module for one in module.fields if one.kind == "lookup"]
        if module.key not in named or any(one not in before for one in lookups):
            raise MappingError("crm.mapping_order", where=name, module=module.name)
        before.append(module.name)
