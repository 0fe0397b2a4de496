"""Value classes behave as frozen dataclasses do, but for what the type checker holds."""

from __future__ import annotations

import copy
import pickle
from dataclasses import asdict, field, fields, replace

import pytest

from fieldapp.base.values import frozen


@frozen
class Point:
    """Where something is."""

    x: int
    y: int = 0
    note: str = field(default="", compare=False, repr=False)
    tags: tuple[str, ...] = field(default_factory=tuple)


@frozen
class Other:
    """As wide and high as a point."""

    x: int
    y: int = 0


@frozen
class Nothing:
    """No field at all."""


@frozen(kw_only=True)
class Named:
    """By its name only."""

    name: str = ""


@frozen(kw_only=True)
class Titled(Named):
    """Adds a field."""

    title: str


def test_values_are_equal_if_their_class_and_compared_fields_are() -> None:
    assert Point(1, 2, "a") == Point(1, 2, "b")
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != Other(1, 2)
    assert Named() != Titled(title="")
    assert Nothing() == Nothing()
    assert len({Point(1, note="a"), Point(1, note="b"), Other(1), Nothing(), Nothing()}) == 3
    assert Point(float("nan")) != Point(float("nan"))  # type: ignore[arg-type]


def test_a_value_with_something_changeable_in_it_has_no_hash() -> None:
    with pytest.raises(TypeError):
        hash(Point([]))  # type: ignore[arg-type]


def test_values_show_their_fields() -> None:
    assert repr(Point(1, note="secret")) == "Point(x=1, y=0, tags=())"
    assert repr(Nothing()) == "Nothing()"


def test_values_take_part_in_what_dataclasses_do() -> None:
    point = Point(1, 2, "a", ("b",))
    assert [one.name for one in fields(Titled)] == ["name", "title"]
    assert asdict(point) == {"x": 1, "y": 2, "note": "a", "tags": ("b",)}
    assert replace(point, y=5) == Point(1, 5, "a", ("b",))
    for twin in (copy.copy(point), copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert (twin, twin.note) == (point, "a")
    assert not hasattr(point, "__dict__")
    with pytest.raises(TypeError):
        Named("x")  # type: ignore[call-arg]
