"""Letters without their marks: so are other languages read, since headlines often leave the marks out."""

import unicodedata


def _bare(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


_LETTERS = {code: _bare(chr(code)) for code in range(0xC0, 0x180) if _bare(chr(code)).isascii()} | {ord("ß"): "s"}


def without_accents(text: str) -> str:
    """The text with plain letters for those with marks, as long as it was: "Bußgeld für Müller" is "Busgeld fur
    Muller"."""
    return text if text.isascii() else text.translate(_LETTERS)
