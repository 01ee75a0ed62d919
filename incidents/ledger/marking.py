"""Putting a mark where a text was: pure, for single texts and for the data of events.

Values that programs rely on (references, kinds, days, codes) are left as they are, so that the event still keeps to
its schema.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from django.utils.text import slugify

MARK = "[redacted]"
SHORTEST = 4  # characters: a shorter text occurs within other words as well
_AROUND = 60  # characters on each side of the mark, in an excerpt
_KEPT = frozenset(
    {
        "absorbed",
        "basis",
        "before",
        "claim",
        "countries",
        "country",
        "currency",
        "data_classes",
        "decision",
        "disputed_by",
        "hedge",
        "kind",
        "metric",
        "party",
        "polarity",
        "reference",
        "role",
        "rule",
        "speaker_kind",
        "standing",
        "state",
        "status",
        "supported",
        "type",
        "unit",
        "version",
        "visibility",
        "winner",
    }
)
_KEPT_ENDS = ("_on", "_precision")


def marked(value: str, text: str, limit: int | None = None) -> str:
    """The value with the mark for each occurrence of the text, no longer than `limit`.

    A value that was cut at `limit` may end with the first part of the text: the mark replaces that as well.
    """
    put = value.replace(text, MARK)
    if limit is not None and len(value) >= limit:
        ends = (length for length in range(len(text) - 1, SHORTEST - 1, -1) if put.endswith(text[:length]))
        length = next(ends, 0)
        put = put[: len(put) - length] + MARK if length else put
    return put if limit is None else put[:limit]


def marked_slug(slug: str, text: str) -> str:
    """The slug with the mark for the text as slugs write it, its genitive as well: "Jane Roe's" is `jane-roes`."""
    form = slugify(text)
    if len(form) < SHORTEST:
        return slug
    return re.sub(rf"(?<![a-z0-9]){re.escape(form)}s?(?![a-z0-9])", MARK, slug, flags=re.IGNORECASE)


def marked_data(data: Any, text: str, key: str = "", limit: int | None = None) -> Any:
    """The JSON value with the mark for each occurrence of the text, except in values that programs rely on."""
    if isinstance(data, dict):
        # The slug of a regulator is its reference.
        keys = {name: "reference" if (key, name) == ("regulator", "slug") else name for name in data}
        return {name: marked_data(value, text, keys[name], limit) for name, value in data.items()}
    if isinstance(data, list):
        return [marked_data(value, text, key, limit) for value in data]
    if key == "slug" and isinstance(data, str):
        data = marked_slug(data, text)
    return marked(data, text, limit if key == "quote" else None) if isinstance(data, str) and is_free(key) else data


def may_have_been(value: Any, left: Any) -> bool:
    """Whether the value is `left` as it was before a redaction, if any, put its marks: some text for each."""
    if not isinstance(value, str) or not isinstance(left, str) or MARK not in left:
        return bool(value == left)
    first, *between, last = left.split(MARK)
    at = len(first)
    for part in between:
        at = value.find(part, at + SHORTEST)
        if at < 0:
            return False
        at += len(part)
    return value.startswith(first) and value.endswith(last) and len(value) - len(last) >= at + SHORTEST


def marked_message(message: str, text: str) -> str:
    """A message of the admin's log with the mark for each occurrence of the text: a sentence, or a list in JSON, whose
    values are marked and whose form is kept."""
    if message.startswith("["):
        try:
            body = json.loads(message)
        except ValueError:
            return marked(message, text)
        left = marked_data(body, text)
        return message if left == body else json.dumps(left)
    return marked(message, text)


def is_free(key: str) -> bool:
    """Whether the value of this key is free text."""
    return key not in _KEPT and not key.endswith(_KEPT_ENDS)


def changed_paths(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, text before) of each text that differs."""
    if isinstance(before, dict):
        for name, value in before.items():
            yield from changed_paths(value, after[name], f"{path}.{name}" if path else name)
    elif isinstance(before, list):
        for place, value in enumerate(before):
            yield from changed_paths(value, after[place], f"{path}.{place}")
    elif before != after:
        yield path, str(before)


def excerpt(value: str, text: str) -> str:
    """The first occurrence with the text around it, the mark in its place."""
    at = value.find(text)
    if at < 0 and (slug := marked_slug(value, text)) != value:
        return slug
    if at < 0:
        return f"…{value[-_AROUND:]}"
    begin, end = max(0, at - _AROUND), at + len(text)
    around = f"{value[begin:at]}{MARK}{value[end : end + _AROUND].replace(text, MARK)}"
    return f"{'…' if begin else ''}{around}{'…' if end + _AROUND < len(value) else ''}"


def taken_out(data: Any, path: str, under: str = "") -> tuple[Any, str] | None:
    """(the data with the mark in the place of the whole text at this dotted path, that text); None when there is no
    free text."""
    name, _, rest = path.partition(".")
    if isinstance(data, list):
        if not (name.isascii() and name.isdigit() and len(name) < 5 and int(name) < len(data)):
            return None
        key: Any = int(name)
        changed: Any = list(data)
        holder = under
    elif isinstance(data, dict) and name in data:
        key, changed, holder = name, dict(data), name
    else:
        return None
    if rest:
        found = taken_out(data[key], rest, holder)
        if found is None:
            return None
        changed[key], text = found
        return changed, text
    if not isinstance(data[key], str) or not is_free(holder) or not data[key]:
        return None
    text, changed[key] = data[key], MARK
    return changed, text
