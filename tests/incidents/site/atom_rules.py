"""What RFC 4287 demands of a feed document, as far as a program can see it: by the grammar in atom.rng, and by rules
for what no grammar can say."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

ATOM = "{http://www.w3.org/2005/Atom}"
# RFC 3339 with capital T and Z (section 3.3)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
# element -> (least, most) of each child (sections 4.1.1 and 4.1.2); most None: any number
FEED = {
    "author": (0, None),
    "category": (0, None),
    "contributor": (0, None),
    "entry": (0, None),
    "generator": (0, 1),
    "icon": (0, 1),
    "id": (1, 1),
    "link": (0, None),
    "logo": (0, 1),
    "rights": (0, 1),
    "subtitle": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
}
ENTRY = {
    "author": (0, None),
    "category": (0, None),
    "content": (0, 1),
    "contributor": (0, None),
    "id": (1, 1),
    "link": (0, None),
    "published": (0, 1),
    "rights": (0, 1),
    "source": (0, 1),
    "summary": (0, 1),
    "title": (1, 1),
    "updated": (1, 1),
}
PERSON = {"name": (1, 1), "uri": (0, 1), "email": (0, 1)}


def faults_of(document: bytes) -> list[str]:
    """Each rule that the document breaks, in words; none for a valid one."""
    feed = etree.fromstring(document)
    root = [] if feed.tag == f"{ATOM}feed" else [f"the root is {feed.tag}"]
    return [*root, *_children(feed, FEED), *_structure(feed), *_ids(feed), *_values(feed), *_by_grammar(feed)]


@cache
def _grammar() -> etree.RelaxNG:
    return etree.RelaxNG(file=str(Path(__file__).with_name("atom.rng")))


def _by_grammar(feed: etree._Element) -> list[str]:
    grammar = _grammar()
    return [] if grammar.validate(feed) else [f"line {each.line}: {each.message}" for each in grammar.error_log]


def _structure(feed: etree._Element) -> list[str]:
    faults = []
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in entries):
        faults.append("neither the feed nor each entry has an author (4.1.1)")
    if "self" not in {link.get("rel") for link in feed.findall(f"{ATOM}link")}:
        faults.append("the feed does not link to itself (4.1.1)")
    for entry in entries:
        faults += _children(entry, ENTRY)
        if entry.find(f"{ATOM}content") is None and "alternate" not in _relations(entry):
            faults.append("an entry has neither content nor a link to its page (4.1.2)")
    for person in (*feed.iter(f"{ATOM}author"), *feed.iter(f"{ATOM}contributor")):
        faults += _children(person, PERSON)
    return faults


def _ids(feed: etree._Element) -> list[str]:
    ids = [str(each.text) for each in feed.iter(f"{ATOM}id")]
    several = [f"the id {each} stands {count} times (4.1.1)" for each, count in Counter(ids).items() if count > 1]
    return several + [f"the id {each} is no absolute IRI (4.2.6)" for each in ids if not urlsplit(each).scheme]


def _values(feed: etree._Element) -> list[str]:
    moments = (*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published"))
    texts = (*feed.iter(f"{ATOM}title"), *feed.iter(f"{ATOM}subtitle"), *feed.iter(f"{ATOM}summary"))
    return [
        *(f"{each.text} is no moment of RFC 3339 (3.3)" for each in moments if not MOMENT.fullmatch(each.text or "")),
        *(
            f"a link leads to {each.get('href')!r} (4.2.7)"
            for each in feed.iter(f"{ATOM}link")
            if not urlsplit(each.get("href", "")).netloc
        ),
        *(
            f"{each.tag} is no text construct (3.1)"
            for each in texts
            if each.get("type", "text") not in {"text", "html", "xhtml"} or len(each)
        ),
    ]


def _relations(entry: etree._Element) -> set[str]:
    return {link.get("rel", "alternate") for link in entry.findall(f"{ATOM}link")}


def _children(element: etree._Element, allowed: dict[str, tuple[int, int | None]]) -> list[str]:
    counted = Counter(str(child.tag).removeprefix(ATOM) for child in element)
    name = str(element.tag).removeprefix(ATOM)
    faults = [f"{name} has {child}, which is not allowed" for child in counted if child not in allowed]
    for child, (least, most) in allowed.items():
        if counted[child] < least or (most is not None and counted[child] > most):
            faults.append(f"{name} has {counted[child]} of {child}")
    alternates = Counter(
        (link.get("type"), link.get("hreflang"))
        for link in element.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    )
    faults += [f"{name} has two alternates of one type" for count in alternates.values() if count > 1]
    return faults
