"""Marks of footnotes and powers of a page, set apart from the numbers that they stand at.

| in the page                                | in the text | read as (`normalise`) |
| ------------------------------------------ | ----------- | --------------------- |
| `450<sup>1</sup>`, `450<a href="#n">1</a>` | 450¹        | 450                   |
| `450<sup>[2]</sup>`, `450<sup>a</sup>`     | 450[2]      | 450                   |
| `450<sup>1,2</sup>`                        | 450[1,2]    | 450                   |
| `450<sub>2</sub>`                          | 450₂        | 450                   |
| `10<sup>6</sup>`                           | 10⁶         | no plain number       |
| `1<sup>1</sup>/<sub>2</sub>`               | 1 1/2       | 1½                    |
| `21<sup>st</sup>`, `450<sup>†</sup>`       | as it is    |                       |
"""

import re
from itertools import islice
from typing import Any

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_MARK = re.compile(r"[\[(]?(?P<mark>\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3})*|[A-Za-z])[\])]?")
_RAISED = re.compile(r"vertical-align:\s*(?:super|sub|text-top)|\b(?:super|sub)script\b")
_MOST_MARKS = 2_000  # of one page
_BAR = ("/", "\u2044")


def raised(digits: str) -> str:
    """The digits as superscripts; other characters as they are."""
    return digits.translate(_SUPERSCRIPTS)


def part_footnotes(tree: Any) -> None:
    """Rewrite the marks in the page's tree, in place, by the table above."""
    marks = (element for element in list(tree.iter("sup", "sub", "span", "a")) if _may_be_mark(element))
    for element in islice(marks, _MOST_MARKS):
        if (text := _rewritten(element)) is not None:
            _replace(element, text)


def _may_be_mark(element: Any) -> bool:
    if element.getparent() is None:
        return False
    if element.tag in ("sup", "sub"):
        return True
    if element.tag == "span":
        return _RAISED.search(f"{element.get('style', '')} {element.get('class', '')}") is not None
    return "#" in element.get("href", "") and not _before(element)[-1:].isspace() and _before(element) != ""


def _rewritten(element: Any) -> str | None:
    """The mark as it stands in the text; None for what is left as it is."""
    words = "".join(element.itertext()).strip()
    mark = _MARK.fullmatch(words)
    if mark is None:
        return None
    if words.isdecimal():
        if element.tag == "sup" and _is_part_of_fraction(element):
            return f" {words}" if _before(element)[-1:].isdigit() else words
        if element.tag == "sub" and _before(element).endswith(_BAR):
            return words
        return words.translate(_SUBSCRIPTS if element.tag == "sub" else _SUPERSCRIPTS)
    return f"[{mark['mark']}]"


def _is_part_of_fraction(element: Any) -> bool:
    following = element.getnext()
    return (element.tail or "").strip() in _BAR and following is not None and following.tag == "sub"


def _before(element: Any) -> str:
    """What stands right before the element in its parent."""
    sibling = element.getprevious()
    if sibling is None:
        return str(element.getparent().text or "")
    return str(sibling.tail or ("".join(sibling.itertext()) if isinstance(sibling.tag, str) else ""))


def _replace(element: Any, text: str) -> None:
    """Put the text in the place of the element, before what follows it."""
    parent, sibling = element.getparent(), element.getprevious()
    text += element.tail or ""
    if sibling is None:
        parent.text = f"{parent.text or ''}{text}"
    else:
        sibling.tail = f"{sibling.tail or ''}{text}"
    parent.remove(element)
