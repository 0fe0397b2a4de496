"""A condition in words, for people who do not read the condition language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fieldapp.base.language import Lang, tr
from fieldapp.case.records import SITUATIONS
from fieldapp.playbook.expression import (
    Binary,
    Call,
    Expression,
    FieldRef,
    Literal,
    Negation,
)
from fieldapp.playbook.fields import Field

_OPERATORS = {
    "or": "or",
    "and": "and",
    "=": "equal",
    "!=": "unequal",
    "<": "less",
    "<=": "at_most",
    ">": "more",
    ">=": "at_least",
}


def in_words(tree: Expression, fields: Mapping[str, Field], lang: Lang) -> str:
    """The condition with the fields' labels and the choices' names, such as “A is at least 4”."""
    return _Wording(fields, lang).claim(tree)


class _Wording:
    def __init__(self, fields: Mapping[str, Field], lang: Lang) -> None:
        self._fields = fields
        self._lang: Lang = lang

    def _say(self, key: str, **params: str) -> str:
        return tr(f"playbook.words_{key}", self._lang, **params)

    def claim(self, tree: Expression) -> str:
        """What is true or not; a field by itself is one that was answered with yes."""
        words = self.words(tree)
        return self._say("yes", one=words) if isinstance(tree, FieldRef) else words

    def words(self, tree: Expression) -> str:
        match tree:
            case Literal(bool(value)):
                return self._say("true" if value else "false")
            case Literal(Decimal() as value):
                return format(value, "f")
            case Literal(value):
                return f"“{value}”"
            case FieldRef(name):
                return self._label(name)
            case Negation(operand):
                return f"-{self._within(operand)}"
            case Binary(operator, left, right):
                return self._binary(operator, left, right)
            case Call("not", (inner,)):
                return self._say("not", one=self.claim(inner))
            case Call("selected", (chosen, choice)):
                picked = self._side(choice, chosen)
                return self._say("selected", one=self.words(chosen), two=picked)
            case Call("level", (Literal(who),)):
                return self._say(f"level_{who}")
            case Call("if", (test, so, otherwise)):
                one, two, three = self.claim(test), self.words(so), self.words(otherwise)
                return self._say("if", one=one, two=two, three=three)
            case Call(function, arguments):
                parts = dict(zip(("one", "two"), map(self.words, arguments), strict=False))
                return self._say(function.replace("-", "_"), **parts)

    def _binary(self, operator: str, left: Expression, right: Expression) -> str:
        if operator in ("and", "or"):
            sides = (self._beside(left, operator), self._beside(right, operator))
        elif operator in _OPERATORS:
            sides = (self._side(left, right), self._side(right, left))
        else:
            return f"{self._within(left)} {operator} {self._within(right)}"
        return self._say(_OPERATORS[operator], one=sides[0], two=sides[1])

    def _beside(self, tree: Expression, operator: str) -> str:
        """A part of an `and` or `or`, bracketed where another one of the two would be misread."""
        if isinstance(tree, Binary) and tree.operator in {"and", "or"} - {operator}:
            return self._within(tree)
        return self.claim(tree)

    def _within(self, tree: Expression) -> str:
        words = self.words(tree)
        return self._say("brackets", one=words) if isinstance(tree, Binary) else words

    def _side(self, tree: Expression, other: Expression) -> str:
        """A side of a comparison; a choice's id, or a situation's, by its name."""
        if not isinstance(tree, Literal):
            return self.words(tree)
        if other == Call("situation") and tree.value in SITUATIONS:
            return f"“{tr(f'playbook.situation_{tree.value}', self._lang)}”"
        field = self._fields.get(other.name) if isinstance(other, FieldRef) else None
        choice = field.choice(str(tree.value)) if field else None
        return f"“{choice.label.get(self._lang)}”" if choice else self.words(tree)

    def _label(self, name: str) -> str:
        field = self._fields.get(name)
        return f"“{field.label.get(self._lang)}”" if field else name
