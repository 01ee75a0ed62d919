"""Captions are kept as captions; their numbers count only where the caption itself tells of the breach."""

import pytest

from sources.extraction import ACCEPT, ArticleText, read
from sources.extraction.pages.clean import clean

LEAD = "Hackers stole data of 45,000 customers of Norbank, the bank said."
FILL = "<p>The company wrote to its customers on Tuesday and told the regulator within three days.</p>" * 5
WAYS = {
    "figcaption": '<figure><img src="a.png"><figcaption>{}</figcaption></figure>',
    "figcaption with a paragraph": '<figure><img src="a.png"><figcaption><p>{}</p></figcaption></figure>',
    "figcaption with a credit": "<figure><img src=a.png><figcaption>{} <i>Photo: A. Vell</i></figcaption></figure>",
    "WordPress": '<div class="wp-caption"><img src="a.png"><p class="wp-caption-text">{}</p></div>',
    "class": '<div class="media"><img src="a.png"><div class="image-caption">{}</div></div>',
    "span": '<p><img src="a.png"><span class="photo_caption">{}</span></p>',
}
OTHERS = [
    "A crowd of 60,000 at the stadium.",
    "a crowd of 60,000 at the stadium",
    "The stadium seats 60,000 people for the final",
    "12,000 employees work at the head office of Norbank",
    "Protesters: 20,000 people marched through the old town in May",
    "File photo: 1,200 patients are treated here each year",
    "Norbank was founded in 1907 for 300 farmers of the valley",
    "Some 5,000 passengers pass through the hall every hour",
    "A queue of 700 people before a branch of Norbank on Monday",
    "Norbank's head, A. Vell, speaks to 2,500 shareholders",
    "The village of Halden, where 4,000 residents live",
    "Runners: more than 33,000 people took part in the Norbank race",
]
TELLING = [
    "Norbank says 46,000 customers were hit by the breach",
    "Data of 46,000 customers was stolen from Norbank",
    "Norbank has told 46,000 customers of the attack",
    "Hackers copied the records of 46,000 customers in March",
    "The leak exposed 46,000 customers of Norbank",
    "A letter that Norbank sent to the 46,000 customers affected",
    "46,000 customers are affected, Norbank's head said on Tuesday",
    "The server from which data of 46,000 people was taken",
    "Ransomware hit Norbank, and 46,000 customers lost their data",
    "Norbank's notice: 46,000 accounts were compromised",
]


def text_of(inner: str, title: str = "Norbank data breach") -> str:
    body = f"<article><h1>{title}</h1><p>{LEAD}</p>{FILL}{inner}{FILL}</article>"
    page = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    return clean(page.encode(), url="https://gazette.example/a").text


def figures(text: str, title: str = "Norbank data breach") -> list[object]:
    reading = read(ArticleText("c", title, text))
    return [one.value or one.low for one in reading.mentions if one.score >= ACCEPT and one.primary]


@pytest.mark.parametrize("caption", OTHERS)
def test_a_number_of_a_caption_about_something_else_is_not_counted(caption: str) -> None:
    text = text_of(WAYS["figcaption"].format(caption))
    assert caption in text
    assert figures(text) == [45_000]


@pytest.mark.parametrize("way", WAYS)
def test_captions_of_all_kinds_are_known(way: str) -> None:
    text = text_of(WAYS[way].format("A crowd of 60,000 people at the stadium."))
    [line] = [line for line in text.split("\n") if "60,000" in line]
    assert line.startswith("[Caption] A crowd of 60,000")
    assert figures(text) == [45_000]


@pytest.mark.parametrize("caption", TELLING)
def test_a_number_of_a_caption_that_tells_of_the_breach_counts(caption: str) -> None:
    text = text_of(WAYS["figcaption"].format(caption))
    assert sorted(map(int, map(str, figures(text)))) == [45_000, 46_000]


@pytest.mark.parametrize(
    ("rest", "caption"),
    [
        ("Die Bank hat ihre Kunden informiert, und das ist nicht alles, was es gibt.", "60.000 Menschen im Stadion"),
        ("La banque a informé ses clients dans une lettre, et ce n'est pas tout.", "Une foule de 60 000 personnes"),
        ("El banco informó a sus clientes en una carta, y no es todo lo que hay.", "Unas 60.000 personas en la calle"),
    ],
)
def test_a_caption_in_another_language_is_not_counted_either(rest: str, caption: str) -> None:
    assert read(ArticleText("c", "", f"{rest}\n{caption}\n{rest}")).mentions
    assert read(ArticleText("c", "", f"{rest}\n[Caption] {caption}\n{rest}")).mentions == ()


def test_the_mark_of_a_caption_is_no_name() -> None:
    captions = "\n".join(f"[Caption] {words}" for words in (*OTHERS, *TELLING))
    reading = read(ArticleText("c", "", f"{captions}\nHackers stole data of 45,000 customers.\n{captions}"))
    assert {one.organisation for one in reading.mentions} == {"Norbank"}
    assert not any("Caption" in (one.attribution or "") for one in reading.mentions)


def test_a_caption_never_leads() -> None:
    title, caption = "Norbank breach: crowd of customers at branches", "A crowd of 60,000 people before a branch."
    text = text_of(WAYS["figcaption"].format(caption), title).replace(LEAD, "Hackers attacked Norbank.")
    assert read(ArticleText("c", title, text)).headline is None
