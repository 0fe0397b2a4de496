"""The connector to Fxiaoke 纷享销客.

It rests on public client code alone and was tried only against a stand-in written from that. Faults
come with HTTP 200 and an `errorCode`; objects of a company's own (`__c`) have a path of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fieldapp.crm import fxiaoke
from fieldapp.crm.mapping import Module
from fieldapp.crm.rows import Row
from fieldapp.hub.crm.access import CrmAccess
from fieldapp.hub.crm.calls import TRIES, AwayError, Caller, CallError
from fieldapp.hub.crm.link import Ids, Outcome, code

_PACE = 0.2
"""They take about 100 calls in 20 s."""
_EXPIRED = {10006, 20016}
"""Error codes of a token that counts no more."""


class FxiaokeLink:
    most = 1

    def __init__(self, access: CrmAccess, caller: Caller) -> None:
        self._access = access
        self._caller = caller
        self._pass: dict[str, str] = {}
        caller.pace = _PACE

    def close(self) -> None:
        self._caller.close()

    def put(self, module: Module, rows: Sequence[Row], ids: Ids) -> list[Outcome]:
        return [self._put(module, row, ids) for row in rows]

    def _put(self, module: Module, row: Row, ids: Ids) -> Outcome:
        name = (module.name, row.key)
        for _ in range(TRIES):
            # A row that was made although nobody heard the answer is found, and not made twice.
            fault, theirs = self._found(module, row)
            if fault:
                return Outcome(row=row, fault=fault)
            known = {key: there for key, there in ids.items() if key != name}
            if theirs:
                known[name] = theirs
            try:
                return self._written(row, known, theirs)
            except AwayError:
                continue
        raise AwayError("crm.away")

    def _written(self, row: Row, known: Ids, theirs: str) -> Outcome:
        content = fxiaoke.body(row, known, self._access.owner)
        verb = "update" if theirs else "create"
        # None of their workflows begins because of us.
        more = {"triggerWorkFlow": False, "triggerApprovalFlow": False}
        answer = self._ask(row.module, verb, content, tries=1, **more)
        fault = _fault(answer)
        made = theirs or answer.get("dataId") or ""
        if fault or not isinstance(made, str) or not made:
            return Outcome(row=row, fault=fault or code("NO_ID"))
        return Outcome(row=row, theirs=made)

    def _found(self, module: Module, row: Row) -> tuple[str, str]:
        """A fault, or the id of the row with that key; both empty where there is none."""
        key = row.cell(module.key)
        wish = {
            "limit": 1,
            "offset": 0,
            "filters": [
                {
                    "field_name": module.key,
                    "field_values": [key.told if key else row.key],
                    "operator": "EQ",
                }
            ],
        }
        content = {"dataObjectApiName": row.module, "search_query_info": wish}
        answer = self._ask(row.module, "query", content)
        data = answer.get("data")
        rows = data.get("dataList") if isinstance(data, dict) else None
        first = rows[0] if isinstance(rows, list) and rows else {}
        theirs = first.get("_id", "") if isinstance(first, dict) else ""
        return _fault(answer), theirs if isinstance(theirs, str) else ""

    def _ask(
        self, module: str, verb: str, content: dict[str, Any], tries: int = TRIES, **more: Any
    ) -> dict[str, Any]:
        kind = "custom/v2" if module.endswith("__c") else "v2"
        url = f"{self._access.api}/cgi/crm/{kind}/data/{verb}"
        for is_last in (False, True):
            token = self._pass or self._renew()
            sent = {**token, **more, "data": content}
            _, answer = self._caller.post(url, tries=tries, json=sent)
            found: dict[str, Any] = answer if isinstance(answer, dict) else {"errorCode": -1}
            if found.get("errorCode") not in _EXPIRED or is_last:
                break
            self._pass = {}
        return found

    def _renew(self) -> dict[str, str]:
        secrets = self._access.secrets
        asked = {
            "appId": secrets["app_id"],
            "appSecret": secrets["app_secret"],
            "permanentCode": secrets["permanent_code"],
        }
        url = f"{self._access.api}/cgi/corpAccessToken/get/V2"
        _, answer = self._caller.post(url, json=asked)
        if not isinstance(answer, dict) or answer.get("errorCode") != 0:
            raise CallError("crm.refused")
        self._pass = {
            "corpAccessToken": str(answer.get("corpAccessToken", "")),
            "corpId": str(answer.get("corpId", "")),
            "currentOpenUserId": secrets["user"],
        }
        return self._pass


def _fault(answer: dict[str, Any]) -> str:
    number = answer.get("errorCode")
    return "" if number == 0 else code(str(number).replace("-", "_"))
