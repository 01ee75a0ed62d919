"""The names by which texts call an organisation, and when two spellings are one name.

| what            | how it is folded                                                            | used for             |
| --------------- | --------------------------------------------------------------------------- | -------------------- |
| words of a text | `normalise_name`: case, marks, letters such as ø, punctuation               | reading word by word |
| a name          | `name_key`: that, and `&`, the dots of initials, abbreviations, a lone sign | parties, REST, admin |
| a run of a text | `keys_of_run`: the keys of the names that may be printed so                 | matching             |
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from cleanco import basename as uncached_basename
from publicsuffixlist import PublicSuffixList

from tracker.foundation.stream_safe import normalised_form

_NOT_WORD = re.compile(r"[^\w]+")
LONGEST_KEY = 200  # characters, as long as a name
# Seen by nobody: soft hyphens and joiners (category Cf), the joiner of marks, and what chooses a form of a sign.
_UNSEEN = frozenset("\u034f" + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))))
_VOICED = frozenset("\u3099\u309a")  # marks that make another letter of a Japanese one
_WITH = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH [A-Z ]+")
_BLOCKS = (
    range(0x80, 0x300),
    range(0x1D00, 0x1F00),
    range(0x2C60, 0x2C80),
    range(0xA720, 0xA800),
    range(0xAB30, 0xAB70),
)
_BLANK = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me", "Cn"})  # what stands on a letter, and what is no character
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")  # letters and signs that are drawn as a blank
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_AMPERSAND = re.compile("[&\ufe60\uff06]")
_JOINED = re.compile("[&\ufe60\uff06]|\\band\\b", re.IGNORECASE)
_INITIALS = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_])+(?!\S)")
# Each stands for one word only; "St" or "Co" may be several.
_ABBREVIATIONS = {
    "assn": "association",
    "bros": "brothers",
    "dept": "department",
    "govt": "government",
    "intl": "international",
    "natl": "national",
    "univ": "university",
}
_OTHER_KEY = re.compile(rf"(?<!\S)(?:and|{'|'.join(_ABBREVIATIONS)}|[^\W\d_] [^\W\d_])(?!\S)")
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
    "department office ministry agency bureau board authority commission university council".split()  # noqa: SIM905
)
# Sentences that run into each other ("was stolen.The firm", "it was lost.So") and initials ("U.S") are no addresses.
_ADDRESS = re.compile(r"(?:[^\W_][\w-]*\.)+(?:[a-z]{2,}|COM|Com|NET|Net|ORG|Org)")
_LONGEST_ADDRESS = 253  # RFC 1035 section 2.3.4, as printed
# The list that the package brings, read once, here: never fetched. What registries give out, not what hosts do.
_SUFFIXES = PublicSuffixList(accept_unknown=False, only_icann=True)
_RESERVED = "example"  # RFC 2606: nobody's, and the demo's


def _letters() -> dict[int, str]:
    """What is written for the small Latin letters that Unicode takes apart into nothing: ø is an o with a stroke."""
    named = {chr(point): _WITH.fullmatch(unicodedata.name(chr(point), "")) for block in _BLOCKS for point in block}
    plain = {letter: found[1].lower() for letter, found in named.items() if found}
    ligatures = {"\u00e6": "ae", "\u0153": "oe", "\u00fe": "th", "\u00f0": "d", "\u0131": "i", "\u0237": "j"}
    return str.maketrans({**plain, **ligatures, "\u014b": "n", "\u0138": "k"})


_LETTERS = _letters()


def normalise_name(name: str) -> str:
    """The words as texts are compared: folded case, plain letters, no marks or punctuation, single spaces."""
    return _kept_words(name) if len(name) <= LONGEST_KEY else _words_of(name)


def _words_of(name: str) -> str:
    if not name.isascii():
        seen = (one for one in normalised_form("NFKD", name) if not _is_mark(one))
        name = normalised_form("NFC", "".join(seen)).casefold().translate(_LETTERS)
    return _NOT_WORD.sub(" ", name.casefold()).strip()


def name_key(name: str) -> str:
    """What two spellings of one name share, at most 200 characters; empty only for what nobody can see.

    `&` and "and" are left out, but between two letters (A&E is not AE); initials stand without dots; some abbreviations
    are written out; a name without letters is its signs.
    """
    return _kept_name_key(name) if len(name) <= LONGEST_KEY else _name_key(name)


def _name_key(name: str) -> str:
    read = _AMPERSAND.sub(" and ", _ENTITY.sub(lambda found: html.unescape(found[0]), name.replace("&amp;", "&")))
    return _key_of_words(normalise_name(read))[:LONGEST_KEY].strip() or _signs(read)[:LONGEST_KEY]


# An import asks dozens of times for each name.
_kept_name_key = lru_cache(maxsize=4096)(_name_key)
_kept_words = lru_cache(maxsize=4096)(_words_of)
basename = lru_cache(maxsize=4096)(uncached_basename)


def can_be_seen(text: str) -> bool:
    """Whether the text has a letter, a digit or a sign that is drawn."""
    hidden = _UNSEEN | _FILLERS
    return any(unicodedata.category(one) not in _BLANK | _MARKS and one not in hidden for one in text)


def keys_of_run(run: str) -> tuple[str, ...]:
    """The keys of the names that a text may print as this run of its words, as compared: in "u m" either dots or an `&`
    may have stood."""
    if _OTHER_KEY.search(run) is None:
        return (run,)
    spelt = _INITIALS.sub(lambda found: found[0].replace(" ", " and "), run)
    return tuple(dict.fromkeys((name_key(run), name_key(spelt))))


def may_print(run: str, name: str) -> bool:
    """Whether a run with the name's key prints it: in "Harbour and dental staff" no Harbour Dental is named."""
    return " and " not in run or _JOINED.search(name) is not None


