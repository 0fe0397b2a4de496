"""The API as its own description has it, asked whatever fits it and whatever does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
import test_sync_hub
from hub_kit import Served, serving
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case

from fieldapp.hub.access import RULES
from fieldapp.hub.api import create_app
from fieldapp.hub.node import Place
from fieldapp.hub.web.manner import COOKIE
from fieldapp.sync import wire
from fieldapp.sync.carriage import MESSAGE, PROBLEM
from fieldapp.sync.certificates import ADMINISTRATOR

QUESTIONS = [wire.encode(question) for question in test_sync_hub.QUESTIONS]
PAGE = "text/html"
EACH = settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


schemathesis.openapi.media_type(MESSAGE, st.binary(max_size=200) | st.sampled_from(QUESTIONS))


@schemathesis.serializer(MESSAGE)
def as_it_is(_: object, content: bytes) -> bytes:
    return content


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(Place(tmp_path_factory.mktemp("hub"))) as running:
        yield running


@pytest.fixture(scope="module")
def tokens(served: Served) -> dict[str, str]:
    """Tokens of somebody who may do everything, by what kind they are."""
    laptop = served.laptop("Ann", ADMINISTRATOR)
    session = served.session("Ann")
    return {"laptop": laptop.carrier.token, "session": session.token, "none": ""}


def test_whatever_is_asked_has_a_clear_answer(served: Served, tokens: dict[str, str]) -> None:
    schema = schemathesis.openapi.from_dict(create_app(served.node).openapi())
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {one.definition.raw["operationId"] for one in operations} == RULES.keys()
    for operation in operations:

        @EACH
        @given(case=operation.as_strategy(), kind=st.sampled_from(sorted(tokens)))
        def ask(case: Case, kind: str) -> None:
            if case.path_parameters:
                case.path_parameters["space"] = served.space.hex()
            headers = {
                "authorization": f"Bearer {tokens[kind]}",
                "cookie": f"{COOKIE}={tokens[kind]}",
            }
            response = case.call(base_url=served.url, headers=headers)
            assert response.status_code < 500, (case.as_curl_command(), response.content)
            if response.status_code >= 400 and case.method != "HEAD":
                told = PROBLEM if case.path.startswith("/v1/") else PAGE
                assert response.headers["content-type"][0].partition(";")[0] == told

        ask()
    served.laptop("Bo").write("title", "x")
