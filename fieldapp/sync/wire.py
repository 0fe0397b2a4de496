"""The wire: how a message becomes bytes, and bytes a message again, whatever they are.

A message is a zstd frame, with size and checksum, around canonical msgpack: a map with its type
`t`, its version `v` and its fields. Keys that are not known are kept and come out again. All limits
are held while reading: nothing is decompressed, allocated or built beyond them. `docs/sync.md` is
the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, Self, TypeVar

import zstandard

from fieldapp.case import codec
from fieldapp.sync.errors import WireError
from fieldapp.sync.forms import Added, Form, Misfit

VERSION = 1
MAX_PACKED = 16 * 1024 * 1024
"""Bytes of a message as it travels."""
MAX_PLAIN = 32 * 1024 * 1024
"""Bytes of a message when it is unpacked."""
_WINDOW = 8 * 1024 * 1024
_LEVEL = 3
_OWN = frozenset({"t", "v"})
_types: dict[str, type[Message]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message. Its subclasses say their type and the form of each field."""

    TYPE: ClassVar[str] = ""
    FORMS: ClassVar[dict[str, Form]] = {}

    more: Mapping[str, Any] = field(default_factory=dict)
    """Keys that a later version added."""

    def plain(self) -> dict[str, Any]:
        """The message as msgpack takes it."""
        known = {
            name: _plain(getattr(self, name))
            for name, form in self.FORMS.items()
            if not isinstance(form, Added) or getattr(self, name) != form.default
        }
        return {**self.more, **known, "t": self.TYPE, "v": VERSION}

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Self:
        """Raises: WireError: a field is missing or of another form; it is named."""
        content: dict[str, Any] = {}
        for name, form in cls.FORMS.items():
            if isinstance(form, Added) and name not in found:
                content[name] = form.default
                continue
            try:
                content[name] = form(found[name])
            except (KeyError, Misfit) as error:
                raise WireError("sync.message_malformed", message=cls.TYPE, field=name) from error
        return cls(**content, more=_unknown(found, cls.FORMS.keys() | _OWN))


AnyMessage = TypeVar("AnyMessage", bound=type[Message])


def message(name: str, **forms: Form) -> Callable[[AnyMessage], AnyMessage]:
    """Declares a message's type and the forms of its fields."""

    def declare(made: AnyMessage) -> AnyMessage:
        declared = {one.name for one in fields(made)} - {"more"}
        if declared != forms.keys():
            raise TypeError(f"{name}: {declared ^ forms.keys()}")
        made.TYPE, made.FORMS = name, forms
        _types[name] = made
        return made

    return declare


def encode(said: Message) -> bytes:
    """The bytes of a message.

    Raises:
        WireError: it is too large to travel.
    """
    plain = codec.pack(said.plain(), limit=MAX_PLAIN)
    packed = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compress(plain)
    if len(packed) > MAX_PACKED:
        raise WireError("sync.message_too_large", limit=MAX_PACKED // 2**20)
    return packed


def decode(data: bytes) -> Message:
    """The message of any bytes.

    Raises:
        WireError: `sync.message_too_large`, `sync.message_malformed`, or `sync.message_version` for
            a type or version that is not known here.
    """
    try:
        found = codec.parse(unpack(data), MAX_PLAIN)
    except codec.CodecError as error:
        raise WireError("sync.message_malformed", message="", field="bytes") from error
    if type(found) is not dict:
        raise WireError("sync.message_malformed", message="", field="map")
    name, version = found.get("t"), found.get("v")
    if type(name) is not str or type(version) is not int:
        raise WireError("sync.message_malformed", message="", field="t")
    known = _types.get(name)
    if known is None or version != VERSION:
        raise WireError("sync.message_version", message=name[:40], version=VERSION)
    return known.read(found)


def unpack(data: bytes) -> bytes:
    """Decompresses one zstd frame that says its size and has a checksum.

    Raises:
        WireError: none, or beyond the limits.
    """
    if len(data) > MAX_PACKED:
        raise WireError("sync.message_too_large", limit=MAX_PACKED // 2**20)
    try:
        about = zstandard.get_frame_parameters(data)
        size = about.content_size
        if size == zstandard.CONTENTSIZE_UNKNOWN or not about.has_checksum:
            raise WireError("sync.message_malformed", message="", field="frame")
        if size > MAX_PLAIN:
            raise WireError("sync.message_too_large", limit=MAX_PLAIN // 2**20)
        reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        return reader.decompress(data, max_output_size=size, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise WireError("sync.message_malformed", message="", field="zstd") from error


def _unknown(found: Mapping[str, Any], known: Set[str]) -> Mapping[str, Any]:
    more = {key: part for key, part in found.items() if key not in known}
    try:
        codec.pack(more, limit=MAX_PLAIN)
    except codec.CodecError as error:
        raise WireError("sync.message_malformed", message="", field="more") from error
    return more


def _plain(content: Any) -> Any:
    return content.plain() if hasattr(content, "plain") else content
