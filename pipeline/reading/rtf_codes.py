"""The words of RTF: which code page a number means, which words are signs, which groups are no talk."""

from __future__ import annotations

import codecs

# \fcharset in the table of fonts; 0 is the document's own code page, 2 are symbols.
_CHARSETS = {
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "cp936",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
}
DOCUMENT_PAGES = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
SIGNS = {
    "par": "\n\n",
    "sect": "\n\n",
    "page": "\n\n",
    "line": "\n",
    "lbr": "\n",
    "column": "\n",
    "tab": "\t",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    # A backslash before a sign or a line end (as TextEdit ends its paragraphs) is a word too.
    "~": "\u00a0",
    "_": "-",
    "\n": "\n\n",
    "\r": "\n\n",
    "\\": "\\",
    "{": "{",
    "}": "}",
    "\t": "\t",
}
# Groups that hold no talk; so does every group that opens with \* .
PASSED_OVER = frozenset(
    """
    fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote
    annotation atnid atnauthor fldinst xe tc tcn rxe listtext pntext pntxta pntxtb object objdata nonshppict bkmkstart
    bkmkend filetbl revtbl listtable listoverridetable ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn private title
    author operator subject keywords doccomm company manager template
    """.split()
)
# What a group that is passed over holds all the same.
KEPT = frozenset(("result",))
LEFT_OUT = {"annotation": "opmerking", "footnote": "voetnoot"}


def code_page(number: int) -> str | None:
    """Return the codec for the number of a Windows code page, if Python has it.

    Examples
    --------
    >>> code_page(1252), code_page(65001), code_page(99)
    ('cp1252', 'utf-8', None)
    """
    name = {65001: "utf-8", 10000: "mac_roman"}.get(number, f"cp{number}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return None


def charset_page(number: int) -> str | None:
    """Return the codec for the character set of a font; None: the document's own.

    Examples
    --------
    >>> charset_page(238), charset_page(0)
    ('cp1250', None)
    """
    return _CHARSETS.get(number)
