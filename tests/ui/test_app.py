"""The application: what is arranged before the window opens."""

from __future__ import annotations

import pytest

from fieldapp.app import reach_fcitx


@pytest.mark.parametrize(
    ("before", "modules"),
    [
        ({"QT_IM_MODULE": "fcitx"}, "fcitx;ibus"),
        ({"QT_IM_MODULE": "fcitx5"}, "fcitx5;ibus"),
        ({"QT_IM_MODULE": "fcitx", "QT_IM_MODULES": "wayland;fcitx"}, "wayland;fcitx"),
        ({"QT_IM_MODULE": "ibus"}, None),
        ({}, None),
    ],
)
def test_fcitx_is_reached_as_ibus_where_its_plugin_is_missing(
    before: dict[str, str], modules: str | None
) -> None:
    environment = dict(before)
    reach_fcitx(environment)
    assert environment.get("QT_IM_MODULES") == modules
