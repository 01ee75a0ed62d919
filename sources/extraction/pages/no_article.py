"""Pages that come in the place of an article: for consent or a login, behind a paywall, a check for persons, an error,
a list of teasers. Each is known by most of what it says; an article may say some of it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urldefrag, urljoin

from sources.extraction.language import detect_language
from sources.extraction.lexicon.tables import SUPPORTED, load_page_phrases, load_phrases
from sources.extraction.pages.clean_page import UnreadablePage

KINDS = {
    "login": "it asks to log in, and shows no article",
    "captcha": "it wants a person with JavaScript, and shows no article",
    "error": "it says that it has no such page",
    "paywall": "it shows the beginning alone, and the rest to subscribers",
    "consent": "it asks for consent to cookies, and shows no article",
}
NOTICE = "it speaks to its reader, and reports nothing"
OPENING = "it shows the beginning of an article alone, and leads to the rest"
LIST = "it lists {} other pages, and is no article itself"

_MOST_WORDS = 400  # of a page that is told by its sentences: consent pages are the longest
_MOST_CHARACTERS = 4_000  # the same
_LEAST_SHARE = 0.5  # of its words are in such sentences
_LEAST_OF_FEW = 0.4  # the same of a page of few words
_FEW_WORDS = 25  # with so few, one sentence is enough
_TITLED_WORDS = 150  # of a page whose title says it
_HEADING_LINES = 3  # of the text may be its title
_OPENING_WORDS = 80  # of what a paywall shows, at most
_OPENING_LEAST = 15  # words of an opening: below, there is none
_OWN_WORDS = 25  # of a list of teasers, at most
_NOTICE_WORDS = 70  # of a page that speaks to its reader
_NOTICE_SHARE = 0.6  # of its words are in sentences that do, at least
_TAIL_WORDS = 40  # of what is said to a reader behind an opening, at most
_CARD_WORDS = range(6, 81)
_LEAST_CARDS = 3
_BELOW = 5  # blocks that belong to the title above them
_MOST_LINKS = 1_000
_TITLE_WORDS = 3  # of a link that is a title
_IN_NO_DOUBT = 50  # words of a text whose language is known for sure
_ENGLISH, _PHRASES = load_phrases("pages").patterns, load_page_phrases()
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+(?=\S)[^.!?\n]+)*[.!?]*")
_SITE = re.compile(r"\s+[|\u00b7\u00bb:\u2013\u2014-]\s+|:\s+")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5"})
_ARTICLE = re.compile(r'"@type"\s*:\s*\[?\s*"\w*(?:Article|BlogPosting)"')


class NoArticle(UnreadablePage):
    """The page has something else than an article; the message says what."""


@dataclass(frozen=True, slots=True)
class Teasers:
    """The words of each block of a page that leads to another one; none where the page says that it is an article."""

    cards: tuple[str, ...] = ()


NO_TEASERS = Teasers()


def why_no_article(title: str, text: str, teasers: Teasers = NO_TEASERS) -> str:
    """Why a page with this title, main text and teasers is no article; "" where it may be one."""
    return _by_teasers(text, teasers) or _by_words(title, text)


def _by_words(title: str, text: str) -> str:
    words = len(text.split())
    if words > _MOST_WORDS or len(text) > _MOST_CHARACTERS:
        return ""
    sentences = [match[0] for match in _SENTENCE.finditer(text) if match[0].strip()]
    phrases = _ENGLISH if words > _IN_NO_DOUBT and detect_language(title, text) in SUPPORTED else _PHRASES
    reports = phrases["reports"].search(text) is not None
    looked_for = ("paywall",) if reports else KINDS  # an article may offer its rest to subscribers
    said = {kind: [one for one in sentences if phrases[kind].search(one)] for kind in looked_for}
    lengths = {kind: sum(len(one.split()) for one in found) for kind, found in said.items()}
    if not reports:
        of_any = [one for one in sentences if any(one in found for found in said.values())]
        share = sum(len(one.split()) for one in of_any)
        few = words <= _FEW_WORDS
        if of_any and share >= words * (_LEAST_OF_FEW if few else _LEAST_SHARE) and (few or len(of_any) > 1):
            return KINDS[max(lengths, key=lambda kind: lengths[kind])]
        for kind, reason in KINDS.items():
            titled = _is_headed(kind, title, text, said[kind])
            if titled and words <= _TITLED_WORDS and (said[kind] or few):
                return reason
        if words <= _NOTICE_WORDS and _to_reader(sentences) >= words * _NOTICE_SHARE and _is_gate(f"{title}\n{text}"):
            return NOTICE
    return _only_an_opening(text, said["paywall"], words - lengths["paywall"]) or _with_an_offer(sentences)


def _is_headed(kind: str, title: str, text: str, said: list[str]) -> bool:
    """Whether the title is one of the kind's, or a first line of the text that is above what such pages say."""
    parts = (title, *_SITE.split(title)[:1], *_SITE.split(title)[-1:])
    lines = text.split("\n")[:_HEADING_LINES] if said else ()
    return any(_PHRASES[f"{kind}_title"].fullmatch(part.strip()) for part in (*parts, *lines))


def _only_an_opening(text: str, of_paywall: list[str], shown: int) -> str:
    if shown > _OPENING_WORDS:
        return ""
    last = text.strip().rpartition("\n")[2]
    if len(of_paywall) > 1 or any(map(_PHRASES["cut"].search, of_paywall)):
        return KINDS["paywall"]
    return OPENING if _PHRASES["more"].fullmatch(last) and shown >= _OPENING_LEAST else ""


