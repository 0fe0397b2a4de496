"""A person's settings: one small file in the platform's own place, outside every workspace.

It is readable without a passcode, for the window needs its language before anything is unlocked.
So nothing about a case or a customer may ever be in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal, get_args

from fieldapp.base import paths
from fieldapp.base import policy as policies
from fieldapp.base.findings import Finding, Severity
from fieldapp.base.policy import Policy, PolicyError
from fieldapp.usecases.outputs import make_folder, write_file

FILE = "settings.json"
POLICY = "policy.json"
"""In the company's folder."""
Language = Literal["system", "zh", "en"]
Theme = Literal["system", "light", "dark"]
MOST_MINUTES, MOST_DAYS = 240, 30
_MOST_BYTES = 1_000_000
_MOST_CHARACTERS = 200


def _choice(kind: Any) -> Any:
    choices = get_args(kind)
    return field(default=choices[0], metadata={"fits": choices.__contains__})


def _count(default: int, most: int) -> Any:
    def fits(raw: object) -> bool:
        return type(raw) is int and 0 <= raw <= most

    return field(default=default, metadata={"fits": fits})


def _flag() -> Any:
    return field(default=False, metadata={"fits": lambda raw: isinstance(raw, bool)})


def _line() -> Any:
    def fits(raw: object) -> bool:
        return isinstance(raw, str) and len(raw) <= _MOST_CHARACTERS and raw.isprintable()

    return field(default="", metadata={"fits": fits})


def _folder() -> Any:
    def fits(raw: object) -> bool:
        return raw is None or (isinstance(raw, str) and raw != "" and "\0" not in raw)

    def made(raw: str | None) -> Path | None:
        return Path(raw) if raw else None

    return field(default=None, metadata={"fits": fits, "made": made})


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person has set; the defaults are what holds before."""

    language: Language = _choice(Language)
    theme: Theme = _choice(Theme)
    lock_minutes: int = _count(10, MOST_MINUTES)
    """Minutes without a key or a click until the workspace is locked; 0: never by itself."""
    screen_seen: bool = _flag()
    """The customer can see the screen: a talk begins covered."""
    playbooks: Path | None = _folder()
    """Own playbooks; None: the platform's place, see `paths.own_playbooks`."""
    inbox: Path | None = _folder()
    """Where photos from a phone arrive; None: nowhere is looked."""
    name: str = _line()
    """The person's own name, as a new case's engineer and on the customer's copy."""
    contact: str = _line()
    """How the customer reaches them: one line."""
    reviews: bool = _flag()
    """They decide on others' reports; in a team its certificates say so."""
    backup_days: int = _count(1, MOST_DAYS)
    """Days after which a backup is made by itself; 0: never by itself."""
    others: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What the file says besides: of a newer version, or not fit for its setting. It is kept."""
    own: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """What the person has set where the company has set something stricter: it is kept, and holds
    again when the company no longer does."""


_FIELDS = {each.name: each for each in fields(Settings) if "fits" in each.metadata}


def place() -> Path:
    """The settings' file."""
    return paths.config_dir() / FILE


def policy() -> Policy:
    """What the company has set for this laptop; nothing where it has none or cannot be read."""
    try:
        return policies.read(paths.company(POLICY).read_bytes())
    except (OSError, PolicyError):
        return Policy()


def held(wanted: Settings, limits: Policy) -> Settings:
    """The settings as they hold with what the company has set."""
    own = {name: raw for name, raw in wanted.own.items() if name != "lock_minutes"}
    minutes, most = wanted.lock_minutes, limits.lock_minutes
    if most and not 0 < minutes <= most:
        own["lock_minutes"], minutes = minutes, most
    elif minutes == most and "lock_minutes" in wanted.own:
        own["lock_minutes"] = wanted.own["lock_minutes"]
    if limits.cover and not wanted.screen_seen:
        own["screen_seen"] = False
    seen = wanted.screen_seen or limits.cover
    return replace(wanted, lock_minutes=minutes, screen_seen=seen, own=own)


def read(path: Path | None = None) -> tuple[Settings, tuple[Finding, ...]]:
    """The settings as they hold, and what is wrong with their file. A setting that does not fit
    counts as unset, and so do all of them where the file is damaged.
    """
    settings, findings = _read(path or place())
    return held(settings, policy()), findings


def _read(path: Path) -> tuple[Settings, tuple[Finding, ...]]:
    try:
        document = _document(path.read_bytes())
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Settings(), (_warning("unreadable", path=str(path), reason=reason),)
    if document is None:
        return Settings(), (_warning("damaged", path=str(path)),)
    return _taken(document)


def write(settings: Settings, path: Path | None = None) -> None:
    """Keeps the settings. A damaged file that is there is put aside under another name.

    Raises:
        NotWrittenError: with the reason; the former file is untouched.
    """
    path = path or place()
    unset = Settings()
    stated = {name: settings.own.get(name, getattr(settings, name)) for name in _FIELDS}
    document = {name: str(v) if isinstance(v, Path) else v for name, v in stated.items()}
    for name, raw in settings.others.items():
        if name not in stated or stated[name] == getattr(unset, name):
            document[name] = raw
    make_folder(path.parent)
    _keep_damaged(path)
    write_file(path, json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")


def _document(data: bytes) -> dict[str, Any] | None:
    """The file's JSON object; None if it is none."""
    try:
        document = json.loads(data) if len(data) <= _MOST_BYTES else None
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _taken(document: dict[str, Any]) -> tuple[Settings, tuple[Finding, ...]]:
    found: dict[str, Any] = {}
    others: dict[str, Any] = {}
    unfit: list[str] = []
    for name, raw in document.items():
        spec = _FIELDS.get(name)
        if spec is not None and _fits(raw, spec.metadata["fits"]):
            found[name] = spec.metadata.get("made", lambda raw: raw)(raw)
        else:
            others[name] = raw
            unfit += [name] if spec is not None else []
    settings = replace(Settings(**found), others=others)
    if not unfit:
        return settings, ()
    return settings, (_warning("unfit", names=", ".join(unfit)),)


def _fits(raw: object, fits: Any) -> bool:
    try:
        return bool(fits(raw))
    except TypeError:  # a list is in no set of choices
        return False


def _keep_damaged(path: Path) -> None:
    """Copies a damaged file to a name that is free."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    if _document(data) is None:
        number = 1
        while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
            number += 1
        write_file(aside, data)


def _warning(name: str, **params: str) -> Finding:
    return Finding(f"settings.{name}", params, "", Severity.WARNING)
