"""The numbers a bench prints mean what they say."""

from __future__ import annotations

import json
import sys

import pytest

from bench.common import Timing, emit, figure, python_child, run_child


def test_percentile_is_the_nearest_rank() -> None:
    hundred = Timing(tuple(float(n) for n in range(1, 101)))
    assert hundred.p95 == 95
    assert hundred.median == 50.5
    assert Timing((1.0, 2.0, 3.0)).p95 == 3.0


def test_figure_says_whether_the_limit_is_reached() -> None:
    assert figure("edits", 8.9, "ms", at_most=15).ok is True
    assert figure("edits", 15.1, "ms", at_most=15).ok is False
    slow = figure("commits", 500, "1/s", baseline=1000, ratio_at_least=0.6)
    assert (slow.ratio, slow.ok, slow.reach) == (0.5, False, ">= 0.6 x baseline")
    assert figure("size", 3, "MB").ok is None


def test_a_ratio_without_baseline_is_refused() -> None:
    with pytest.raises(ValueError, match="baseline"):
        figure("commits", 1, "1/s", ratio_at_least=0.6)


def test_json_is_one_object_and_the_exit_code_tells(capsys: pytest.CaptureFixture[str]) -> None:
    good = figure("a", 1.23456789, "ms", at_most=2)
    assert emit("x", [good]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["bench"] == "x"
    assert answer["figures"][0]["value"] == 1.235
    assert answer["machine"]["cores"] >= 1
    assert emit("x", [good, figure("b", 3, "ms", at_most=2)]) == 1
    capsys.readouterr()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="peak memory is read from Linux")
def test_a_childs_memory_is_its_own_and_not_its_parents() -> None:
    ballast = bytearray(b"x" * 150_000_000)
    small = python_child("-c", "print('hello')")
    large = python_child("-c", "len(bytearray(b'x' * 80_000_000))")
    assert small.stdout == b"hello\n"
    assert small.returncode == 0
    assert small.peak_rss_mb < 60 < large.peak_rss_mb
    del ballast


def test_a_command_that_is_not_there_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="no-such-command"):
        run_child(["no-such-command"])
