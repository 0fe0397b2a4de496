"""The condition language of playbooks: a small subset of XLSForm's expressions.

`parse` turns a text into a tree of frozen nodes, `unparse` writes a tree back, and
`parse(unparse(tree)) == tree`. Length and depth are bounded, so reading and evaluating always end.
Grammar, loosest binding first::

    or
    and
    = != < <= > >=        (not chained)
    + -
    * div mod
    -x
    'text'  12.5  true()  false()  ${field}  name(argument, ...)  ( )
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from decimal import Decimal
from functools import lru_cache

from fieldapp.base.values import frozen
from fieldapp.playbook.errors import ExpressionError, nearest

MAX_LENGTH = 1000
"""Characters of a condition."""
MAX_DEPTH = 40
"""Levels of a condition's tree."""
_MAX_NESTING = 2 * MAX_DEPTH + 2
"""Brackets take up to one more level of reading for each of the tree."""

WHO = ("customer", "engineer")
"""Whose emotion level may be asked for."""

FUNCTIONS: dict[str, int] = {
    "not": 1,
    "if": 3,
    "coalesce": 2,
    "answered": 1,
    "count": 1,
    "selected": 2,
    "sum": 2,
    "string-length": 1,
    "level": 1,
    "severity": 0,
    "situation": 0,
    "today": 0,
    "true": 0,
    "false": 0,
}
"""Function name -> number of its arguments."""


@frozen
class Literal:
    value: Decimal | str | bool


@frozen
class FieldRef:
    """`${name}`; where it stands (from 1) takes no part in comparing trees."""

    name: str
    column: int = field(default=0, compare=False)


@frozen
class Negation:
    operand: Expression


@frozen
class Binary:
    operator: str
    left: Expression
    right: Expression


@frozen
class Call:
    function: str
    arguments: tuple[Expression, ...] = ()


Expression = Literal | FieldRef | Negation | Binary | Call

