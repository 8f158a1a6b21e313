"""The words of an RTF file: paragraphs and tables, without comments, notes, hidden words and what was deleted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.reading.limits import MAX_CHARS
from pipeline.reading.rtf_codes import DOCUMENT_PAGES, KEPT, LEFT_OUT, PASSED_OVER, SIGNS, charset_page, code_page
from pipeline.reading.rtf_tokens import Token, tokens
from pipeline.reading.tables import Cells

MAX_DEPTH = 500
# Word writes ten for each word that is said.
MAX_TOKENS = 4_000_000
_ENDS = ("cell", "nestcell", "row", "nestrow")
Runs = list[tuple[str, bool]]


@dataclass(frozen=True)
class _State:
    """What holds in a group until it closes."""

    group: str = ""
    is_out: bool = False
    is_bold: bool = False
    is_gone: bool = False
    is_hidden: bool = False
    in_table: bool = False
    n_after_unicode: int = 1
    font: int | None = None


@dataclass
class RtfText:
    """Takes tokens and gathers paragraphs (runs of text and whether bold) and tables."""

    paragraphs: list[Runs] = field(default_factory=list)
    tables: list[Cells] = field(default_factory=list)
    n_left_out: dict[str, int] = field(default_factory=lambda: {"opmerking": 0, "voetnoot": 0, "eindnoot": 0})
    is_complete: bool = False
    _state: _State = field(default_factory=_State)
    _above: list[_State] = field(default_factory=list)
    _runs: Runs = field(default_factory=list)
    _cells: list[str] = field(default_factory=list)
    _rows: Cells = field(default_factory=list)
    _pages: dict[int, str] = field(default_factory=dict)
    _page: str = "cp1252"
    _bytes: bytearray = field(default_factory=bytearray)
    _n_skip: int = 0
    _n_chars: int = 0
    _opens: bool = False
    _is_star: bool = False

    def read(self, content: bytes) -> RtfText:
        """Read a whole file.

        Raises
        ------
        ValueError
            If groups are nested deeper than any program writes, or it says more than a conversation.
        """
        for number, token in enumerate(tokens(content)):
            if number >= MAX_TOKENS:
                raise ValueError(f"got more than {MAX_TOKENS} control words")
            if not (token.kind == "text" and self._n_skip == 0):
                self._flush()
            if token.kind == "open":
                self._open()
            elif token.kind == "close":
                self._close()
                if self.is_complete:
                    break
            elif token.kind == "word":
                self._take_word(token)
            else:
                self._take_text(token)
        self._end_paragraph()
        self._end_table()
        return self

    def _open(self) -> None:
        if len(self._above) >= MAX_DEPTH:
            raise ValueError(f"got groups nested {MAX_DEPTH} deep")
        self._above.append(self._state)
        self._opens, self._is_star, self._n_skip = True, False, 0

    def _close(self) -> None:
        self._state = self._above.pop() if self._above else self._state
        self._opens, self._n_skip = False, 0
        self.is_complete = not self._above

    def _take_word(self, token: Token) -> None:
        word, number = token.word, token.number
        if self._n_skip and word != "u":
            self._n_skip -= 1
            return
        if self._opens and word == "*":
            self._is_star = True
            return
        if self._opens:
            self._enter(word)
        elif word == "ftnalt" and self._state.group == "footnote":
            self.n_left_out["voetnoot"] -= 1
            self.n_left_out["eindnoot"] += 1
        self._opens = False
        if self._state.group == "fonttbl" or word in ("f", "deff", "ansicpg", *DOCUMENT_PAGES):
            self._take_font(word, number)
        elif word == "u" and number is not None:
            self._say(chr(number % 0x10000) if number % 0x10000 >= 32 else " ")
            self._n_skip = self._state.n_after_unicode
        elif word in SIGNS:
            self._say(SIGNS[word])
        elif word in _ENDS:
            self._end_cell(is_row=word.endswith("row"))
        else:
            self._format(word, number)

    def _enter(self, word: str) -> None:
        """Begin a group: one that holds no talk is passed over."""
        if word in LEFT_OUT and not self._state.is_out:
            self.n_left_out[LEFT_OUT[word]] += 1
        if word in KEPT and self._state.group == "object":
            self._state = replace(self._state, group=word, is_out=False)
        elif word in PASSED_OVER or self._is_star:
            self._state = replace(self._state, group=word, is_out=True)

    def _format(self, word: str, number: int | None) -> None:
        is_on = number != 0
        if word == "b":
            self._state = replace(self._state, is_bold=is_on)
        elif word == "deleted":
            self._state = replace(self._state, is_gone=is_on)
        elif word == "v":
            self._state = replace(self._state, is_hidden=is_on)
        elif word == "plain":
            self._state = replace(self._state, is_bold=False, is_gone=False, is_hidden=False)
        elif word == "pard":
            self._state = replace(self._state, in_table=False)
        elif word == "intbl":
            self._state = replace(self._state, in_table=True)
        elif word == "uc":
            self._state = replace(self._state, n_after_unicode=min(max(number or 0, 0), 8))

    def _take_font(self, word: str, number: int | None) -> None:
        if word == "ansicpg":
            self._page = code_page(number or 0) or self._page
        elif word in DOCUMENT_PAGES:
            self._page = DOCUMENT_PAGES[word]
        elif word in ("f", "deff"):
            self._state = replace(self._state, font=number)
        elif word in ("fcharset", "cpg") and self._state.font is not None:
            page = charset_page(number or 0) if word == "fcharset" else code_page(number or 0)
            self._pages |= {self._state.font: page} if page else {}

    def _take_text(self, token: Token) -> None:
        data = token.data
        if self._n_skip:
            n = min(self._n_skip, len(data))
            self._n_skip, data = self._n_skip - n, data[n:]
        self._opens = False
        if not self._state.is_out:
            self._bytes += data

    def _flush(self) -> None:
        if self._bytes:
            page = self._pages.get(-1 if self._state.font is None else self._state.font, self._page)
            said = self._bytes.decode(page, errors="replace")
            self._bytes.clear()
            self._say("".join(c for c in said if c >= " " or c == "\t"))

    def _say(self, text: str) -> None:
        state = self._state
        if state.is_out or state.is_gone or state.is_hidden:
            return
        self._n_chars += len(text)
        if self._n_chars > 2 * MAX_CHARS:
            raise ValueError(f"got more than {MAX_CHARS} characters")
        if text == "\n\n" and not state.in_table:
            self._end_paragraph()
            self._end_table()
        else:
            self._runs.append((" " if text == "\n\n" else text, state.is_bold))

    def _end_paragraph(self) -> None:
        if self._runs:
            self.paragraphs.append([(_whole(text), is_bold) for text, is_bold in _joined(self._runs)])
            self._runs = []

    def _end_cell(self, is_row: bool) -> None:
        if self._state.is_out:
            return
        if not is_row:
            self._cells.append(" ".join(_whole("".join(text for text, _ in self._runs)).split()))
            self._runs = []
        elif self._cells:
            self._rows.append(self._cells)
            self._cells = []

    def _end_table(self) -> None:
        if self._cells:
            self._rows.append(self._cells)
        if self._rows:
            n_columns = max(map(len, self._rows))
            self.tables.append([row + [""] * (n_columns - len(row)) for row in self._rows])
        self._rows, self._cells = [], []


def _joined(runs: Runs) -> Runs:
    joined: list[tuple[list[str], bool]] = []
    for text, is_bold in runs:
        if joined and joined[-1][1] == is_bold:
            joined[-1][0].append(text)
        else:
            joined.append(([text], is_bold))
    return [("".join(texts), is_bold) for texts, is_bold in joined]


def _whole(text: str) -> str:
    """Return text whose characters beyond U+FFFF came in two halves as whole characters."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
