"""The numbers that stand in prose, found without the extractor."""

import re

NUMBER = re.compile(
    r"\d{2,}|\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|forty|fifty)\b"
    r"|\b(?:dozens?|hundreds?|thousands?|millions?)\b"
)
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
DATES = re.compile(rf"\b(?:19|20)\d\d\b|(?:{MONTHS}) \d+")


def printed_values(text: str) -> list[float]:
    scales = {"": 1, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "b": 1e9, "bn": 1e9}
    plain = re.sub(r"<[^>]+>", " ", text)
    found = re.findall(r"(\d[\d,]*(?:\.\d+)?)\s?(thousand|million|billion|[kKmMbB]\b|bn\b)?", plain)
    return [float(number.replace(",", "")) * scales[scale.lower()] for number, scale in found]
