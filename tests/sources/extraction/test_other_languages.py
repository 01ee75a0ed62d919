"""German, French and Spanish are read by lexicons of their own, and never believed."""

# ruff: noqa: RUF001 - letters of other languages
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from incidents.vocabulary import Hedge, Unit
from sources.extraction import ACCEPT, REVIEW, ArticleText, Reading, Unread, keep, left_out, read, read_passage
from sources.extraction.budget import MOST_FIGURES, MOST_NUMBERS
from sources.extraction.kept_reading import WhatWasRead
from sources.extraction.lexicon import FOR_REVIEW, load_review_lexicon
from sources.extraction.lexicon.accents import without_accents
from sources.extraction.mention import to_json
from sources.extraction.proceedings import read_stages
from tests.sources.extraction.languages.rows import KINDS, REST, LanguageRow, rows

ROOT = Path(__file__).resolve().parents[3]
FIRST = [row for language in FOR_REVIEW for row in rows(language)]
SECOND = [row for language in FOR_REVIEW for row in rows(f"second_{language}")]
COUNTED = {
    "de": "Bei der Norbank wurden die Daten von 40.000 Kunden gestohlen.",
    "fr": "La société Norbank SA a perdu les données de 40 000 clients.",
    "es": "La empresa Norbank S.A. perdió los datos de 40.000 clientes.",
}
FINED = {
    "de": "Die Behörde verhängte ein Bußgeld von 1,2 Millionen Euro gegen die Norbank AG.",
    "fr": "La CNIL a infligé une amende de 1,2 million d’euros à la société Norbank SA.",
    "es": "La AEPD impuso una multa de 1,2 millones de euros a la empresa Norbank S.A.",
}


def of(text: str, language: str, title: str = "") -> Reading:
    return read(ArticleText("o", title, f"{text}\n\n{REST[language]}"))


@pytest.mark.parametrize("row", [*FIRST, *SECOND], ids=lambda row: f"{row.language} {row.kind}: {row.text[:50]}")
def test_a_sentence_is_read_as_its_row_says(row: LanguageRow) -> None:
    assert row.is_right(), row.found()


@pytest.mark.parametrize("language", FOR_REVIEW)
def test_of_ten_further_rows_a_kind_nearly_all_are_right(language: str) -> None:
    """Written at once, before anything was mended for them. What is wrong is known: "nicht 6.000, sondern 600
    Patienten", "4,5 M de profils"."""
    wrong = [row.text for row in rows(f"third_{language}") if not row.is_right()]
    assert len(wrong) <= {"de": 1, "fr": 1, "es": 0}[language], wrong


@pytest.mark.parametrize("language", FOR_REVIEW)
def test_every_kind_has_ten_rows(language: str) -> None:
    counted = [row.kind for row in FIRST if row.language == language]
    assert {kind: counted.count(kind) for kind in KINDS} == dict.fromkeys(KINDS, 10)


@pytest.mark.parametrize("language", FOR_REVIEW)
@pytest.mark.parametrize("sentences", [COUNTED, FINED], ids=["count", "fine"])
def test_what_is_read_is_for_review_only(language: str, sentences: dict[str, str]) -> None:
    reading = of(sentences[language], language, title=sentences[language])
    assert (reading.language, reading.headline, reading.title_head) == (language, None, None)
    assert reading.read_in == load_review_lexicon(language).called
    [mention] = reading.mentions
    assert REVIEW <= mention.score < ACCEPT
    assert [feature.name for feature in mention.features] == [f"read in {reading.read_in}, for review"]


@pytest.mark.parametrize("language", FOR_REVIEW)
def test_a_step_of_a_proceeding_is_recorded_by_nobody_but_a_curator(language: str) -> None:
    assert read_stages(ArticleText("s", "", f"{FINED[language]} {REST[language]}"), frozenset({"CNIL", "AEPD"})) == []


@pytest.mark.parametrize("language", FOR_REVIEW)
def test_an_organisation_is_kept_for_the_curator_and_opens_nothing(language: str) -> None:
    article = ArticleText("k", COUNTED[language], f"{COUNTED[language]} {REST[language]}")
    found = keep(article, WhatWasRead()).candidacy
    assert found is not None
    assert found.organisation.startswith("Norbank")
    assert not found.is_likely
    stranger = keep(article, WhatWasRead(strangers=frozenset({"norbank", "norbank ag", "norbank sa", "norbank s a"})))
    assert stranger.candidacy is None


@pytest.mark.parametrize("language", FOR_REVIEW)
def test_without_a_figure_it_is_still_not_read(language: str) -> None:
    reading = of("", language)
    assert (reading.mentions, reading.unread, reading.language) == ((), Unread.LANGUAGE, language)


@pytest.mark.parametrize("language", FOR_REVIEW)
def test_a_figure_of_the_title_alone_is_read(language: str) -> None:
    reading = of("", language, title=COUNTED[language])
    assert [(one.value, one.unit) for one in reading.titled] == [(40_000, Unit.PEOPLE)]
    assert reading.unread is None


