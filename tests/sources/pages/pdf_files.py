"""PDF files of a few lines, written by hand."""

import io
from collections.abc import Iterable, Sequence

import pypdf

Piece = tuple[float, float, float, str]  # from the left, from below, size, words


def pdf(*pages: Iterable[Piece], title: str = "", made: str = "") -> bytes:
    """A file with these pieces of text on its pages."""
    bodies = [_stream(page) for page in pages]
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(bodies)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(bodies)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, body in enumerate(bodies):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(body)} >>\nstream\n{body}\nendstream")
    objects.append(f"<< /Title ({title}) /CreationDate ({made}) >>")
    out, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n"
    out += f"<< /Size {size} /Root 1 0 R /Info {len(objects)} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out.encode("cp1252")


def lines(*texts: str, top: float = 780) -> list[Piece]:
    """The texts as lines of a page."""
    return [(60, top - 14 * at, 11, text) for at, text in enumerate(texts)]


def row(height: float, *cells: str) -> list[Piece]:
    """The cells in columns 150 points wide."""
    return [(60 + 150 * at, height, 11, cell) for at, cell in enumerate(cells)]


def encrypted(body: bytes, password: str) -> bytes:
    """The file, which only who has the password opens; everybody if that is empty."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(body))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def _stream(page: Iterable[Piece] | Sequence[Piece]) -> str:
    escaped = (
        (x, y, size, words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")) for x, y, size, words in page
    )
    return "\n".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET" for x, y, size, words in escaped)
