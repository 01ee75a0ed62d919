"""Of "not 6,000 but 600" the denied number is never given, however it is said, in any of the languages."""

import pytest

from sources.extraction import ACCEPT, ArticleText, read
from tests.sources.extraction.languages.rows import REST

DENIED, HELD = {6_000, 6_500_000}, {600, 650_000}
ROWS = {
    "de": [
        "Betroffen sind nicht 6.000, sondern 600 Kunden der Norbank.",
        "Es sind nicht 6.000 Kunden, sondern 600.",
        "Nicht 6.000, sondern nur 600 Patienten der Norbank sind betroffen.",
        "Statt 6.000 sind 600 Kunden betroffen.",
        "Anders als gemeldet sind nicht 6.000, sondern 600 Nutzer der Norbank betroffen.",
        "Es waren keine 6.000, sondern 600 Kunden.",
        "Nicht wie berichtet 6.000, sondern 600 Kunden sind betroffen.",
        "600 und nicht 6.000 Kunden sind betroffen.",
        "600 Kunden, nicht 6.000, sind betroffen.",
        "Nicht 6,5 Millionen, sondern 650.000 Kunden verloren ihre Daten.",
        "Die Daten von nicht etwa 6.000, sondern 600 Kunden wurden gestohlen.",
        "Nicht 6.000 Kunden seien betroffen, sondern 600, sagte die Norbank.",
    ],
    "fr": [
        "Non pas 6 000 mais 600 clients de la Norbank sont touchés.",
        "Ce ne sont pas 6 000, mais 600 clients qui sont touchés.",
        "600 clients, et non 6 000, sont touchés.",
        "600 et non pas 6 000 clients sont concernés.",
        "La fuite touche 600 clients et non 6 000.",
        "Il ne s'agit pas de 6 000 clients mais de 600.",
        "Pas 6 000, mais 600 patients sont touchés.",
        "Au lieu de 6 000, ce sont 600 clients qui sont touchés.",
        "La Norbank parle de 600 clients plutôt que de 6 000.",
        "Contrairement aux 6 000 annoncés, 600 clients sont touchés.",
        "Ce ne sont pas 6,5 millions mais 650 000 clients qui ont perdu leurs données.",
    ],
    "es": [
        "No 6.000, sino 600 clientes de Norbank están afectados.",
        "Los afectados no son 6.000, sino 600 clientes.",
        "Son 600 clientes, y no 6.000.",
        "Son 600 y no 6.000 clientes los afectados.",
        "No se trata de 6.000 clientes, sino de 600.",
        "No eran 6.000 pacientes sino 600.",
        "En lugar de 6.000, son 600 los clientes afectados.",
        "Fueron 600 clientes, no 6.000.",
        "En vez de 6.000 clientes, los afectados son 600.",
        "No fueron 6,5 millones, sino 650.000 clientes los afectados.",
        "A diferencia de los 6.000 anunciados, son 600 clientes.",
    ],
}
ENGLISH = [
    "Norbank said the breach hit not 6,000 but 600 customers.",
    "Norbank said not 6,000, but only 600 customers were affected.",
    "Hackers stole the data of 600 customers, not 6,000, Norbank said.",
    "It was 600 rather than 6,000 customers, Norbank said.",
    "Rather than 6,000, 600 customers were affected by the breach, Norbank said.",
    "Instead of 6,000 customers, 600 were affected, Norbank said.",
    "Not 6,000 customers but 600 were affected, Norbank said.",
    "The number of customers affected is 600 and not 6,000, Norbank said.",
    "It is not 6,000 customers who lost data, it is 600, Norbank said.",
    "The breach did not affect 6,000 customers but 600, Norbank said.",
    "The breach affected not the 6,000 customers first reported, but 600, Norbank said.",
    "Contrary to reports of 6,000, 600 customers were affected, Norbank said.",
    "Norbank said that 600 customers, as opposed to 6,000, lost data.",
]
# Where the number that holds is not read, since its noun stands elsewhere: nothing wrong is said, and nothing right.
NOT_READ = {
    "En lugar de 6.000, son 600 los clientes afectados.",
    "En vez de 6.000 clientes, los afectados son 600.",
    "It was 600 rather than 6,000 customers, Norbank said.",
    "It is not 6,000 customers who lost data, it is 600, Norbank said.",
    "The breach did not affect 6,000 customers but 600, Norbank said.",
    "The breach affected not the 6,000 customers first reported, but 600, Norbank said.",
}


@pytest.mark.parametrize(("language", "sentence"), [(code, one) for code, told in ROWS.items() for one in told])
def test_the_denied_number_is_denied_and_the_other_is_read(language: str, sentence: str) -> None:
    found = read(ArticleText("o", "", f"{sentence}\n\n{REST[language]}")).mentions
    assert not any(one.value in DENIED and not one.negated for one in found)
    assert any(one.value in HELD and not one.negated for one in found) is (sentence not in NOT_READ)
    assert not any(one.value in HELD and one.negated for one in found)


@pytest.mark.parametrize("sentence", ENGLISH)
def test_in_english_it_leads_with_the_number_that_holds(sentence: str) -> None:
    lead = "Norbank, a bank, has told the regulator about a data breach."
    found = read(ArticleText("o", "Norbank data breach", f"{lead} {sentence} The bank will write to them next week."))
    totals = [one for one in found.mentions if one.scope == "total" and one.score >= ACCEPT and not one.negated]
    assert not any(one.value in DENIED for one in totals)
    assert found.headline == (None if sentence in NOT_READ else 600)
