"""Problems: how the API says that something is not done (RFC 9457), in codes and numbers alone."""

from __future__ import annotations

import json

from starlette.responses import Response

from fieldapp.base.findings import Finding
from fieldapp.sync import carriage
from fieldapp.sync.hub_carriage import response
from fieldapp.sync.messages import Problem
from fieldapp.sync.wire import Message

_STATUS = {
    "hub.sign_in_failed": 401,
    "hub.password_ended": 401,
    "hub.password_replace": 401,
    "hub.second_missing": 401,
    "hub.second_needed": 401,
    "hub.second_wrong": 401,
    "hub.sso_only": 401,
    "hub.not_found": 404,
    "hub.case_unknown": 404,
    "hub.notice_unknown": 404,
    "hub.person_unknown": 404,
    "hub.space_unknown": 404,
    "hub.method_unfit": 405,
    "hub.name_taken": 409,
    "hub.last_administrator": 409,
    "hub.request_large": 413,
    "hub.too_many": 429,
    "hub.failed": 500,
    "hub.busy": 503,
    "hub.database_away": 503,
    "hub.blobs_unwritable": 503,
    "hub.blob_lost": 503,
    "hub.sso_away": 503,
    "hub.scanner_away": 503,
    "hub.file_bad": 403,
}
"""What is not here is 400, or what syncing says of it."""
WAIT = 5
"""Seconds after which to come again to a hub that has trouble."""


def of_finding(finding: Finding, wait: int = 0) -> Response:
    """The response that says it."""
    code = finding.code
    if code.startswith("sync."):
        return of_answer(Problem(code=code, params=finding.params, wait=wait))
    status = _STATUS.get(code, 400)
    told = {"type": "about:blank", "status": status, "code": code, "params": dict(finding.params)}
    headers = {carriage.CODE: code}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if status in (429, 503):
        headers["retry-after"] = str(wait or WAIT)
    return Response(json.dumps(told), status, headers, media_type=carriage.PROBLEM)


def of_answer(answer: Message) -> Response:
    """The response that an answer of syncing travels as."""
    got = response(answer)
    headers = dict(got.headers)
    return Response(got.body, got.status, headers)
