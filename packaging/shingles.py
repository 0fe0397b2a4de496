"""What of other people's writing must not turn up in ours: `python packaging/shingles.py FOLDER`.

Writes `tests/data/source_shingles.bin`: a hash of every run of 12 Chinese characters and of 8
English words in the folder's text files. The hashes tell nothing of the texts; a test looks for
them in our own. Punctuation, digits and line breaks do not interrupt a run.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "tests" / "data" / "source_shingles.bin"
CHARACTERS, WORDS = 12, 8
SIZE = 6
"""Bytes a hash: with 30,000 runs against 30,000, a chance match is a matter of 1 in 300,000."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]")
_WORD = re.compile("[a-z]+(?:['’][a-z]+)*")


def runs(text: str) -> Iterator[str]:
    """Every run of `CHARACTERS` Chinese characters and of `WORDS` English words."""
    han = "".join(_HAN.findall(text))
    for start in range(len(han) - CHARACTERS + 1):
        yield han[start : start + CHARACTERS]
    words = _WORD.findall(text.lower().replace("’", "'"))
    for start in range(len(words) - WORDS + 1):
        yield " ".join(words[start : start + WORDS])


def hashed(run: str) -> bytes:
    return hashlib.blake2b(run.encode(), digest_size=SIZE).digest()


def load(path: Path = TARGET) -> frozenset[bytes]:
    data = path.read_bytes()
    return frozenset(data[start : start + SIZE] for start in range(0, len(data), SIZE))


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    files = sorted(path for path in Path(arguments[0]).rglob("*") if path.is_file())
    found = {hashed(run) for path in files for run in runs(path.read_text(encoding="utf-8"))}
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(b"".join(sorted(found)))
    print(f"{len(files)} files, {len(found)} runs, {TARGET.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
