"""What is typed, and how it is compared with what is kept."""

import pytest
from django.db import connection

from incidents.search.postgres import tsquery
from incidents.search.sqlite import match
from incidents.search.words import folded, similarity, typed_words
from tracker.foundation.rest.limits import TooMuchAsked

# What each database has to fold as it is folded here.
TEXTS = [
    "Plain words, and 50,000,000 of them",
    "Tinø & Quill: Æsir, Þór, straße, œuvre",
    "MÜNCHEN Ąłć Ñandú ÇELİK",
    "Crédit Agricole S.A. — “quoted” … €5m",
    "富士通と東京",
    "Ένας Οδυσσεύς",
    "Банк Москвы",
    "soft\u00adhyphen zero\u200bwidth non\u00a0breaking",
    "e\u0301tude and under_score",
    "a.b-c/d\\e'f\"g",
    "\uff26\uff55\uff4c\uff4c \ufb01ne",
    "",
]


@pytest.mark.parametrize(
    ("typed", "spellings"),
    [
        ("Harbour BREACH harbour", [(("harbour",),), (("breach",),)]),
        ("Quillon & Reed", [(("quillon",),), (("reed",),)]),
        ("and", [(("and",),)]),
        ("D.T. dept", [(("d", "t"), ("dt",)), (("dept",), ("department",))]),
        ('"two words" third', [(("two", "words"),), (("third",),)]),
        ("50,000", [(("50", "000"),)]),
        ("富士", [(("富", "士"),)]),
        ("!!!", [()]),
        ("!!! mail", [(("mail",),)]),
        ('"', []),
    ],
)
def test_what_is_typed_is_cut_into_words_as_names_are_compared(typed: str, spellings: list[tuple]) -> None:
    assert [word.spellings for word in typed_words(typed)] == spellings


def test_a_word_of_one_letter_and_a_phrase_are_looked_for_whole() -> None:
    assert [word.whole for word in typed_words('a ab "ab cd" 富')] == [True, False, True, False]


def test_what_is_in_quotes_counts_word_by_word() -> None:
    with pytest.raises(TooMuchAsked):
        typed_words('"a b c d e" f g h i')


def test_no_sign_of_a_typed_word_reaches_the_query_language() -> None:
    hostile = typed_words("o'neil') | !x:* \\ (NEAR) \"a* {b}: ^c\"")
    assert "neil" in tsquery(hostile)
    assert set("|&!:*<->()'#") >= {sign for sign in tsquery(hostile) if not sign.isalnum() and sign != " "}
    assert "{" not in match(hostile)


@pytest.mark.parametrize(
    ("word", "names", "near"),
    [
        ("northwnd", "northwind mail", True),
        ("quilon", "quillon analytics", True),
        ("microsft", "microsoft", True),
        ("tambre", "tamber and strand", True),
        ("northwind", "quillon analytics", False),
        ("bank", "mail", False),
    ],
)
def test_names_nearly_spelt_alike_share_most_of_their_trigrams(word: str, names: str, near: bool) -> None:
    assert (similarity(word, names) >= 0.5) == near


@pytest.mark.django_db
@pytest.mark.parametrize("text", TEXTS)
def test_the_database_folds_words_as_they_are_folded_here(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_fold(%s)", [text])
        assert cursor.fetchone()[0].split() == folded(text).split()
