"""pyHanko without its HTTP client, which asks time authorities and fetches certificates.

Nobody is asked here, and loading that client takes longer than all the rest.
"""

from __future__ import annotations

import sys
from types import ModuleType

_CLIENTS = {
    "pyhanko.sign.timestamps.aiohttp_client": "HTTPTimeStamper",
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers": "AIOHttpFetcherBackend",
}
"""Module -> what others import from it."""


def without_network() -> None:
    """To be called before anything of pyHanko is imported."""
    for module, name in _CLIENTS.items():
        if module not in sys.modules:
            stand_in = ModuleType(module)
            setattr(stand_in, name, None)
            sys.modules[module] = stand_in
