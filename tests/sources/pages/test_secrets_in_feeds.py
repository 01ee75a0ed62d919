"""What is shown of a link that a feed gives and that is not taken: no name and no password that stand in it."""

import pytest

from sources.extraction.pages.feed_drops import LONGEST_WORDS, DropReason, dropped_item

WORD = "s3cret-word"


@pytest.mark.parametrize(
    "link",
    [
        f"https://reader:{WORD}@news.example/a",
        f"https://reader:pa:{WORD}@news.example/a",
        f"//reader:{WORD}@news.example/a",
        f"https:/reader:{WORD}@news.example/a",
        f"https:\\\\reader:{WORD}@news.example/a",
        f"HTTPS://:{WORD}@news.example/a",
        f"https://{WORD}@news.example/a",
        f"https://reader:a {WORD}@news.example/a",
        f"https://reader:a\n{WORD}@news.example/a",
        f"https://reader:a/{WORD}@news.example/a",
        f"reader:{WORD}@news.example/a",
        f"ftp://reader:{WORD}@news.example",
        "https://reader:" + 40 * WORD + "@news.example/a",
        f"https://news.example/a?token={WORD}",
        f"https://news.example/a?page=2&password={WORD}",
    ],
)
@pytest.mark.parametrize("reason", [DropReason.BAD_LINK, DropReason.REFUSED, DropReason.FAILED])
def test_a_dropped_link_shows_no_secret(link: str, reason: DropReason) -> None:
    shown = dropped_item(reason, link).what
    assert WORD not in shown
    assert "news.example" in shown
    assert len(shown) <= LONGEST_WORDS


@pytest.mark.parametrize(
    "link", ["https://blog.example/@reader/post", "N/A", "https://news.example/?p=123", "a b.html"]
)
def test_a_dropped_link_without_a_secret_is_shown_as_it_is(link: str) -> None:
    assert dropped_item(DropReason.BAD_LINK, link).what == link


def test_a_title_is_shown_with_its_addresses() -> None:
    assert dropped_item(DropReason.NO_LINK, "Write to: press@news.example").what == "Write to: press@news.example"
