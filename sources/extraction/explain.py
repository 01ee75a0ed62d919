"""An article for a reader's eyes: its text with the mentions marked, and the reasons for each."""

from sources.extraction.article import ArticleText
from sources.extraction.classify.evidence import ACCEPT
from sources.extraction.mention import Amount, ExtractedMention, Reading

_BOLD, _DIM, _GREEN, _YELLOW, _RESET = "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[0m"


def explain(article: ArticleText, reading: Reading, *, colour: bool) -> str:
    """The marked text, then two lines for each mention: what was read, and what decided."""
    title = _paint(article.title or article.id, _BOLD, colour=colour)
    if not reading.supported:
        return f"{title}\nThe language of this text ({reading.language}) is not supported; it was left alone.\n"
    parts = [title, marked_text(article.text, reading, colour=colour), ""]
    for number, mention in enumerate(reading.mentions, start=1):
        parts += [f"[{number}] {summary(mention)}", _paint(f"    {reasons(mention)}", _DIM, colour=colour)]
    headline = "none" if reading.headline is None else _plain(reading.headline)
    return "\n".join([*parts, f"headline figure: {headline}", ""])


def marked_text(text: str, reading: Reading, *, colour: bool) -> str:
    """The text with every mention in brackets and numbered: "up to [1: 87 million] members"."""
    parts, position = [], 0
    for number, mention in enumerate(reading.mentions, start=1):
        tint = _GREEN if mention.score >= ACCEPT else _YELLOW
        parts += [text[position : mention.start], _paint(f"[{number}: {mention.text}]", tint, colour=colour)]
        position = mention.end
    return "".join([*parts, text[position:]])


def summary(mention: ExtractedMention) -> str:
    """One line: metric, unit, bounds, scope, speaker."""
    bounds = f"{_end(mention.low)} to {_end(mention.high)}" if mention.low != mention.high else _end(mention.low)
    words = [str(mention.metric), mention.currency or str(mention.unit), bounds, f"({mention.hedge})"]
    if mention.negated:
        words.append("denied")
    if mention.relation is not None:
        words.append(str(mention.relation.type))
        if mention.relation.implies_previous is not None:
            words.append(f"after {_plain(mention.relation.implies_previous)}")
    words.append(f"scope {mention.scope}")
    if mention.attribution:
        words.append(f"by {mention.attribution} ({mention.attribution_kind})")
    return " ".join(words) + ("" if mention.primary else ", another incident")


def reasons(mention: ExtractedMention) -> str:
    """The probability, and what each feature adds to its log-odds: "0.97 = data of +1.7, hedged -0.7"."""
    parts = ", ".join(f"{feature.name} {feature.weight:+g}" for feature in mention.features)
    return f"{mention.score:g} = {parts}"


def _end(amount: Amount | None) -> str:
    return "open" if amount is None else _plain(amount)


def _plain(amount: Amount) -> str:
    return f"{amount:,}"


def _paint(text: str, tint: str, *, colour: bool) -> str:
    return f"{tint}{text}{_RESET}" if colour else text
