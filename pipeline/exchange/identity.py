"""GUIDs that stay the same: made of what they name, upper case, never used for two things."""

from __future__ import annotations

import re
import uuid

_GUID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "factorwijzer")


def guid_of(kind: str, key: str) -> str:
    """Return the GUID under which ``key`` travels, so that what comes back can be recognised.

    Parameters
    ----------
    kind
        coder, code, source, memo, selection, coding, case, variable or set.
    key
        An id of ours; what is a GUID already stays as it is.

    Examples
    --------
    >>> guid_of("code", "netwerk.korte_lijnen")
    '89F52596-4FC5-5C1F-86C4-CFCE74FFC157'
    >>> guid_of("code", "{0f758eeb-d61d-4e91-b250-79861c3869a6}")
    '0F758EEB-D61D-4E91-B250-79861C3869A6'
    """
    plain = as_key(key)
    return plain if _GUID.fullmatch(plain) else str(uuid.uuid5(_NAMESPACE, f"{kind}:{key}")).upper()


def as_key(given: str) -> str:
    """Return a GUID of a file as it is compared: without braces, in upper case.

    Examples
    --------
    >>> as_key(" {0f758eeb-d61d-4e91-b250-79861c3869a6} ")
    '0F758EEB-D61D-4E91-B250-79861C3869A6'
    """
    return given.strip().strip("{}").upper()


class Guids:
    """Hands out the GUIDs of one file; a GUID that another element has already is made anew."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], str] = {}
        self._taken: set[str] = set()

    def of(self, kind: str, key: str) -> str:
        """Return the GUID of the element of this kind with this key, the same each time."""
        if (kind, key) not in self._given:
            guid = guid_of(kind, key)
            while guid in self._taken:
                guid = guid_of(kind, f"{kind} naast {guid}")
            self._taken.add(guid)
            self._given[kind, key] = guid
        return self._given[kind, key]
