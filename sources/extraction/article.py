"""What the extractor is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

CAPTION = "[Caption] "  # how a line of the text begins that stood below a picture


class InvalidArticle(ValueError):
    """A line that is not an article; the message is a sentence for its sender."""


@dataclass(frozen=True, slots=True)
class ArticleText:
    """One article as it is read. Offsets of mentions are code points of `text`, never of `title`."""

    id: str
    title: str
    text: str
    published: date | None = None
    organisations: tuple[str, ...] = ()


def caption_at(text: str, position: int) -> tuple[int, int] | None:
    """The half-open span of the caption that holds the position; None where it is in none."""
    start = text.rfind("\n", 0, position) + 1
    if not text.startswith(CAPTION, start):
        return None
    end = text.find("\n", position)
    return start, end if end >= 0 else len(text)


def parse_article(row: object) -> ArticleText:
    """The article of one decoded JSON object; InvalidArticle says what is wrong with it."""
    if not isinstance(row, Mapping):
        raise InvalidArticle("expected a JSON object")
    return ArticleText(
        id=_identifier(row),
        title=_string(row, "title", optional=True),
        text=_string(row, "text"),
        published=_published(row.get("published")),
        organisations=_organisations(row.get("organisations")),
    )


def _identifier(row: Mapping[str, object]) -> str:
    value = row.get("id")
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise InvalidArticle('"id" must be a string')
    return str(value)


def _string(row: Mapping[str, object], key: str, *, optional: bool = False) -> str:
    value = row.get(key)
    if value is None and optional:
        return ""
    if not isinstance(value, str):
        raise InvalidArticle(f'"{key}" must be a string')
    return value


def _published(value: object) -> date | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise InvalidArticle('"published" must be a date such as "2018-04-04"')
    try:
        return datetime.fromisoformat(value).date()
    except ValueError as error:
        raise InvalidArticle('"published" must be a date such as "2018-04-04"') from error


def _organisations(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise InvalidArticle('"organisations" must be a list of names')
    return tuple(name for name in value if name.strip())
