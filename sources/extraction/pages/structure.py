"""What would be lost of a page's structure on the way to lines of text, put where it is kept.

| in the page                              | becomes                                  |
| ---------------------------------------- | ---------------------------------------- |
| `<figcaption>`, what is of class caption | a paragraph: "[Caption] A branch in May" |
| `<dt>`, `<dd>`                           | a list entry each: "Norbank: 45,000"     |
| a `<dt>` of more than 200 characters     | an entry of its own                      |
| a cell that spans rows                   | the same cell in each of the rows        |
"""

import re
from itertools import islice
from typing import Any

from sources.extraction.article import CAPTION

_WORDS = range(5, 101)  # of a caption: shorter ones name the photographer
_OF_CAPTION = re.compile(r"(?:^|[\s_-])caption(?:[_-]text)?(?:\s|$)", re.IGNORECASE)
_MOST_PIECES = 100  # of a text between marks: what has more is neither a caption nor a term
_MOST_CELLS, _MOST_ROWS, _MOST_CHARACTERS = 50, 20, 200  # of cells that span rows; the rows, and of each cell


def keep_structure(tree: Any) -> None:
    """Rewrite captions, definitions and cells in the page's tree, in place."""
    for caption in [element for element in tree.iter("figcaption", "p", "div", "span") if _is_caption(element)]:
        _set_apart(caption)
    for definitions in list(tree.iter("dl")):
        _pair(definitions)
    cells = [cell for row in tree.iter("tr") for cell in row if _spans_rows(cell)]
    for cell in cells[:_MOST_CELLS]:
        _repeat(cell)


def _is_caption(element: Any) -> bool:
    return element.tag == "figcaption" or _OF_CAPTION.search(element.get("class", "")) is not None


def _set_apart(caption: Any) -> None:
    """Make the caption a paragraph of its own, behind its figure or the paragraph that it stands in."""
    words = _short_text(caption).split()
    outer = next(caption.iterancestors("figure", "p"), caption)
    if outer.getparent() is None or caption.getparent() is None or len(words) not in _WORDS:
        return
    paragraph = caption.makeelement("p")
    paragraph.text = CAPTION + " ".join(words)
    paragraph.tail, outer.tail = outer.tail, None
    outer.addnext(paragraph)
    caption.drop_tree()


def _pair(definitions: Any) -> None:
    term = ""
    definitions.tag = "ul"
    for wrapper in definitions.findall("div"):  # around each pair, as HTML allows
        wrapper.drop_tag()
    for entry in list(definitions):
        if entry.tag == "dt":
            term = " ".join(_short_text(entry).split()).rstrip(":")
            if 0 < len(term) <= _MOST_CHARACTERS:
                entry.drop_tree()
            else:  # put before each of its definitions, a long one would make pages of a line
                entry.tag, term = "li", ""
        elif entry.tag == "dd":
            entry.tag = "li"
            entry.text = f"{term}: {(entry.text or '').lstrip()}" if term else entry.text


def _short_text(element: Any) -> str:
    """The text of the element; empty for one of many pieces, such as one in which hundreds of its kind are nested."""
    pieces = list(islice(element.itertext(), _MOST_PIECES + 1))
    return "".join(pieces) if len(pieces) <= _MOST_PIECES else ""


def _spans_rows(cell: Any) -> bool:
    return cell.tag in ("td", "th") and cell.get("rowspan", "").isdecimal()


def _repeat(cell: Any) -> None:
    """Put the words of the cell into each further row that it spans, at its place."""
    row = cell.getparent()
    place, words = row.index(cell), "".join(cell.itertext())[:_MOST_CHARACTERS]
    spanned = int(cell.attrib.pop("rowspan")[:4]) or _MOST_ROWS  # 0: to the last row (HTML section 4.9.11)
    for below in islice(row.itersiblings("tr"), min(spanned, _MOST_ROWS) - 1):
        copied = cell.makeelement(cell.tag)
        copied.text = words
        below.insert(place, copied)
