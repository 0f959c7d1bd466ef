"""What can go wrong with the state database, each with a message that says what to do next.

`str(error)` is written for the person who gets it: an operator when the store opens, anybody afterwards. It
holds no password and no text of a user. The driver's own error is the `__cause__`, for the log.
"""

from __future__ import annotations

_BUSY = ("database is locked", "database table is locked", "database schema is locked")
_READ_ONLY = ("readonly database", "read-only file system", "read-only transaction")
_DAMAGED = ("file is not a database", "malformed", "file is encrypted")
_BUSY_STATES = ("40001", "40P01", "55P03")
_MISCONFIGURED_STATES = ("28", "3D", "42501")
_UNREACHABLE_STATES = ("08", "53", "57P", "58")


class StoreError(Exception):
    """The state database cannot do what was asked. Its text says why and what to do."""


class StoreBusyError(StoreError):
    """Somebody else holds the lock for too long; the same call may succeed a moment later."""


class StoreUnreachableError(StoreError):
    """The file cannot be opened, or the server does not answer."""


class StoreReadOnlyError(StoreError):
    """The database can be read but not written."""


class StoreDamagedError(StoreError):
    """The file is no state database of ours, or it is broken."""


class StoreTooNewError(StoreError):
    """A newer Coderly has already changed the database; this one must not touch it."""


class StoreMisconfiguredError(StoreError):
    """The address is wrong, its driver is missing, or the server refuses the login."""


def explain(error: BaseException, where: str) -> StoreError | None:
    """An error of the driver or the system → the `StoreError` to raise; `None` if it is a fault of the program.

    `where` names the database without its password.
    """
    original = getattr(error, "orig", None) or error
    said = str(original).strip()
    text = said.lower()
    state = str(getattr(original, "sqlstate", None) or getattr(original, "pgcode", None) or "")
    if state in _BUSY_STATES or any(words in text for words in _BUSY):
        return StoreBusyError(
            f"The state database ({where}) is busy. Try again in a moment; if it stays so, look for another Coderly or a backup holding it."
        )
    if state == "25006" or any(words in text for words in _READ_ONLY):
        return StoreReadOnlyError(
            f"The state database ({where}) cannot be written. Give this user write permission on the file and on its folder."
        )
    if any(words in text for words in _DAMAGED):
        return StoreDamagedError(f"{where} is not a usable state database. Put back a backup, or move the file away to start afresh.")
    if state.startswith(_MISCONFIGURED_STATES):
        return StoreMisconfiguredError(
            f"The state database ({where}) refuses us: {_first_line(said)}. Check user, password and database name in CODERLY_DATABASE_URL."
        )
    if state.startswith(_UNREACHABLE_STATES) or isinstance(error, OSError) or (not state and _is_operational(error)):
        return StoreUnreachableError(
            f"The state database ({where}) cannot be reached: {_first_line(said)}. "
            "Check that it exists and that this user may use it, or set CODERLY_DATABASE_URL (or CODERLY_HOME) to another place."
        )
    return None


def _first_line(text: str) -> str:
    """The first line of a driver's message, without its full stop; the rest is for the log."""
    return (text.splitlines() or ["no reason given"])[0].rstrip(". ")


def _is_operational(error: BaseException) -> bool:
    """Whether a driver blames its surroundings. By name, so that no driver has to be imported to ask."""
    names = {cls.__name__ for cls in type(error).__mro__}
    if "no such table" in str(error) or "no such column" in str(error):
        return False
    return bool(names & {"OperationalError", "InterfaceError"}) or ("SQLAlchemyError" in names and "TimeoutError" in names)
