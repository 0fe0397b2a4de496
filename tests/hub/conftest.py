"""A PostgreSQL and an S3-compatible server of our own, and hubs that serve."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_kit import Served, serving

from bench.syncing.postgres import Cluster, cluster
from fieldapp.hub.node import Place


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster(is_durable=False) as running:
        yield running


@pytest.fixture
def own_loggers() -> Iterator[None]:
    """A hub that logs to a terminal does so in this test alone: what comes after it would write to
    a terminal that is gone."""
    loggers = [logging.getLogger(name) for name in ("fieldapp.hub", "uvicorn.error")]
    before = [(one, list(one.handlers), one.level, one.propagate) for one in loggers]
    yield
    for one, handlers, level, propagate in before:
        one.handlers, one.propagate = handlers, propagate
        one.setLevel(level)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    """A hub as it is without any configuration."""
    with serving(Place(tmp_path / "hub")) as served:
        yield served
