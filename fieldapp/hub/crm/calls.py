"""Calls to a customer system: tried again with growing pauses while it is away or busy."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from fieldapp.hub.errors import HubError

TRIES = 5
_LONGEST_PAUSE = 60.0
_TIMEOUT = 30.0
_BUSY = 429
Sleep = Callable[[float], None]


class CallError(HubError):
    """The system is not reached, or takes nothing from us. What was not taken stays kept."""


class AwayError(CallError):
    """Nobody answers, or only that they are busy."""


class Caller:
    """Sends JSON. `sleep`: how it waits."""

    pace = 0.0
    """Seconds between calls, where a system counts them."""

    def __init__(self, sleep: Sleep = time.sleep) -> None:
        self._sleep = sleep
        self._client = httpx.Client(timeout=_TIMEOUT, follow_redirects=False)

    def close(self) -> None:
        self._client.close()

    def post(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        tries: int = TRIES,
        **sent: Any,
    ) -> tuple[int, Any]:
        """The status and what was answered, as JSON; None where it is something else.

        Args:
            tries: how often; 1 for what may not be done twice.
            sent: `json` or `data`, as httpx has it.

        Raises:
            AwayError: they do not take it, however often it was tried.
        """
        if self.pace:
            self._sleep(self.pace)
        for number in range(1, tries + 1):
            wait = min(2.0 ** (number - 1), _LONGEST_PAUSE)
            try:
                answer = self._client.post(url, headers=dict(headers or {}), **sent)
            except httpx.TransportError:
                pass
            else:
                if answer.status_code != _BUSY and answer.status_code < 500:
                    return answer.status_code, _json(answer)
                wait = _asked_pause(answer) or wait
            if number < tries:
                self._sleep(wait)
        raise AwayError("crm.away")


def _asked_pause(answer: httpx.Response) -> float:
    """Seconds they ask us to wait; 0 where they do not say."""
    told = answer.headers.get("Retry-After", "")
    return min(float(told), _LONGEST_PAUSE) if told.isdecimal() else 0.0


def _json(answer: httpx.Response) -> Any:
    try:
        return answer.json()
    except ValueError:
        return None
