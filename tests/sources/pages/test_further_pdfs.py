"""Ten further PDF files of each kind, written before anything was mended for them."""

import pytest

from sources.extraction.pages.clean_page import UnreadablePage
from tests.sources.pages.pdf_files import lines, pdf, row
from tests.sources.pages.test_pdf import DECISION, PROSE, figures, opened

NAME = "Decision against Norbank plc"


@pytest.mark.parametrize(
    ("pieces", "read_as"),
    [
        (lines("Hackers took data of 1,200,", "000 customers of Vell."), [1_200_000]),
        (lines("Hackers took data of 12,", "000 customers of Vell."), [12_000]),
        (lines("Hackers took data of 12,000", "customers of Vell."), [12_000]),
        (lines("Hackers took data of 12 000 customers of Vell."), [12_000]),
        (lines("Hackers took data of 1.2 mil-", "lion customers of Vell."), [1_200_000]),
        (lines("Hackers took data of 1.2", "million customers of Vell."), [1_200_000]),
        ([(60, 700, 11, "Hackers took data of "), (165, 700, 11, "12,000"), (202, 700, 11, " customers.")], [12_000]),
        ([(60, 700, 11, "Hackers took data of 12"), (180, 704, 6, "3"), (186, 700, 11, " customers.")], [12]),
        ([(60, 700, 11, "Hackers took 12,000"), (202, 704, 6, "[3]"), (212, 700, 11, " people.")], [12_000]),
        (lines("Hackers took data of 12,000 (twelve thousand) customers of Vell."), [12_000, 12_000]),
        (lines("\u2022 Data of 12,000 customers was taken."), [12_000]),
        (lines("4. Hackers took data of 12,000 customers."), [12_000]),
        (lines("4.2 Hackers took data of 12,000 customers."), [12_000]),
    ],
)  # fmt: skip
def test_numbers_of_a_file_are_read_whole(pieces: list[tuple[float, float, float, str]], read_as: list[int]) -> None:
    assert [one for one in figures(opened(pdf([*PROSE, *pieces])).text) if one != 45_000] == read_as


@pytest.mark.parametrize(
    "title",
    ["document1", "Microsoft PowerPoint - Decision.pptx", "scan.tif", "untitled", "Word - Notice.doc", "NOTICE",
     "x.indd", "Decision.PDF", "1234", "  "],
)  # fmt: skip
def test_a_name_of_a_file_is_no_title(title: str) -> None:
    assert opened(pdf([*lines(NAME, top=800), *PROSE], title=title)).title == NAME


@pytest.mark.parametrize(
    "body",
    [
        DECISION[:-40],
        DECISION[: len(DECISION) // 2],
        DECISION.replace(b"/Type /Catalog", b"/Type /Nothing"),
        DECISION.replace(b"/Count 1", b"/Count 99999"),
        DECISION.replace(b"startxref", b"startyref"),
        DECISION.replace(b"/Length ", b"/Length 9"),
        DECISION.replace(b"/Root 1 0 R", b"/Root 9 0 R"),
        DECISION.replace(b"/Parent 2 0 R", b"/Parent 4 0 R"),
        DECISION.replace(b"endobj", b""),
        b"\n\n" + DECISION,
        DECISION + b"\0" * 2_000,
        DECISION.replace(b"/MediaBox [0 0 595 842]", b"/MediaBox [x]"),
    ],
)
def test_a_file_with_a_fault_is_read_or_says_why(body: bytes) -> None:
    try:
        found = figures(opened(body).text)
    except UnreadablePage as error:
        found = [str(error).partition(":")[0]]
    assert found in (
        [45_000],
        ["the PDF is broken"],
        ["the PDF has pictures of its pages and no text; send the text itself"],
    )


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([*row(700, "Germany", "3.1 million")], "Germany  3.1 million"),
        ([*row(700, "Total", "5,800,000", "100 %")], "Total  5,800,000  100 %"),
        ([(60, 700, 11, "Norbank"), (400, 700, 11, "45,000")], "Norbank  45,000"),
        ([(60, 700, 9, "Norbank"), (160, 700, 9, "45,000")], "Norbank  45,000"),
        ([*row(700, "1", "Norbank", "45,000")], "1  Norbank  45,000"),
    ],
)
def test_cells_of_a_row_stay_apart(rows: list[tuple[float, float, float, str]], line: str) -> None:
    assert line in opened(pdf([*PROSE, *rows])).text.split("\n")
