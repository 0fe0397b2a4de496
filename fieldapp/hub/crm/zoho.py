"""The connector to Zoho CRM, by version 8 of its API.

Rows are upserted by the field a mapping calls the key, at most 100 at once. It was tried against a
stand-in made from Zoho's own description, never against Zoho.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fieldapp.crm import zoho
from fieldapp.crm.mapping import Module
from fieldapp.crm.rows import Row
from fieldapp.hub.crm.access import CrmAccess
from fieldapp.hub.crm.calls import Caller, CallError
from fieldapp.hub.crm.link import Ids, Outcome, code

_UNAUTHORIZED = 401
_NO_SUCH_ID = {"INVALID_DATA", "RECORD_NOT_FOUND"}


class ZohoLink:
    most = zoho.MOST

    def __init__(self, access: CrmAccess, caller: Caller) -> None:
        self._access = access
        self._caller = caller
        self._token = ""

    def close(self) -> None:
        self._caller.close()

    def put(self, module: Module, rows: Sequence[Row], ids: Ids) -> list[Outcome]:
        told = self._upsert(module, rows, ids)
        if len(told) != len(rows):
            # Nothing was taken because of one of them: each by itself then.
            return [one for row in rows for one in self.put(module, [row], ids)]
        found = []
        for row, one in zip(rows, told, strict=True):
            is_gone = one.get("code") in _NO_SUCH_ID and _details(one).get("api_name") == "id"
            if is_gone and (row.module, row.key) in ids:
                # Somebody deleted it there: it is made anew, with all its fields.
                left = {
                    name: theirs for name, theirs in ids.items() if name != (module.name, row.key)
                }
                found.append(_outcome(row, self._upsert(module, [row], left)[0]))
            else:
                found.append(_outcome(row, one))
        return found

    def _upsert(self, module: Module, rows: Sequence[Row], ids: Ids) -> list[dict[str, Any]]:
        """What is answered for each row."""
        url = f"{self._access.api}/crm/v8/{module.name}/upsert"
        content = zoho.body(module, rows, ids)
        for is_last in (False, True):
            token = self._token or self._renew()
            headers = {"Authorization": f"Zoho-oauthtoken {token}"}
            status, answer = self._caller.post(url, headers=headers, json=content)
            if status != _UNAUTHORIZED or is_last:
                break
            self._token = ""
        if status == _UNAUTHORIZED:
            raise CallError("crm.refused")
        return _each(answer, len(rows))

    def _renew(self) -> str:
        """A token for an hour, for the refresh token that does not end."""
        secrets = self._access.secrets
        status, answer = self._caller.post(
            f"{self._access.accounts}/oauth/v2/token",
            data={"grant_type": "refresh_token", **secrets},
        )
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if status >= 400 or not isinstance(token, str):
            raise CallError("crm.refused")
        self._token = token
        return token


def _each(answer: Any, count: int) -> list[dict[str, Any]]:
    """What is answered for each row; fewer where it is about the whole call. Of a call with one row
    that is the row's."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, list) and len(data) == count:
        return [one if isinstance(one, dict) else {} for one in data]
    whole = answer if isinstance(answer, dict) else {}
    return [whole] if count == 1 else []


def _outcome(row: Row, one: dict[str, Any]) -> Outcome:
    details = _details(one)
    theirs = details.get("id")
    if one.get("status") == "success" and isinstance(theirs, str):
        return Outcome(row=row, theirs=theirs)
    return Outcome(row=row, fault=code(one.get("code"), details.get("api_name")))


def _details(one: dict[str, Any]) -> dict[str, Any]:
    found = one.get("details")
    return found if isinstance(found, dict) else {}
