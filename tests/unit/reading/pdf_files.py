"""PDF files byte by byte, for what no office program writes."""

from __future__ import annotations

import io


def pdf(*streams: bytes, filters: str = "", n_pages: int = 0, trailer: str = "") -> bytes:
    """Lay out a PDF with a page for each stream of drawing commands, or ``n_pages`` that repeat them."""
    out, places = io.BytesIO(), []
    n_pages = n_pages or len(streams)

    def write(content: bytes) -> None:
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (len(places), content))

    out.write(b"%PDF-1.7\n")
    write(b"<</Type/Catalog/Pages 2 0 R>>")
    kids = b" ".join(b"%d 0 R" % (4 + len(streams) + n) for n in range(n_pages))
    write(b"<</Type/Pages/Count %d/Kids[%s]>>" % (n_pages, kids))
    write(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    for stream in streams:
        write(b"<</Length %d%s>>stream\n%s\nendstream" % (len(stream), filters.encode(), stream))
    for n in range(n_pages):
        write(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (4 + n % len(streams))
        )
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R%s>>\n" % (len(places) + 1, trailer.encode()))
    out.write(b"startxref\n%d\n%%%%EOF" % start)
    return out.getvalue()


def lines(*texts: str, top: int = 750, left: int = 50) -> bytes:
    """Return the commands that write lines one below the other; a pair of brackets in a text has to be escaped."""
    shown = " ".join(f"({text}) '" for text in texts)
    return f"BT /F1 12 Tf 14 TL {left} {top} Td {shown} ET ".encode("cp1252")