_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_PRECEDENCE = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(_COMPARISONS, 3),
    "+": 4,
    "-": 4,
    "*": 5,
    "div": 5,
    "mod": 5,
}
_COMPARING = 3
_NEGATING = 6

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")
      | \$\{\s*(?P<field>[A-Za-z_][A-Za-z0-9_]*)\s*\}
      | (?P<word>[A-Za-z]+(?:-[A-Za-z]+)*)
      | (?P<symbol>!=|<=|>=|[=<>+\-*(),])""",
    re.VERBOSE | re.ASCII,
)

_MEANT = {
    "==": "=",
    "<>": "!=",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not( )",
    "/": "div",
    "%": "mod",
    "（": "(",
    "）": ")",
    "，": ",",
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "‘": "'",
    "’": "'",
    "“": "'",
    "”": "'",
    "＄": "$",
    "｛": "{",
    "｝": "}",
    "'": "'...'",
    '"': "'...'",
    "$": "${field}",
    "{": "${field}",
}
"""What people write from other languages or keyboards -> what this one wants."""

_STRAY = tuple(sign for sign in _MEANT if len(sign) == 2)


@frozen
class _Token:
    kind: str
    text: str
    column: int


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while position < len(text):
        column = position + 1
        stray = next((wrong for wrong in _STRAY if text.startswith(wrong, position)), "")
        match = None if stray else _TOKEN.match(text, position)
        if match is None:
            found = stray or text[position]
            meant = _MEANT.get(found)
            if meant:
                raise ExpressionError(
                    "playbook.expression_other_sign", column=column, found=found, meant=meant
                )
            raise ExpressionError("playbook.expression_sign", column=column, found=found)
        kind = match.lastgroup or ""
        if kind != "space":
            yield _Token(kind, match[kind], column)
        position = match.end()
    yield _Token("end", "", len(text) + 1)


class _Parser:
    """A Pratt parser; each method returns a tree and its depth."""

    def __init__(self, text: str) -> None:
        self._rest = _tokens(text)
        self._token = next(self._rest)
        self._nesting = 0

    def whole(self) -> Expression:
        if self._token.kind == "end":
            raise ExpressionError("playbook.expression_empty", column=1)
        tree, _ = self._expression(0)
        if self._token.kind != "end":
            raise self._unexpected("playbook.expression_rest")
        return tree

    def _advance(self) -> _Token:
        token = self._token
        self._token = next(self._rest)
        return token

    def _unexpected(self, code: str, **params: str) -> ExpressionError:
        if self._token.kind == "end":
            return ExpressionError("playbook.expression_end", column=self._token.column)
        found = _reference(self._token.text) if self._token.kind == "field" else self._token.text
        return ExpressionError(code, column=self._token.column, found=found, **params)

    def _expect(self, symbol: str) -> None:
        if self._token.text != symbol or self._token.kind != "symbol":
            raise self._unexpected("playbook.expression_expected", expected=symbol)
        self._advance()

    def _bounded(self, depth: int, limit: int = MAX_DEPTH) -> int:
        if depth > limit:
            raise ExpressionError(
                "playbook.expression_deep", column=self._token.column, limit=MAX_DEPTH
            )
        return depth

    def _expression(self, minimum: int) -> tuple[Expression, int]:
        self._nesting = self._bounded(self._nesting + 1, _MAX_NESTING)
        left, depth = self._operand()
        while (power := self._power()) > minimum:
            operator = self._advance().text
            right, right_depth = self._expression(power)
            left, depth = Binary(operator, left, right), self._bounded(1 + max(depth, right_depth))
            if power == _COMPARING and self._power() == _COMPARING:
                raise self._unexpected("playbook.expression_chained")
        self._nesting -= 1
        return left, depth

    def _power(self) -> int:
        """How tightly the present token binds what stands to its left; 0: it is no operator."""
        if self._token.kind not in ("symbol", "word"):
            return 0
        return _PRECEDENCE.get(self._token.text, 0)

    def _operand(self) -> tuple[Expression, int]:
        token = self._token
        match token.kind, token.text:
            case "number", digits:
                self._advance()
                return Literal(Decimal(digits)), 1
            case "text", quoted:
                self._advance()
                mark = quoted[0]
                return Literal(quoted[1:-1].replace(mark * 2, mark)), 1
            case "field", name:
                self._advance()
                return FieldRef(name, token.column), 1
            case "symbol", "-":
                self._advance()
                operand, depth = self._expression(_NEGATING - 1)
                return Negation(operand), self._bounded(1 + depth)
            case "symbol", "(":
                self._advance()
                tree, depth = self._expression(0)
                self._expect(")")
                return tree, depth
            case "word", name if name not in _PRECEDENCE:
                self._advance()
                return self._call(token)
        raise self._unexpected("playbook.expression_operand")

    def _call(self, name: _Token) -> tuple[Expression, int]:
        wanted = FUNCTIONS.get(name.text)
        if self._token.text != "(" or self._token.kind != "symbol":
            raise ExpressionError(
                "playbook.expression_bare_word",
                column=name.column,
                found=name.text,
                meant=f"{name.text}(...)" if wanted is not None else f"'{name.text}'",
            )
        if wanted is None:
            raise ExpressionError(
                "playbook.expression_function",
                column=name.column,
                found=name.text,
                nearest=nearest(name.text, FUNCTIONS),
            )
        self._advance()
        arguments: list[Expression] = []
        depths: list[int] = []
        while self._token.text != ")" or self._token.kind != "symbol":
            if arguments:
                self._expect(",")
            tree, depth = self._expression(0)
            arguments.append(tree)
            depths.append(depth)
        self._advance()
        if len(arguments) != wanted:
            raise ExpressionError(
                "playbook.expression_arguments",
                column=name.column,
                found=name.text,
                wanted=wanted,
                given=len(arguments),
            )
        if name.text == "level" and arguments[0] not in [Literal(who) for who in WHO]:
            raise ExpressionError("playbook.expression_level", column=name.column)
        if name.text in ("true", "false"):
            return Literal(name.text == "true"), 1
        return Call(name.text, tuple(arguments)), self._bounded(1 + max(depths, default=0))


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The tree of a condition.

    Raises:
        ExpressionError: it does not follow the language; names the column and what to write.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError("playbook.expression_long", column=MAX_LENGTH, limit=MAX_LENGTH)
    return _Parser(text).whole()


def _reference(name: str) -> str:
    return "${" + name + "}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def unparse(tree: Expression) -> str:
    """The condition as text, with no more brackets than it needs."""
    return _written(tree)[0]


def _written(tree: Expression) -> tuple[str, int]:
    """The text of a tree and how tightly it holds together."""
    match tree:
        case Literal(bool(value)):
            return ("true()" if value else "false()"), _NEGATING
        case Literal(str(value)):
            return _quoted(value), _NEGATING
        case Literal(value):
            return format(value, "f"), _NEGATING
        case FieldRef(name):
            return _reference(name), _NEGATING
        case Call(function, arguments):
            return f"{function}({', '.join(map(unparse, arguments))})", _NEGATING
        case Negation(operand):
            return f"-{_bracketed(operand, _NEGATING)}", _NEGATING
        case Binary(operator, left, right):
            power = _PRECEDENCE[operator]
            on_the_left = power + 1 if power == _COMPARING else power
            written = f"{_bracketed(left, on_the_left)} {operator} {_bracketed(right, power + 1)}"
            return written, power


def _bracketed(tree: Expression, minimum: int) -> str:
    text, power = _written(tree)
    return text if power >= minimum else f"({text})"


def walk(tree: Expression) -> Iterator[Expression]:
    """The tree's nodes, each before its parts."""
    yield tree
    match tree:
        case Negation(operand):
            yield from walk(operand)
        case Binary(_, left, right):
            yield from walk(left)
            yield from walk(right)
        case Call(_, arguments):
            for argument in arguments:
                yield from walk(argument)


def references(tree: Expression) -> tuple[FieldRef, ...]:
    """The fields a condition reads, in order."""
    return tuple(node for node in walk(tree) if isinstance(node, FieldRef))
