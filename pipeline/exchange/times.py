"""Times as files hold them."""

from __future__ import annotations

from datetime import UTC, date, datetime


def as_utc(given: str) -> str:
    """Return a time as UTC in ISO 8601 with thousandths, empty if it is none; without a zone it is taken for UTC.

    Examples
    --------
    >>> as_utc("2026-03-01T12:30:00+01:00"), as_utc("2019-06-04 05:25:16.1234567"), as_utc("gisteren")
    ('2026-03-01T11:30:00.000Z', '2019-06-04T05:25:16.123Z', '')
    """
    try:
        moment = datetime.fromisoformat(given.strip())
        in_utc = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return in_utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_date(given: str) -> bool:
    """Whether a text is a day as ISO 8601 writes it.

    Examples
    --------
    >>> is_date("2026-03-01"), is_date("1 maart 2026")
    (True, False)
    """
    try:
        return date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False