def _is_gate(text: str) -> bool:
    return _PHRASES["gate"].search(text) is not None and _PHRASES["news"].search(text) is None


def _to_reader(sentences: list[str]) -> int:
    """How many words are in sentences that speak to the reader: of you and us, or what to do."""
    return sum(len(one.split()) for one in sentences if _PHRASES["to_reader"].search(one))


def _with_an_offer(sentences: list[str]) -> str:
    """Whether it shows an opening, and then offers its reader the rest."""
    lengths = [len(one.split()) for one in sentences]
    for at in range(1, len(sentences)):
        shown, tail = sum(lengths[:at]), sentences[at:]
        if shown in range(_OPENING_LEAST, _OPENING_WORDS + 1) and sum(lengths[at:]) <= _TAIL_WORDS:
            spoken = _to_reader(tail) >= sum(lengths[at:]) * _NOTICE_SHARE
            if spoken and _PHRASES["offer"].search(" ".join(tail)) and not _PHRASES["news"].search(" ".join(tail)):
                return KINDS["paywall"]
    return ""


def _by_teasers(text: str, teasers: Teasers) -> str:
    """Whether it has no words of its own beside its teasers."""
    if len(teasers.cards) < _LEAST_CARDS or len(text) > _CARD_WORDS.stop * 20 * len(teasers.cards):
        return ""
    shown = _letters(" ".join(teasers.cards))
    lines = [part for line in text.split("\n") for part in line.split("|") if part.strip()]
    own = " ".join(line for line in lines if _letters(line) not in shown)
    is_list = len(own.split()) <= _OWN_WORDS and not _PHRASES["reports"].search(own)
    return LIST.format(len(teasers.cards)) if is_list else ""


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text))


def teasers_in(tree: Any, url: str) -> Teasers:
    """The blocks of the page's tree that lead to other pages. A round-up is an article, and says so."""
    cards = _cards(tree, url)
    if len(cards) < _LEAST_CARDS or _is_declared(tree, cards):
        return Teasers()
    return Teasers(tuple(" ".join(words) for _, words in cards))


def _cards(tree: Any, url: str) -> list[tuple[Any, list[str]]]:
    """Each block that leads to one other page, with its words."""
    leads: dict[Any, set[str]] = {}
    links = [(link, href) for link in tree.iter("a") if (href := _other_page(link, url))]
    for link, href in links[:_MOST_LINKS]:
        for block in (link, *islice(link.iterancestors(), 12)):
            leads.setdefault(block, set()).add(href)
    found: dict[Any, list[str]] = {}  # with no words: no card
    for link, _ in links[:_MOST_LINKS]:
        card = link
        while (above := card.getparent()) is not None and len(leads.get(above, (1, 2))) == 1:
            card = above
        if card not in found:
            found[card] = _words_of_card(card, link, leads)
    return [(card, words) for card, words in found.items() if words]


def _other_page(link: Any, url: str) -> str:
    href = (link.get("href") or "").strip()
    if not href or href.startswith(("#", "mailto:", "javascript:", "tel:")):
        return ""
    try:
        there = urldefrag(urljoin(url, href)).url
    except ValueError:
        return ""
    return "" if there == urldefrag(url).url else there


def _words_of_card(card: Any, link: Any, leads: dict[Any, set[str]]) -> list[str]:
    """The words of a card with a title, and of what stands below it up to the next one; [] where it is none."""
    titled = card.tag in _HEADINGS or any(True for _ in card.iter(*_HEADINGS)) or _is_heading_around(card)
    words = _words(card)
    leading = len(_words(link)) >= _TITLE_WORDS and words[: len(_words(link))] == _words(link)
    if not titled and not (card.tag != "p" and leading):
        heading = card.getprevious()
        if heading is None or heading.tag not in _HEADINGS or not _leads_on(link):
            return []
        words = [*_words(heading), *words]
    for below in islice(card.itersiblings(), _BELOW):
        if not isinstance(below.tag, str) or below in leads or below.tag == card.tag or len(words) > _CARD_WORDS.stop:
            break
        words += _words(below)
    return words if len(words) in _CARD_WORDS else []


def _leads_on(link: Any) -> bool:
    """Whether the link says nothing but that there is more."""
    words = " ".join(_words(link))
    return not any(map(str.isalnum, words)) or _PHRASES["more"].fullmatch(words) is not None


def _is_heading_around(card: Any) -> bool:
    above = card.getparent()
    return above is not None and above.tag in _HEADINGS


def _words(block: Any) -> list[str]:
    return list(islice(_all_words(block), _CARD_WORDS.stop + 1))


def _all_words(block: Any) -> Iterator[str]:
    for text in block.itertext():
        yield from text.split()


def _is_declared(tree: Any, cards: list[tuple[Any, list[str]]]) -> bool:
    """Whether the page says that it is one article: in its head, or by an element around all its cards."""
    around = [next((one for one in (card, *card.iterancestors()) if one.tag == "article"), None) for card, _ in cards]
    if len({id(one) for one in around if one is not None}) >= _LEAST_CARDS:
        return False
    if all(one is not None for one in around):
        return True
    metas = [(meta.get("property") or meta.get("name") or "", meta.get("content") or "") for meta in tree.iter("meta")]
    if ("og:type", "article") in metas or any(name == "article:published_time" for name, _ in metas):
        return True
    return sum(len(_ARTICLE.findall(script.text or "")) for script in tree.iter("script")) == 1
