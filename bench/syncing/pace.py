"""Small and quick: pages and parts so small that a small world turns every corner of a large one,
and a signature that is found right or wrong is not computed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from types import ModuleType
from unittest import mock

from fieldapp.case import seal
from fieldapp.sync import blobs, comparison, exchange, hub_comparison, packing

SIZES: tuple[tuple[ModuleType, str, int], ...] = (
    (packing, "PUSHED", 5),
    (packing, "PULLED", 8),
    (exchange, "OFFERED", 5),
    (comparison, "LISTED", 3),
    (comparison, "WANTED", 2),
    (comparison, "NAMED", 3),
    (hub_comparison, "DIFFERING", 2),
    (blobs, "PART", 64),
)


@contextmanager
def small() -> Iterator[None]:
    with ExitStack() as stack:
        for module, name, size in SIZES:
            stack.enter_context(mock.patch.object(module, name, size))
        stack.enter_context(mock.patch.object(seal, "verify", lru_cache(10_000)(seal.verify)))
        yield
