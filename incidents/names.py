"""The names by which texts call an organisation."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from cleanco import basename
from publicsuffixlist import PublicSuffixList

from tracker.foundation.stream_safe import normalised_form

_NOT_WORD = re.compile(r"[^\w]+")
_VOWELS = re.compile(r"[aeiouyh]")
_DOUBLED = re.compile(r"(.)\1+")
SKETCH = 6
_PARENTHESIS = re.compile(r"\s*\(([^()]+)\)\s*")
_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)
_SHORTEST_ACRONYM = 3  # two letters are many things
# Words that a name is usually told without: "Marriott International" is Marriott, "T-Mobile US" is T-Mobile.
# fmt: off
_LEFT_OUT = frozenset(
    {
        "international", "global", "worldwide", "group", "holding", "holdings", "us", "usa", "uk", "eu",
        "america", "europe", "australia", "canada", "hotels", "resorts", "and", "the", "of", "company",
        "companies", "cos", "corporation", "technologies", "technology", "services", "solutions", "systems", "limited",
    }
)
# What a company does, at the end of its full name: "Northwind Telecom Group plc" is Northwind. Left out only where what
# is left is a name by itself: two words, or one that is not among the words that begin many names.
_TRADES = frozenset(
    {
        "airlines", "airways", "bancorp", "brands", "broadband", "communications", "data", "energy", "enterprises",
        "entertainment", "financial", "foods", "government", "health", "healthcare", "industries", "insurance",
        "interactive", "labs", "logistics", "media", "medical", "mobile", "motors", "networks", "online",
        "pharmaceuticals", "retail", "software", "stores", "telecom", "telecommunications", "wireless",
    }
)
BEGIN_MANY = frozenset(
    {
        "advanced", "allied", "american", "atlantic", "australian", "british", "canadian", "capital", "central", "city",
        "community", "digital", "direct", "eastern", "european", "family", "federal", "first", "free", "general",
        "global", "home", "international", "lone", "national", "network", "northern", "open", "pacific", "people",
        "premier", "public", "royal", "select", "social", "southern", "standard", "state", "united", "universal",
        "western", "world",
    }
)
# fmt: on
# What stands at the head of a public body's name, after its place.
_BODIES = frozenset(
    {
        "department",
        "office",
        "ministry",
        "agency",
        "bureau",
        "board",
        "authority",
        "commission",
        "university",
        "council",
    }
)
# Sentences that run into each other ("was stolen.The firm", "it was lost.So") and initials ("U.S") are no addresses.
_ADDRESS = re.compile(r"(?:[^\W_][\w-]*\.)+(?:[a-z]{2,}|COM|Com|NET|Net|ORG|Org)")
_LONGEST_ADDRESS = 253  # RFC 1035 section 2.3.4, as printed
# The list that the package brings, read once, here: never fetched. What registries give out, not what hosts do.
_SUFFIXES = PublicSuffixList(accept_unknown=False, only_icann=True)
_RESERVED = "example"  # RFC 2606: nobody's, and the demo's


def normalise_name(name: str) -> str:
    """The form in which names are compared: folded case, no marks or punctuation, single spaces."""
    decomposed = normalised_form("NFKD", name)
    letters = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _NOT_WORD.sub(" ", letters.casefold()).strip()


def sketch_of(normalised: str) -> str:
    """The first consonants of a name as compared, doubled ones once: what names that are nearly spelt alike share."""
    compact = normalised.replace(" ", "")
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", compact))[:SKETCH]


def site_name(address: str) -> str:
    """What a web address is named for, as printed there, without `www`, subdomains and the public suffix; empty for
    what is no address."""
    if len(address) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        return ""
    *labels, last = address.split(".")
    suffix = _RESERVED if last == _RESERVED else _SUFFIXES.publicsuffix(address)
    before = labels[: len(labels) - suffix.count(".")] if suffix else []
    return before[-1] if before and not before[-1].isdecimal() else ""


def spoken_names(name: str) -> tuple[str, ...]:
    """The name and the shorter forms that texts use for it, longest first: without its legal form, without what
    stands in parentheses (and that by itself), each side of a slash, without general words or its trade at its end; one
    of several words also without its article ("The Grain Depot" is Grain Depot), and by its head alone (`_heads`)."""
    found: dict[str, None] = {}
    for part in _parts(name):
        bare = basename(part).strip(" ,.") or part.rpartition(" ")[0] or part
        words = bare.split()
        while len(words) > 1 and _is_left_out(words):
            words.pop()
        for form in (part, bare, " ".join(words), " ".join(_without_trade(words)), *_heads(bare)):
            short = _ARTICLE.sub("", form)
            for one in (form, short) if " " in short else (form,):
                if len(normalise_name(one)) > 1:
                    found.setdefault(one)
    return tuple(found)


def acronym_in(words: str, name: str) -> str:
    """The first letters of a name of three words or more where they stand in the words as a word of capitals; empty
    where they do not. Small words count in it or not: "DPT" for Department of Public Transport, "DoPT" is another.
    Of two words the first counts whole where it is one of capitals: "QRT" for QR Telecom."""
    parts = [part for part in re.split(r"[\s-]+", basename(name).strip()) if part[:1].isalpha()]
    forms: tuple[str, ...] = (
        "".join(part[0] for part in parts),
        "".join(part[0] for part in parts if part[0].isupper()),
    )
    if len(parts) == 2 and parts[0].isupper() and normalise_name(parts[0]) not in _LEFT_OUT:
        forms = (f"{parts[0]}{parts[1][0]}",)
    found = (form for form in forms if len(form) >= _SHORTEST_ACRONYM and form.isupper())
    return next((form for form in found if re.search(rf"\b{re.escape(form)}\b", words)), "")


def is_left_out(word: str) -> bool:
    """Whether the word, as compared, is one that a name is usually told without: a legal form or a general word."""
    return word in _LEFT_OUT or not basename(f"x {word}").strip() or basename(f"Name {word}") == "Name"


def _is_left_out(words: Sequence[str]) -> bool:
    """Whether a name is usually told without its last word; but not what a public body is for, and "Bank of America"
    is no bank."""
    *plain, before, last = (normalise_name(word) for word in words)
    return last in _LEFT_OUT | {""} and before != "of" and not _BODIES.intersection([*plain, before])


def _heads(name: str) -> Iterator[str]:
    """The beginnings by which texts call an organisation of a long name: "Hill Farm" for Hill Farm & Sons or Hill Farm
    of Kent, "Larkspur" for Larkspur College, "Kent DPS" for Kent Department of Public Safety."""
    words = name.split()
    plain = [normalise_name(word) for word in words]
    body = next((at for at, word in enumerate(plain) if word in _BODIES), None)
    if body:
        initials = "".join(word[0] for word in words[body:] if word[0].isupper())
        if len(initials) >= _SHORTEST_ACRONYM:
            yield f"{' '.join(words[:body])} {initials}"
    elif body is None:
        cut = next((at for at, word in enumerate(plain) if word in {"", "and", "of"}), 0)
        if cut > 1:
            yield " ".join(words[:cut])
    if len(words) == 2 and plain[1] == "college" and plain[0] not in BEGIN_MANY:
        yield words[0]


def _without_trade(words: list[str]) -> list[str]:
    kept = list(words)
    while len(kept) > 1 and normalise_name(kept[-1]) in _TRADES and normalise_name(kept[-2]) != "of":
        kept.pop()
    return words if len(kept) == 1 and normalise_name(kept[0]) in BEGIN_MANY else kept


def _parts(name: str) -> list[str]:
    inside = _PARENTHESIS.findall(name)
    outside = _PARENTHESIS.sub(" ", name).strip()
    sides = [side.strip() for side in re.split(r"\s+/\s+", outside)]
    return [part for part in (outside, *(sides if len(sides) > 1 else ()), *inside) if part]