def _is_mark(character: str) -> bool:
    if character in _UNSEEN:
        return True
    marks = unicodedata.combining(character) and character not in _VOICED
    return bool(marks) or unicodedata.category(character) == "Cf"


def _key_of_words(normalised: str) -> str:
    initials = _INITIALS.sub(lambda found: found[0].replace(" ", ""), normalised)
    words = [_ABBREVIATIONS.get(word, word) for word in initials.split()]
    kept = words[:1]
    for word, after in pairwise([*words[1:], ""]):
        between_letters = len(kept[-1]) == len(after) == 1
        if word != "and" or not after or between_letters:
            kept.append(word)
    return " ".join(kept)


def _signs(name: str) -> str:
    decomposed = normalised_form("NFKD", name).casefold()
    return "".join(one for one in decomposed if unicodedata.category(one) not in _BLANK and one not in _UNSEEN)


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


def first_word_of(normalised: str) -> str:
    """The first of several words of a name as compared; empty for one word."""
    first, blank, _ = normalised.partition(" ")
    return first if blank else ""


@lru_cache(maxsize=4096)
def spoken_names(name: str) -> tuple[str, ...]:
    """The name and the shorter forms that texts use for it, longest first: without its legal form, without what
    stands in parentheses (and that by itself), each side of a slash, without general words or its trade at its end; one
    of several words also without its article ("The Grain Depot" is Grain Depot), and by its head alone (`_heads`)."""
    return _forms(name, shortened=True)


@lru_cache(maxsize=4096)
def full_names(name: str) -> tuple[str, ...]:
    """Those of its spoken names that say as much as the name: "Grain Depot Logistics" is not shortened to another's."""
    return _forms(name, shortened=False)


def _forms(name: str, *, shortened: bool) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for part in _parts(name):
        bare = basename(part).strip(" ,.") or part.rpartition(" ")[0] or part
        words = bare.split()
        while len(words) > 1 and _is_left_out(words):
            words.pop()
        shorter = (" ".join(_without_trade(words)), *_heads(bare)) if shortened else ()
        for form in (part, bare, " ".join(words), *shorter):
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


@lru_cache(maxsize=4096)
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
    """The name without what it does; but Quillon University Health is not Quillon University."""
    kept = list(words)
    if _BODIES.intersection(map(normalise_name, words)):
        return kept
    while len(kept) > 1 and normalise_name(kept[-1]) in _TRADES and normalise_name(kept[-2]) != "of":
        kept.pop()
    return words if len(kept) == 1 and normalise_name(kept[0]) in BEGIN_MANY else kept


def _parts(name: str) -> list[str]:
    inside = _PARENTHESIS.findall(name)
    outside = _PARENTHESIS.sub(" ", name).strip()
    sides = [side.strip() for side in re.split(r"\s+/\s+", outside)]
    return [part for part in (outside, *(sides if len(sides) > 1 else ()), *inside) if part]
