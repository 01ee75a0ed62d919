"""PDF files become text, or say why not."""

import datetime as dt
import random
import re
import subprocess

import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.extraction import ArticleText, read
from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import CleanPage, UnreadablePage
from sources.extraction.pages.pdf import MAX_PAGES
from sources.sandbox import TextKilled, TextLimits, run
from tests.sources.pages.pdf_files import encrypted, lines, pdf, row

PROSE = lines(
    "The Commissioner finds that Norbank plc lost the data of 45,000 of its customers in March, and fines the",
    "company for it. The decision was made on Tuesday, and nobody has appealed against it so far.",
)
DECISION = pdf(PROSE, title="Decision against Norbank plc", made="D:20310504120000Z".replace("2031", "2021"))
URL = "https://regulator.example/decision.pdf"


def opened(body: bytes, kind: str = "application/pdf") -> CleanPage:
    return clean(body, url=URL, content_type=kind)


def figures(text: str) -> list[object]:
    return [mention.value for mention in read(ArticleText("1", "", text)).mentions]


@pytest.mark.parametrize("kind", ["application/pdf", "application/octet-stream", "text/html", "", "application/x-pdf"])
def test_a_pdf_is_known_by_its_type_or_its_first_bytes(kind: str) -> None:
    page = opened(DECISION, kind)
    assert (page.title, page.published) == ("Decision against Norbank plc", dt.date(2021, 5, 4))
    assert figures(page.text) == [45_000]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (lines("The firm lost data of 45,000 cus-", "tomers."), "The firm lost data of 45,000 customers."),
        (lines("The firm lost data of 45,000", "customers."), "The firm lost data of 45,000\ncustomers."),
        ([*row(700, "Norbank", "45,000"), *row(680, "Vell", "900")], "Norbank  45,000\nVell  900"),
        ([*row(700, "Firm", "Staff", "Customers")], "Firm  Staff  Customers"),
        (
            [(60, 700, 11, "Data of 450"), (118, 704, 6, "12"), (126, 700, 11, " customers.")],
            "Data of 450¹² customers.",
        ),
        ([(60, 700, 11, "Data of 450"), (118, 700, 11, "12"), (130, 700, 11, " of them.")], "Data of 45012 of them."),
        (lines("\u2022 Norbank: 45,000", "\u2022 Vell: 900"), "\u2022 Norbank: 45,000\n\u2022 Vell: 900"),
        (lines("The “bank” lost 5\u00a0million records."), "The “bank” lost 5\u00a0million records."),
    ],
)
def test_lines_rows_and_footnotes_stay_apart(pieces: list[tuple[float, float, float, str]], text: str) -> None:
    assert opened(pdf([*PROSE, *pieces])).text.partition("so far.\n")[2] == text


def test_a_footnote_is_no_digit_of_the_number() -> None:
    noted = [(60, 700, 11, "Hackers took data of 450"), (182, 704, 6, "1"), (188, 700, 11, " customers of Vell.")]
    assert figures(opened(pdf([*PROSE, *noted])).text) == [45_000, 450]


def test_heads_and_feet_of_pages_are_left_out() -> None:
    told = [
        "Norbank lost data of its customers.",
        "Vell lost nothing.",
        "Quillon Air was warned.",
        "So ends the decision.",
    ]
    pages = [
        [
            (60, 820, 9, "Office of the Commissioner"),
            *lines(words),
            (60, 34, 9, "Case 12"),
            (300, 20, 9, f"Page {at} of 4"),
        ]
        for at, words in enumerate(told, start=1)
    ]
    assert opened(pdf(*pages)).text == "\n".join(told)


@pytest.mark.parametrize("title", ["", "Microsoft Word - decision.docx", "decision_final.pdf", "Untitled"])
def test_a_title_that_is_none_gives_way_to_the_first_line(title: str) -> None:
    assert opened(pdf([*lines("Decision against Norbank plc", top=800), *PROSE], title=title)).title == (
        "Decision against Norbank plc"
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (encrypted(DECISION, "secret"), "encrypted, and asks for a password"),
        (pdf([], []), "pictures of its pages"),
        (pdf(lines("3")), "pictures of its pages"),
        (DECISION[:300], "is broken"),
        (b"%PDF-1.7\n" + b"\x00\xff" * 400, "is broken"),
        (b"", "is broken"),
        (b"<html><body>Not found</body></html>", "is broken"),
        (DECISION.replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"), "is broken|pictures"),
        (pdf(*[PROSE] * (MAX_PAGES + 1)), f"{MAX_PAGES + 1} pages; at most {MAX_PAGES}"),
    ],
    ids=["encrypted", "pictures", "a number", "cut", "noise", "empty", "html", "in circles", "long"],
)
def test_a_pdf_that_is_not_read_says_why(body: bytes, reason: str) -> None:
    with pytest.raises(UnreadablePage, match=reason):
        opened(body)


def test_who_needs_no_password_reads_it() -> None:
    assert figures(opened(encrypted(DECISION, "")).text) == [45_000]


def test_no_program_is_started_for_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: started.append(args))
    coded = re.sub(rb"<< /Length (\d+) >>", rb"<< /Length \1 /Filter /JBIG2Decode >>", DECISION)
    with pypdf.apply_configuration(jbig2dec_binary="/bin/false"), pytest.raises(UnreadablePage):
        opened(coded)
    assert started == []


def test_limits_of_time_hold_for_pdf_as_well() -> None:
    with pytest.raises(TextKilled):
        run(clean, TextLimits(0.05, 20, 512), pdf(*[PROSE * 40] * MAX_PAGES), url=URL)
    assert run(clean, TextLimits(2, 20, 512), DECISION, url=URL).title == "Decision against Norbank plc"


@given(st.integers(0, 10_000))
def test_no_broken_file_fails_otherwise(seed: int) -> None:
    draw, body = random.Random(seed), bytearray(DECISION)
    for _ in range(draw.randrange(1, 12)):
        at = draw.randrange(5, len(body))
        body[at : at + draw.randrange(3)] = draw.randbytes(draw.randrange(3))
    try:
        page = opened(bytes(body))
    except UnreadablePage:
        return
    assert page.text
