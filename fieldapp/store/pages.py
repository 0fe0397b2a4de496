"""The pages of a damaged database file, decrypted one by one without SQLite.

The format is SQLCipher 4's (https://www.zetetic.net/sqlcipher/design/): the first 16 bytes are the
salt; each page ends in its AES-256-CBC initialisation vector (16 bytes) and an HMAC-SHA-512 over
ciphertext, vector and page number. With a raw key the salt only feeds the HMAC's key; where it is
damaged, the one that new databases get is tried.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from fieldapp.base.values import frozen
from fieldapp.store.database import SALT_BYTES, usual_salt

PAGE = 4096
_IV, _HMAC = 16, 64
USABLE = PAGE - _IV - _HMAC
_FILE_PAGES = slice(28, 32)
_SALT_MASK, _HMAC_KEY_ROUNDS = 0x3A, 2


@frozen
class Page:
    """A decrypted page. One that is not `whole` may be right in parts."""

    number: int
    content: bytes
    """The usable part; of the first page the salt stands where SQLite's magic was."""
    whole: bool

    @property
    def file_pages(self) -> int:
        """How many pages the file had when this, its first one, was written."""
        return int.from_bytes(self.content[_FILE_PAGES])


class PageFile:
    """The bytes of a database file."""

    def __init__(self, data: bytes, key: bytes) -> None:
        """Args: key: 32 bytes, the raw key."""
        self._data = data
        self._key = key
        for salt in (data[:SALT_BYTES], usual_salt(key)):
            mask = bytes(byte ^ _SALT_MASK for byte in salt)
            self._hmac_key = hashlib.pbkdf2_hmac("sha512", key, mask, _HMAC_KEY_ROUNDS, len(key))
            if any(page.whole for page in self.pages()):
                break

    @property
    def count(self) -> int:
        """How many pages there are; the last may be cut off."""
        return -(-len(self._data) // PAGE)

    def pages(self) -> Iterator[Page]:
        for number in range(1, self.count + 1):
            page = self.page(number)
            if page is not None:
                yield page

    def page(self, number: int) -> Page | None:
        """A page by its number, from 1; None beyond the end or for one of zeros."""
        start = (number - 1) * PAGE
        raw = self._data[start : start + PAGE] if number > 0 else b""
        return self.decrypt(number, raw)

    def decrypt(self, number: int, raw: bytes) -> Page | None:
        """A page from its bytes, which may come from a journal; what is cut off counts as zeros."""
        if not raw.strip(b"\0"):
            return None
        raw = raw.ljust(PAGE, b"\0")
        skip = SALT_BYTES if number == 1 else 0
        body, vector = raw[skip:USABLE], raw[USABLE : USABLE + _IV]
        signed = raw[skip : USABLE + _IV] + number.to_bytes(4, "little")
        found = hmac.digest(self._hmac_key, signed, "sha512")
        decryptor = Cipher(AES(self._key), CBC(vector)).decryptor()
        content = raw[:skip] + decryptor.update(body) + decryptor.finalize()
        return Page(number, content, hmac.compare_digest(found, raw[USABLE + _IV :]))
