"""One article, one address: canonical URLs."""

import re
from urllib.parse import SplitResult, urlsplit, urlunsplit

from url_normalize import url_normalize

MAX_LENGTH = 1000

# Parameters that say where a reader came from, never which page is requested.
TRACKING_PREFIXES = ("utm_", "at_", "guce_", "hsa_", "pk_", "mtm_", "matomo_", "_hs", "wt.", "__s", "cmpid", "intcid")
# fmt: off
TRACKING_NAMES = frozenset(
    {
        "__tn__", "__twitter_impression", "_ga", "_gl", "cmp", "dclid", "fbclid", "ftag", "gbraid", "gclid",
        "guccounter", "icid", "igshid", "li_fat_id", "mc_cid", "mc_eid", "mkt_tok", "msclkid", "ncid", "ocid",
        "oly_anon_id", "oly_enc_id", "rb_clickid", "ref_src", "ref_url", "s_cid", "sessionkey", "smid", "smtyp",
        "soc_src", "soc_trk", "spm", "sr_share", "taid", "ttclid", "twclid", "vero_id", "wbraid", "wickedid", "xtor",
        "yclid",
    }
)
# fmt: on
_SPACE = re.compile(r"[\x00-\x20\x7f]")


class UnusableUrl(ValueError):
    """The text is not the address of a page; the message says why, in a sentence."""


def canonical_url(url: str) -> str:
    """The address that stands for the page: scheme and host in lower case, default port, dot segments, fragment and
    tracking parameters gone, escapes in one form, the remaining parameters sorted by name (their order among equals
    kept). The scheme and `www.` stay, since not every host answers under both. Idempotent.

    Raises UnusableUrl for anything but http(s) with a host, for embedded credentials, and beyond 1,000 characters.
    """
    text = url.strip()
    if not text:
        raise UnusableUrl("The URL is empty.")
    if len(text) > MAX_LENGTH:
        raise UnusableUrl(f"The URL has {len(text)} characters; at most {MAX_LENGTH} are accepted.")
    if _SPACE.search(text):
        raise UnusableUrl("The URL holds blanks or control characters; escape them.")
    _refuse_what_is_no_page(text)
    try:
        # Twice: some characters of a host come apart into several, such as dots, that are put in order by the second.
        parts = urlsplit(url_normalize(url_normalize(text) or "") or "")
    except (ValueError, UnicodeError) as error:
        raise UnusableUrl(f"The URL cannot be read: {error}.") from error
    query = "&".join(sorted(filter(_is_kept, parts.query.split("&")), key=_name))
    canonical = urlunsplit((parts.scheme, parts.netloc, parts.path or "/", query, ""))
    # Some characters of a host come apart into a blank and an accent, and a blank of a feed's link is escaped.
    if _SPACE.search(canonical) or "%" in parts.netloc:
        raise UnusableUrl("The URL names a host that cannot be.")
    if len(canonical) > MAX_LENGTH:
        raise UnusableUrl(f"The URL has {len(canonical)} characters when escaped; at most {MAX_LENGTH} are accepted.")
    return canonical


def host_of(url: str) -> str:
    """The host without `www.`, in lower case; empty when there is none."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def _refuse_what_is_no_page(text: str) -> None:
    try:
        parts: SplitResult = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError as error:
        raise UnusableUrl(f"The URL cannot be read: {error}.") from error
    if parts.scheme.lower() not in ("http", "https"):
        raise UnusableUrl("The URL must begin with http:// or https://.")
    if not host:
        raise UnusableUrl("The URL names no host.")
    if parts.username is not None or parts.password is not None:
        raise UnusableUrl("The URL holds a user name or password; give it without.")


def _name(parameter: str) -> str:
    return parameter.partition("=")[0]


def _is_kept(parameter: str) -> bool:
    name = _name(parameter).lower()
    return bool(parameter) and name not in TRACKING_NAMES and not name.startswith(TRACKING_PREFIXES)
