"""What can go wrong with a workspace, and how the machine's errors become ours.

Nothing here loses text: the transaction is rolled back and what the caller holds stays there.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from fieldapp.base.errors import FieldAppError


class StoreError(FieldAppError):
    """Something about the workspace."""


class WorkspaceMissingError(StoreError):
    """The folder holds no workspace."""


class WorkspaceExistsError(StoreError):
    """A new workspace may only go where nothing is."""


class NewerWorkspaceError(StoreError):
    """Made by a newer version; nothing was touched."""


class LockedError(StoreError):
    """The workspace has been locked; unlock it first."""


class PasscodeNeededError(StoreError):
    """The keyring does not have the key: the passcode or the recovery code is needed."""


class WrongPasscodeError(StoreError):
    """No slot opens with this passcode."""


class WrongCompanyKeyError(StoreError):
    """The company's key does not open the workspace."""


class WrongRecoveryCodeError(StoreError):
    """No slot opens with this code, or it is mistyped: `group` in the params says where."""


class HeldError(StoreError):
    """The workspace is locked because its laptop belongs to the team no more."""


class WrongReleaseError(StoreError):
    """The release code is another laptop's, or nothing is locked."""


class DamagedError(StoreError):
    """A file of the workspace is not as it was written."""


class DiskFullError(StoreError):
    """No space left."""


class NotWritableError(StoreError):
    """The folder or a file in it may not be written."""


class DiskFailureError(StoreError):
    """The disk reports an error."""


class BusyError(StoreError):
    """Another program holds the workspace's database."""


class BlobError(StoreError):
    """A photo or file is not here, damaged or too large."""


class PhotoError(StoreError):
    """No rendition can be made of what was given as a photo."""


class BackupError(StoreError):
    """A backup could not be made, or is none."""


_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_LITTLE_SPACE = 1024 * 1024
SqliteError = dbapi2.Error


@contextmanager
def plain_errors(folder: Path) -> Iterator[None]:
    """Turns what SQLite and the system raise while working in a folder into a `StoreError`."""
    try:
        yield
    except dbapi2.Error as error:
        raise of_sqlite(error, folder) from error
    except OSError as error:
        raise of_system(error, folder) from error


def of_system(error: OSError, folder: Path) -> StoreError:
    if error.errno in _FULL:
        return DiskFullError("store.disk_full", where=str(folder))
    if error.errno in _FORBIDDEN:
        return NotWritableError("store.not_writable", where=str(folder))
    detail = error.strerror or type(error).__name__
    return DiskFailureError("store.disk_failure", where=str(folder), detail=detail)


def of_sqlite(error: Exception, folder: Path) -> StoreError:
    """SQLite names a full disk in two ways, one of which is that of a failing one."""
    text = str(error)
    if "full" in text or ("disk I/O" in text and _is_full(folder)):
        return DiskFullError("store.disk_full", where=str(folder))
    if "locked" in text or "busy" in text:
        return BusyError("store.busy", where=str(folder))
    if "readonly" in text or "unable to open" in text:
        return NotWritableError("store.not_writable", where=str(folder))
    if "malformed" in text or "not a database" in text:
        return DamagedError("store.database_damaged", where=str(folder))
    return DiskFailureError("store.disk_failure", where=str(folder), detail=text)


def _is_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _LITTLE_SPACE
    except OSError:
        return False