def test_a_given_organisation_comes_first() -> None:
    article = ArticleText("g", "", f"{COUNTED['de']} {REST['de']}", organisations=("Halden Rail", "Norbank"))
    assert [one.organisation for one in read(article).mentions] == ["Norbank"]
    assert [one.organisation for one in read(replace(article, organisations=("Halden",))).mentions] == ["Halden"]


@pytest.mark.parametrize("language", FOR_REVIEW)
def test_places_are_those_of_the_text_as_printed(language: str) -> None:
    text = f"Größe, été, año: ﬁne “—” İ. {COUNTED[language]} {REST[language]}"
    [mention] = read(ArticleText("p", "", text)).mentions
    assert text[mention.start : mention.end] == mention.text
    assert mention.text.replace("\u202f", " ") in {"40.000", "40 000"}
    assert text[mention.quote_start : mention.quote_end] == COUNTED[language]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Daten von 40.000 Kunden sind weg. " * (MOST_FIGURES + 1), "more than 300 figures"),
        ("Es war im Jahr 2019 so. " * (MOST_NUMBERS + 1), "more than 1,000 numbers"),
    ],
    ids=["figures", "numbers"],
)
def test_a_text_beyond_its_budget_says_so(text: str, why: str) -> None:
    article = ArticleText("b", "", f"{REST['de']} {COUNTED['de']} {text}")
    reading = read(article)
    assert reading.left_out == (why,) == left_out(article)
    assert reading.mentions[0].value == 40_000


@pytest.mark.parametrize(
    ("language", "text", "printed", "value", "hedge"),
    [
        ("de", "Betroffen sind mehr als 87.500 Wesen, heißt es.", "87.500", 87_500, Hedge.MORE_THAN),
        ("fr", "La fuite touche environ 1,2 million d’êtres.", "1,2 million", 1_200_000, Hedge.ABOUT),
        ("es", "Afecta a unos 3.200 millones de seres.", "3.200 millones", 3_200_000_000, Hedge.ABOUT),
    ],
)
def test_a_selected_number_is_read_by_the_marks_of_its_language(
    language: str, text: str, printed: str, value: int, hedge: Hedge
) -> None:
    whole = f"{text}\n\n{REST[language]}"
    passage = read_passage(whole, whole.index(printed), whole.index(printed) + 3)
    assert passage is not None
    assert passage.number is not None
    assert (whole[passage.start : passage.end], passage.number.value, passage.number.hedge) == (printed, value, hedge)
    assert passage.mention is None


@pytest.mark.parametrize(
    ("language", "text", "values"),
    [
        ("de", "40.000 der 2 Millionen Kunden sind betroffen.", [40_000]),
        ("de", "Jeder zweite der 400 Mitarbeiter ist betroffen.", []),
        ("de", "Im Netz stehen 1.500 Millionen Einträge.", [1_500_000_000]),
        ("de", "Fünf- bis sechstausend Kunden sind betroffen.", [None]),
        ("de", "Es sind sechs Komma fünf Millionen Konten.", []),
        ("de", "Es sind 2½ Millionen Konten.", [2_500_000]),
        ("de", "Der Händler beschäftigt 5.000 Mitarbeiter.", []),
        ("de", "Gesperrt sind 80.000 aktive und ehemalige Kunden.", [80_000]),
        ("de", "Betroffen sind 1'234'567'890'123'456'789'012 Konten.", []),
        ("fr", "Mille deux cent trente élèves sont touchés.", [1_230]),
        ("fr", "Soixante-dix-huit communes sont touchées.", [78]),
        ("fr", "Le site compte 40 millions d’utilisateurs.", []),
        ("fr", "Elle est passée de 3 à 5 millions de comptes.", [5_000_000]),
        ("es", "Afecta a 3 mil 200 personas.", [3_200]),
        ("es", "Afecta a 2 millones 500 mil pacientes.", [2_500_000]),
        ("es", "Pide 2,500 millones de pesos de multa.", []),
        ("es", "Afecta a 1,250 usuarios.", [1_250]),
        ("es", "Afecta a un millón doscientos mil clientes.", [1_200_000]),
    ],
)
def test_a_number_is_understood_or_left_alone(language: str, text: str, values: list[int | None]) -> None:
    assert [one.value for one in of(text, language).mentions] == values


def test_accents_are_no_letters_of_their_own() -> None:
    text = "Bußgeld für Müller: été, año, İstanbul, ſ"
    assert without_accents(text) == "Busgeld fur Muller: ete, ano, Istanbul, ſ"
    assert of("BETROFFEN SIND 1,5 MILLIONEN KUNDEN DER BANK.", "de").mentions[0].value == 1_500_000


def test_the_lexicons_are_loaded_for_their_texts_alone() -> None:
    code = (
        "from sources.extraction import ArticleText, read, keep, WhatWasRead, read_passage\n"
        "from sources.extraction.lexicon import load_review_lexicon\n"
        "article = ArticleText('e', '', 'The data of 5,000 clients of the bank was stolen by hackers, it said.')\n"
        "read(article), keep(article, WhatWasRead()), read_passage(article.text, 12, 17)\n"
        "print(load_review_lexicon.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "0"


def test_as_json_it_is_read_like_any_other() -> None:
    row = to_json(of(COUNTED["de"], "de"))
    assert (row["supported"], row["headline"], row["claims"][0]["value"]) == (True, None, 40_000)
