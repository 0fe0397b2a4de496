"""Stand-ins for customer systems.

Zoho's answers as its public API description (version 8, `upsertRecords` and OAuth's refresh) shows
them; Fxiaoke's as public client code expects them. Neither is the real one.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

SECRET, REFRESH = "s3cret-of-client", "1000.refresh-of-ours"


class StandIn:
    """A server that keeps rows.

    `answers`: what calls are answered before anything else, (status, headers). `faults`: a code for
    whatever row has that in it.
    """

    def __init__(self) -> None:
        self.rows: dict[str, dict[str, dict[str, Any]]] = {}
        self.calls: list[tuple[str, Any]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.faults: dict[str, str] = {}
        self.tokens: list[str] = []
        self.refuses = False
        self._count = 0
        standing = self

        class Talk(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                if standing.answers and "oauth" not in self.path:
                    status, headers = standing.answers.pop(0)
                    told: Any = {"code": "INTERNAL_ERROR", "status": "error"}
                else:
                    headers, (status, told) = {}, standing.answer(self.path, raw, self.headers)
                content = json.dumps(told).encode()
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(content))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(self, path: str, raw: bytes, headers: Any) -> tuple[int, Any]:
        raise NotImplementedError

    def new_id(self) -> str:
        self._count += 1
        return f"57257670000000{self._count:05}"

    def new_token(self) -> str:
        self.tokens.append(f"1000.access-{len(self.tokens)}")
        return self.tokens[-1]

    def fault_of(self, row: dict[str, Any]) -> str:
        text = json.dumps(row, ensure_ascii=False)
        return next((code for part, code in self.faults.items() if part in text), "")


@contextmanager
def standing(made: StandIn) -> Iterator[StandIn]:
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.server.shutdown()
        thread.join()
        made.server.server_close()


NEEDED = {
    "Accounts": ["Account_Name"],
    "Cases": ["Subject", "Status", "Case_Origin"],
    "Tasks": ["Subject"],
}
LONGEST = {"Account_Name": 200, "Subject": 255, "Description": 32000}


class Zoho(StandIn):
    def answer(self, path: str, raw: bytes, headers: Any) -> tuple[int, Any]:
        if path == "/oauth/v2/token":
            asked = {name: value[0] for name, value in parse_qs(raw.decode()).items()}
            right = (asked.get("client_secret"), asked.get("refresh_token")) == (SECRET, REFRESH)
            if self.refuses or not right:
                return 200, {"error": "invalid_code"}
            token = self.new_token()
            return 200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600}
        if headers["Authorization"] != f"Zoho-oauthtoken {self.tokens[-1]}":
            return 401, {"code": "INVALID_TOKEN", "details": {}, "status": "error"}
        module = path.split("/")[3]
        assert path == f"/crm/v8/{module}/upsert"
        body = json.loads(raw)
        self.calls.append((module, body))
        if module not in NEEDED:
            return 400, {"data": [_error("INVALID_MODULE", resource_path_index=0)]}
        told = [self._upserted(module, row, body) for row in body["data"]]
        bad = [one for one in told if one["status"] == "error"]
        return (400 if len(bad) == len(told) else 207 if bad else 200), {"data": told}

    def _upserted(self, module: str, row: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
        rows, (key,) = self.rows.setdefault(module, {}), body["duplicate_check_fields"]
        if code := self.fault_of(row):
            return _error(code, api_name=key)
        for name, value in row.items():
            if isinstance(value, str) and len(value) > LONGEST.get(name, 10**6):
                return _error("INVALID_DATA", api_name=name, maximum_length=LONGEST[name])
            if isinstance(value, dict) and not any(value["id"] in of for of in self.rows.values()):
                return _error("INVALID_DATA", api_name=name)
        there = row.get("id")
        if there is not None and there not in rows:
            return _error("INVALID_DATA", api_name="id")
        if there is None:
            there = next((at for at, one in rows.items() if one.get(key) == row.get(key)), None)
        action = "update" if there else "insert"
        if there is None:
            for name in NEEDED[module]:
                if name not in row:
                    return _error("MANDATORY_NOT_FOUND", api_name=name)
            there = self.new_id()
        rows.setdefault(there, {}).update(row)
        details = {"id": there, "Modified_Time": "2026-11-20T09:30:00+08:00"}
        return {"code": "SUCCESS", "action": action, "details": details, "status": "success",
                "message": "record " + ("updated" if action == "update" else "added")}  # fmt: skip


def _error(code: str, **details: Any) -> dict[str, Any]:
    return {"code": code, "details": details, "message": "<b>Alice</b>", "status": "error"}


class Fxiaoke(StandIn):
    def answer(self, path: str, raw: bytes, headers: Any) -> tuple[int, Any]:
        body = json.loads(raw)
        if path == "/cgi/corpAccessToken/get/V2":
            if self.refuses or body["appSecret"] != SECRET:
                return 200, {"errorCode": 10002, "errorMessage": "appSecret"}
            return 200, {"errorCode": 0, "corpAccessToken": self.new_token(), "corpId": "FSCID"}
        if body["corpAccessToken"] != self.tokens[-1]:
            return 200, {"errorCode": 20016, "errorMessage": "corpAccessToken"}
        assert body["corpId"] == "FSCID" and body["currentOpenUserId"] == "FSUID_1"
        verb, data = path.rpartition("/")[2], body["data"]
        row = data.get("object_data", data)
        name = row.pop("dataObjectApiName")
        kind = "custom/v2" if name.endswith("__c") else "v2"
        assert path == f"/cgi/crm/{kind}/data/{verb}"
        self.calls.append((f"{name} {verb}", body))
        rows = self.rows.setdefault(name, {})
        if verb == "query":
            (one,) = data["search_query_info"]["filters"]
            found = [{"_id": at, **row} for at, row in rows.items()
                     if [row.get(one["field_name"])] == one["field_values"]]  # fmt: skip
            return 200, {"errorCode": 0, "data": {"dataList": found, "total": len(found)}}
        if code := self.fault_of(row):
            return 200, {"errorCode": int(code), "errorMessage": "<b>Alice</b>"}
        assert body["triggerWorkFlow"] is False
        at = row.pop("_id", None) or self.new_id()
        assert verb == ("update" if at in rows else "create")
        rows.setdefault(at, {}).update(row)
        if verb == "create" and self.lost:
            self.lost -= 1
            return 503, {}
        return 200, {"errorCode": 0, "dataId": at}

    lost = 0
    """Answers to what was made that nobody hears."""
