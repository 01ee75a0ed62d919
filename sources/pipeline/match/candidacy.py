"""Whether an article that fits no known incident tells of a privacy incident, and whose.

The answer becomes a candidate for the curators, so in doubt there is none: the title or the first sentences have to
tell of one event, name the organisation as the one that it happened to, and speak of people's data. Advice, statistics,
offers and markets mention breaches too, but none in particular.

| the organisation's name...                                        | weight | in the title |
| ----------------------------------------------------------------- | ------ | ------------ |
| stands before the event or those concerned: "Larkspur's patients" | 3      | 4            |
| stands after the event: "the breach at Larkspur"                  | 3      | 4            |
| suffers, admits, notifies, apologises                             | 2      | 3            |
| says something                                                    | 1      | 2            |
| is what the extractor takes a figure of the article to be about   | 2      |              |
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import islice

from incidents.names import normalise_name
from sources.extraction.find.stopwords import ENDS_NO_NAME, NO_NAME, PLACES

ENOUGH = 3
SHORTEST = 3  # two letters are AI or IT more often than a company
LEAD_SENTENCES = 3
_LEAD_CHARACTERS = 2_000  # of these sentences together

_EVENT = (
    r"(?:data |security |privacy |cyber(?:security)? ?){0,4}"
    r"(?:breach(?:ed)?|hack(?:ed)?|leak(?:ed)?|cyber ?-?attack(?:ed)?|ransomware(?: attack)?|(?:data )?theft|intrusion"
    r"|data exposure|data incident|cyber incident|security incident)"
)
_HAPPENED = re.compile(
    rf"\b(?:{_EVENT}|stolen|stole|exposed|compromised|unauthori[sz]ed|scraped|harvested|left open|hackers)\b",
    re.IGNORECASE,
)
_CONCERNED = (
    r"(?:customers?|users?|patients?|people|clients?|employees?|staff|members?|guests?|subscribers?|passengers?|students?"
    r"|shoppers?|voters?|residents?|applicants?|donors?|drivers?|policyholders?|travell?ers|accounts?|profiles?)"
)
_DATA = re.compile(
    rf"\b(?:{_CONCERNED}|personal (?:data|information|details)|records|passwords?|e-?mail addresses|social security"
    r"|medical|passports?|credit cards?|payment cards?|names|birth)\b",
    re.IGNORECASE,
)
_IN_GENERAL = re.compile(
    r"^(?:how|why|what|when|who|top|best|tips|should|is|are|can|do|does|did|guide|opinion|explainer|protect|if)\b"
    r"|^\d+ (?:ways|tips|things|steps|reasons|best|biggest)|\d ?%|\bper ?cent\b"
    r"|\b(?:breaches|hacks|leaks|cyber ?-?attacks)\b"
    r"|\b(?:study|survey|trends?|forecast|predictions?|outlook|market|webinar|roundup|round-up|weekly|recap|tips|insights"
    r"|best practices|launch(?:es|ed)?|unveils?|introduces|partners with|solutions?|earnings|shares|stocks?"
    r"|quarter|q[1-4]|preview|insurance|bill|legislation|movie|film|trial|podcast|vulnerabilit(?:y|ies)|patch(?:es|ed)?)\b",
    re.IGNORECASE,
)
_WORD = r"[A-Z0-9][\w&'\u2019.+-]{0,60}+"  # a whole word, with its hyphens, so that a long one is scanned once
_NAME = rf"(?:{_WORD}(?: (?:(?:of|and|&|for|de) )?{_WORD}){{0,4}})"
_SUFFERS = (
    r"(?:(?:has|have|had|was|is|were|been|also|now|again|reportedly|allegedly|confirms? it was) )*"
    r"(?:suffer\w*|hit (?:by|with|in)|hacked|breached|attacked|targeted|los(?:es|t)|expos(?:es|ed)|leak(?:s|ed)"
    r"|apologi[sz]\w+|admit\w*|notif\w+|disclos\w+|fell victim|experienc\w+|falls victim|confirm\w*|reveal\w*|warn\w*"
    r"|alert\w*|inform\w*)"
)
_SAYS = (
    r"(?:(?:has|have|had|is|are) )?(?:said|says|told|tells|report\w*|investigat\w+|look(?:s|ing) into|faces?"
    r"|discover\w*|detect\w*|found|finds)"
)
_PATTERNS = (
    (
        re.compile(
            rf"\b(?P<name>{_NAME})(?:['\u2019]s)? (?:[a-z-]{{1,30}}+ ){{0,2}}?"
            rf"(?:{_EVENT}|{_CONCERNED}|records|logins)\b"
        ),
        3,
    ),
    (
        re.compile(
            rf"\b(?i:{_EVENT}) (?:[a-z-]{{1,30}}+ ){{0,3}}?(?i:at|of|on|against|inside|hits?|affecting|with|by) "
            rf"(?:the |a |an )?(?:[a-z][\w-]{{1,30}}+ ){{0,4}}?(?P<name>{_NAME})"
        ),
        3,
    ),
    (re.compile(rf"\b(?P<name>{_NAME})(?:,[^,.]{{0,80}},)? {_SUFFERS}\b"), 2),
    (re.compile(rf"\b(?P<name>{_NAME})(?:,[^,.]{{0,80}},)? {_SAYS}\b"), 1),
)
_DESCRIBES = re.compile(r"-(?:based|linked|owned|backed|related|led|wide)$", re.IGNORECASE)  # "US-based"
_ATTACKER = re.compile(
    r"\b(?:gang|hackers?|hacking group|ransomware group|threat actors?|cybercriminals?)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s|$)|\n|$)")


# "23andMe" is a name, "2.5M" and "Nearly" are none.
_BEGINS_NAME = re.compile(
    r"(?!(?:Nearly|Almost|Around|Some|Roughly|Whether|Only|Just)\b)(?:[A-Z]|\d+(?:[A-Z][a-z]|[a-z]{3}))"
)


@dataclass(frozen=True, slots=True)
class Candidacy:
    """The organisation that the incident happened to, as printed, and the words that say so."""

    organisation: str
    because: str


def candidacy(
    *, title: str, text: str, organisations: Collection[str] = (), strangers: Collection[str] = ()
) -> Candidacy | None:
    """Whose incident the article tells of; None when it tells of none, or does not say whose.

    organisations   what the article's own figures are about
    strangers       names, as compared, to whom incidents do not happen: authorities, countries, newspapers
    """
    lead = " ".join(one[0] for one in islice(_SENTENCE.finditer(text), LEAD_SENTENCES))[:_LEAD_CHARACTERS]
    title = title[:_LEAD_CHARACTERS]
    whole = f"{title}\n{text}"
    if _IN_GENERAL.search(title) or not _HAPPENED.search(f"{title}\n{lead}") or not _DATA.search(whole):
        return None
    shouted = _is_shouted(title)
    weights: dict[str, tuple[int, str, str]] = {}
    for place, extra in ((title, 1), (lead, 0)):
        for pattern, weight in _PATTERNS:
            for found in pattern.finditer(place):
                name = _clean(found["name"], text)
                key = normalise_name(name)
                if (
                    not key
                    or key in strangers
                    or _is_attacker(place, found)
                    or not _is_name(name, text, shouted or not extra)
                ):
                    continue
                known = weights.get(key, (0, name, found[0]))
                weights[key] = (known[0] + weight + extra, known[1], known[2])
    for organisation in organisations:
        key = normalise_name(organisation)
        if key in weights:
            weights[key] = (weights[key][0] + 2, *weights[key][1:])
    best = max(weights.values(), key=lambda one: (one[0], len(one[1])), default=None)
    return Candidacy(best[1], " ".join(best[2].split())[:120]) if best is not None and best[0] >= ENOUGH else None


def _clean(name: str, text: str) -> str:
    """The name without a possessive and without words beside it that merely have a capital; "New York Water" is a whole
    name if the text writes it so."""
    words = re.sub(r"['\u2019]s\b", "", name).rstrip(".'\u2019-").split()
    own = words[:1] == ["New"] and len(words) > 1 and " ".join(words) in text
    while words and not own and (words[0].lower() in NO_NAME or not _BEGINS_NAME.match(words[0])):
        words.pop(0)
    while words and words[-1].lower() in ENDS_NO_NAME:
        words.pop()
    return " ".join(words)


def _is_name(name: str, text: str, capitals_tell_nothing: bool | int) -> bool:
    """Whether the text writes it as a name: with a capital where other words have none, and never in small letters."""
    if (
        len(name) < SHORTEST
        or _DESCRIBES.search(name)
        or name.lower().rstrip(".") in PLACES
        or re.search(rf"\b{re.escape(name.lower())}\b", text)
    ):
        return False
    within = re.search(rf"[\w,] {re.escape(name)}\b", text) is not None
    return within or (name in text and " " in name) or not capitals_tell_nothing


def _is_attacker(place: str, found: re.Match[str]) -> bool:
    return _ATTACKER.search(place[found.end("name") : found.end("name") + 25]) is not None


def _is_shouted(title: str) -> bool:
    long = [word for word in title.split() if len(word) > 3 and word[0].isalpha()]
    return len(long) >= 3 and sum(word[0].isupper() for word in long) >= 0.8 * len(long)
