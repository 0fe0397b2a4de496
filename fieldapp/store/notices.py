"""What the company has told this laptop, by the hashes of the contents (SHA-256, hexadecimal)."""

from __future__ import annotations

from collections.abc import Collection

from fieldapp.store.meta import Meta

_CONTENT, _VERDICT = "notice:", "notice-verdict:"


class Notices:
    """Kept among `meta`. Writing needs the caller's transaction."""

    def __init__(self, meta: Meta) -> None:
        self._meta = meta

    def here(self) -> frozenset[str]:
        """The names of all contents."""
        return frozenset(self._meta.names(_CONTENT))

    def get(self, sha256: str) -> bytes | None:
        return self._meta.get(f"{_CONTENT}{sha256}")

    def put(self, sha256: str, content: bytes) -> None:
        self._meta.put(f"{_CONTENT}{sha256}", content)

    def verdict(self, sha256: str) -> str | None:
        """What was found out about a content; None if it has not been looked at."""
        found = self._meta.get(f"{_VERDICT}{sha256}")
        return None if found is None else found.decode()

    def set_verdict(self, sha256: str, verdict: str) -> None:
        self._meta.put(f"{_VERDICT}{sha256}", verdict.encode())

    def drop_but(self, kept: Collection[str]) -> None:
        """Forgets all others."""
        for sha256 in self.here() - set(kept):
            self._meta.drop(f"{_CONTENT}{sha256}")
            self._meta.drop(f"{_VERDICT}{sha256}")
