"""The message catalogues: `compile` them, or `check` that both languages are whole.

A catalogue is `resources/i18n/<lang>/<package>.po`; the code of a message (`case.unknown_key`) is
its id. Compiling is deterministic, so that a `.mo` in the repository can be compared.
"""

from __future__ import annotations

import ast
import io
import re
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent
I18N = ROOT / "resources" / "i18n"
LANGS = ("zh", "en")
NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
CODE = re.compile(r"[a-z]+\.[a-z0-9_.]+")
FILE_ENDINGS = {"json", "yaml", "pdf", "png", "po", "mo", "db", "key", "html", "js", "css"}
TEMPLATES = {"inbox": "fieldapp/hub/web/templates"}
"""By catalogue, the folder of the templates that take their words from it, by `t('name')`."""
WORD = re.compile(r"\bt\('([a-z0-9_]+)'[,)]")

Messages = dict[str, str]


def read(path: Path) -> Catalog:
    """One catalogue.

    Raises:
        ValueError: it is not a whole .po file; the line is named.
    """
    try:
        with path.open("rb") as file:
            return read_po(file, locale=path.parent.name, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        raise ValueError(f"{path.relative_to(ROOT)}: {error}") from error


def compiled(catalogue: Catalog) -> bytes:
    """The bytes of the .mo file: the same for the same messages, whenever it is made."""
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def catalogues() -> list[Path]:
    return sorted(path for lang in LANGS for path in (I18N / lang).glob("*.po"))


def compile_all() -> list[str]:
    """Write every .mo whose catalogue changed; returns the names of those written."""
    written = []
    for path in catalogues():
        target, made = path.with_suffix(".mo"), compiled(read(path))
        if not target.exists() or target.read_bytes() != made:
            target.write_bytes(made)
            written.append(str(target.relative_to(ROOT)))
    return written


def fields(text: str) -> set[str]:
    """The names a message is filled with: `{count} of {all}` gives count and all.

    Raises:
        ValueError: the braces do not match.
    """
    return {
        re.split(r"[.\[]", name, maxsplit=1)[0]
        for _, name, _, _ in string.Formatter().parse(text)
        if name is not None
    }


def _fields_if_whole(text: str) -> set[str]:
    try:
        return fields(text)
    except ValueError:
        return set()


def messages(path: Path, problems: list[str]) -> Messages:
    """Id and text of each message; what is wrong with the file alone goes into `problems`."""
    name = path.relative_to(ROOT)
    try:
        catalogue = read(path)
    except ValueError as error:
        problems.append(str(error))
        return {}
    found: Messages = {}
    for message in catalogue:
        key = str(message.id)
        if not key:
            continue
        where = f"{name}:{message.lineno}: {key}"
        if not key.startswith(f"{path.stem}."):
            problems.append(f"{where}: belongs into {key.partition('.')[0]}.po")
        if message.fuzzy:
            problems.append(f"{where}: is marked fuzzy")
        if not str(message.string).strip():
            problems.append(f"{where}: has no text")
        found[key] = str(message.string)
    target = path.with_suffix(".mo")
    if not target.exists() or target.read_bytes() != compiled(catalogue):
        problems.append(f"{name}: its .mo is not up to date: run `python3 dev.py i18n`")
    return found


def compare(package: str, zh: Messages, en: Messages) -> Iterator[str]:
    """Ids and fields that only one of the two languages has.

    What is given in both languages is named `label_zh` and `label_en`; each message takes its own.
    """
    for key in sorted(zh.keys() ^ en.keys()):
        yield f"{package}: {key} has no {'zh' if key in en else 'en'}"
    for key in sorted(zh.keys() & en.keys()):
        try:
            in_zh = _without_language(fields(zh[key]), "zh", "en")
            in_en = _without_language(fields(en[key]), "en", "zh")
        except ValueError as error:
            yield f"{package}: {key}: {error}"
            continue
        if in_zh != in_en:
            only = ", ".join(sorted(in_zh ^ in_en))
            yield f"{package}: {key}: only one language is filled with {only}"


def _without_language(names: set[str], lang: str, other: str) -> set[str]:
    """`label_zh` is `label` in a zh message, unless that message takes `label_en` as well."""
    return {
        name
        if re.sub(f"{lang}$", other, name) in names - {name}
        else re.sub(f"(^|_){lang}$", "", name)
        for name in names
    }


def named_codes(packages: set[str]) -> Iterator[tuple[str, str, set[str] | None]]:
    """Place, code and given fields of each call that is given a message's code to begin with.

    The fields are None where the call does not show them all.
    """
    for path in sorted((ROOT / "fieldapp").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
            for code in filter(None, map(_literal, choices)):
                package, _, last = code.partition(".")
                if package in packages and CODE.fullmatch(code) and last not in FILE_ENDINGS:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", code, _given(node)


def _literal(node: ast.AST | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _given(call: ast.Call) -> set[str] | None:
    """The fields a call fills a message with, for the ways in which we name one."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    keywords = {keyword.arg for keyword in call.keywords}
    if None in keywords:
        return None
    if name in {"tr", "say", "warn", "__init__"} or name.endswith("Error"):
        return {keyword for keyword in keywords if keyword is not None}
    if name == "Finding":
        params = call.args[1] if len(call.args) > 1 else None
        params = next((kw.value for kw in call.keywords if kw.arg == "params"), params)
        if params is None:
            return set()
        if isinstance(params, ast.Dict):
            keys = {_literal(key) for key in params.keys}
            return None if None in keys else {key for key in keys if key}
    return None


def problems() -> list[str]:
    """All that would show a person a missing or broken sentence."""
    found: list[str] = []
    packages = {path.stem for path in catalogues()}
    known: dict[str, set[str]] = {}
    for package in sorted(packages):
        texts: dict[str, Messages] = {}
        for lang in LANGS:
            path = I18N / lang / f"{package}.po"
            texts[lang] = messages(path, found) if path.exists() else {}
        found += compare(package, texts["zh"], texts["en"])
        for lang in LANGS:
            for key, text in texts[lang].items():
                known.setdefault(key, set()).update(_fields_if_whole(text))
    for package, folder in TEMPLATES.items():
        for path in sorted((ROOT / folder).glob("*.html")):
            for name in sorted(set(WORD.findall(path.read_text(encoding="utf-8")))):
                if f"{package}.{name}" not in known:
                    found.append(f"{path.name}: {package}.{name} is in no catalogue")
    for where, code, given in named_codes(packages):
        if code not in known:
            found.append(f"{where}: {code} is in no catalogue")
        elif given is not None and not known[code] <= given:
            lacking = ", ".join(sorted(known[code] - given))
            found.append(f"{where}: {code} is not given its field {lacking}")
    return found


def main(argv: list[str]) -> int:
    if argv == ["compile"]:
        try:
            written = compile_all()
        except ValueError as error:
            print(error, file=sys.stderr)
            return 1
        print("\n".join(written) or "every .mo is up to date")
        return 0
    if argv == ["check"]:
        found = problems()
        print("\n".join(found))
        return 1 if found else 0
    print("catalogues.py compile | check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
