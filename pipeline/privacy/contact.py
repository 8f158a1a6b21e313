"""What gives somebody away by its form: telephone numbers, addresses, birth dates, ages of children, plates and numbers.

Two libraries were weighed and left out. ``phonenumbers`` refuses numbers that are not handed out, and somebody who
misspeaks or invents one says just those; ``python-stdnum`` is LGPL, and only its sums of a line each are needed here.
"""

from __future__ import annotations

from itertools import chain

from pipeline.privacy.contact_addresses import spoken_addresses
from pipeline.privacy.contact_ages import ages_of_children
from pipeline.privacy.contact_dates import birth_dates
from pipeline.privacy.contact_forms import typed_contact
from pipeline.privacy.contact_rows import rows_of_digits
from pipeline.privacy.mentions import Mention

# Of mentions that overlap, the surest gives the whole its kind; of equally sure ones the first here.
_STRONGEST_FIRST = ("email", "web", "number", "date", "plate", "phone", "postcode", "age")


def find_contact(text: str) -> list[Mention]:
    """Find what gives somebody away by its form, typed or said in Dutch.

    Returns
    -------
    list[Mention]
        Kinds phone, email, web, postcode, date, age, plate and number; sorted, none overlapping another.

    Examples
    --------
    >>> text = "Bel nul zes, twaalf vierendertig zesenvijftig achtenzeventig, dan krijgt u een jongen van veertien."
    >>> [(text[m.start : m.end], m.kind) for m in find_contact(text)]
    [('nul zes, twaalf vierendertig zesenvijftig achtenzeventig', 'phone'), ('veertien', 'age')]
    """
    found = chain(
        typed_contact(text), spoken_addresses(text), birth_dates(text), rows_of_digits(text), ages_of_children(text)
    )
    joined: list[Mention] = []
    for mention in sorted(found):
        if joined and mention.start < joined[-1].end:
            joined[-1] = _join(joined[-1], mention)
        else:
            joined.append(mention)
    return joined


def _join(one: Mention, other: Mention) -> Mention:
    """Return one mention over two that overlap, so that no letter of either is left."""
    strong = min(one, other, key=lambda mention: (-mention.score, _STRONGEST_FIRST.index(mention.kind)))
    return Mention(one.start, max(one.end, other.end), strong.kind, max(one.score, other.score), strong.reason)
