"""What the engine asks of the laptop it runs on.

The engine keeps nothing that would be missed: whatever it learns goes into the laptop's store
before the next question is asked, so that it may be stopped, cancelled or killed between any two
messages and begin again from there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from fieldapp.base.findings import Finding
from fieldapp.case.seal import Seal
from fieldapp.sync.door import Admitted, Held, Turned
from fieldapp.sync.packing import Offer, Writer
from fieldapp.sync.roster import Roster
from fieldapp.sync.rows import Cursor, Scope
from fieldapp.sync.vector import Step


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be kept in one transaction."""

    admitted: Sequence[Admitted] = ()
    turned: Sequence[Turned] = ()
    """For quarantine, but for what is here already."""
    seals: Sequence[Seal] = ()
    certificates: Sequence[bytes] = ()
    is_on_hub: bool = False
    """The hub holds all that is admitted: it need not be sent."""
    cursor: Cursor | None = None
    """How far the feed has been read with this."""
    left: bytes = b""
    """A case that left the space."""
    came: bytes = b""
    """A case that is of the space, whatever was known of it before."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What the hub said of changes that were sent, or compared."""

    taken: Collection[bytes]
    refused: Mapping[bytes, Finding]
    """Not sent again until a comparison offers them anew; kept here, and named."""
    cursor: Cursor | None = None
    were_there: bool = False
    """It had them already: nothing has travelled."""


class BlobName(NamedTuple):
    """A photo or file of a case. `size`: bytes, 0 where it is not known."""

    case: bytes
    sha256: bytes
    size: int = 0


class Local(Held, Protocol):
    """A laptop's store. Whatever a method writes is durable when it returns, or not done at all.

    Any method may raise a `FieldAppError`; the engine tries again later.
    """

    @property
    def writer(self) -> Writer:
        """Who seals here."""
        ...

    @property
    def incarnation(self) -> bytes:
        """Under which this laptop writes now."""
        ...

    def renew(self) -> None:
        """Takes a new incarnation: somebody else writes under this one too."""
        ...

    def roster(self, space: bytes) -> Roster: ...

    # Reading the feed

    def cursor(self, space: bytes) -> Cursor: ...

    def scope(self, space: bytes) -> Scope:
        """Which cases of the space are wanted here."""
        ...

    def holds(self, case: bytes) -> bool:
        """Whether anything of a case is here."""
        ...

    def take(self, space: bytes, intake: Intake) -> None:
        """Keeps what came in, in one transaction.

        A case of which more than orders to erase comes from the hub is of this space from then;
        such orders reach those too whom the case has left.

        A change of this laptop's own incarnation that it has not written shows that it was cloned
        or put back; then it takes a new incarnation in the same transaction, before it writes on.
        """
        ...

    def begin_anew(self, space: bytes, cursor: Cursor) -> None:
        """The hub's feed is another: forgets what it has acknowledged of the space, and reads on
        from the end of the feed there is. A comparison is due, which finds all before it."""
        ...

    # Sending changes

    def offers(self, space: bytes, limit: int) -> Sequence[Offer]:
        """The first changes that the hub has not acknowledged: orders to erase, then the others in
        order of arrival, without what it has refused."""
        ...

    def settle(self, space: bytes, settled: Settled) -> None: ...

    def reports(self, space: bytes) -> Sequence[bytes]:
        """What the hub is to put into its log and has not acknowledged; see `messages.Report`."""
        ...

    def reported(self, space: bytes, record: bytes) -> None: ...

    # Comparing

    def cases(self, space: bytes) -> Sequence[bytes]:
        """The cases of the space, sorted."""
        ...

    def listing(self, case: bytes) -> tuple[Collection[bytes], Collection[bytes]]:
        """The ids of a case's changes and the hashes of the values held beside them."""
        ...

    def steps(self, case: bytes) -> Iterable[Step]: ...

    def bare(self, case: bytes) -> Collection[bytes]:
        """The changes that may name values which are neither here nor erased."""
        ...

    def naming(self, case: bytes, prefixes: Collection[bytes]) -> Collection[bytes]:
        """The changes beside which values lie here whose hashes begin like these."""
        ...

    def offer_again(self, space: bytes, case: bytes, changes: Collection[bytes]) -> None:
        """Puts changes back among those to be sent, also what was acknowledged or refused."""
        ...

    def left(self, space: bytes) -> Collection[bytes]:
        """The cases that have left the space."""
        ...

    def is_due(self, space: bytes) -> bool:
        """Whether a comparison is due: the feed was begun anew, or the last one, or the first
        contact, was a day ago."""
        ...

    def compare_soon(self, space: bytes) -> None:
        """Makes a comparison due."""
        ...

    def asked(self, space: bytes) -> int:
        """How often a comparison was made due, also by another scope, since the last one."""
        ...

    def compared(self, space: bytes) -> None:
        """They have been compared, now. What was refused is offered once more."""
        ...

    # Photos and files

    def to_send(self, space: bytes) -> Sequence[BlobName]:
        """What is here, wanted, and not known to be on the hub; those whose case is there."""
        ...

    def to_fetch(self, space: bytes) -> Sequence[BlobName]:
        """What is wanted and not here."""
        ...

    def read(self, blob: BlobName, offset: int, length: int) -> bytes:
        """Raises: BlobUnreadableError: gone, or damaged."""
        ...

    def sent(
        self, space: bytes, blob: BlobName, refused: Finding | None, *, was_lacking: bool
    ) -> None:
        """The hub has it whole, or will not take it. `was_lacking`: it had not had it before."""
        ...

    def on_hub(self, space: bytes) -> Sequence[BlobName]:
        """What is here and wanted, and the hub has said to have whole."""
        ...

    def send_again(self, space: bytes, blobs: Collection[BlobName]) -> None:
        """The hub does not have them after all."""
        ...

    def received(self, blob: BlobName) -> int:
        """How many bytes from its beginning have been fetched."""
        ...

    def keep(self, blob: BlobName, offset: int, data: bytes, size: int) -> None:
        """Keeps a part, and with the last one the whole.

        Raises:
            BlobUnreadableError: it is not what its name says, or was erased while it was on its
                way; all of it is dropped.
        """
        ...
