"""A page that is no article says what it is; an article that tells of such pages is read."""

import csv
import html
import json
from pathlib import Path

import pytest

from sources.extraction.pages.clean import clean
from sources.extraction.pages.clean_page import UnreadablePage
from sources.extraction.pages.no_article import KINDS, OPENING, why_no_article
from tests.sources.pages.gate_pages import FIRST, SECOND

HALVES = {"first": FIRST, "second": SECOND}
URL = "https://gazette.example/news/norbank"
LEAD = "Norbank said on Tuesday that hackers had copied the data of 45,000 customers from a server in March."
TEASERS = [
    ("Norbank lost data of 45,000 customers", "The bank said on Tuesday that hackers had copied files in March."),
    ("Vell Airways fined over its breach", "The regulator fined the airline 20 million pounds on Friday."),
    ("Quillon warns 12,000 travellers", "The agency has written to travellers whose passports were copied."),
]


def page(*paragraphs: str, title: str = "Gazette", head: str = "", more: str = "") -> bytes:
    text = "".join(f"<p>{words}</p>" for words in paragraphs)
    body = f"<nav><a href='/'>Home</a></nav><main><h1>{title}</h1>{text}{more}</main>"
    return f"<html><head><title>{title} | Gazette</title>{head}</head><body>{body}</body></html>".encode()


def reason(body: bytes) -> str:
    """Why the page is refused; "" where it is read."""
    try:
        clean(body, url=URL, content_type="text/html; charset=utf-8")
    except UnreadablePage as error:
        return str(error)
    return ""


PAGES = {
    "consent": [
        page("We and our 812 partners store and/or access information on a device, such as cookies, and"
             " process personal"
             " data, such as unique identifiers, for personalised ads and content.", "You may accept or manage your"
             " choices by clicking below, including your right to object where legitimate interest is used.",
             title="We value your privacy"),
        page("This site uses cookies to improve your experience.", "By continuing, you accept our cookie policy.",
             title="Cookies"),
        page("Before you continue to Gazette, choose how your data is used.", "If you choose to accept all,"
             " we will also"
             " use cookies to show personalised ads.", "Reject all or manage options.", title="Before you continue"),
        page("Gazette needs your consent. With your permission we and our trusted partners may use precise geolocation"
             " data.", "You can withdraw your consent at any time in our privacy centre.", title="Your"
             " privacy choices"),
        page("We use cookies and similar technologies.", "See our Cookie Policy.", "Accept all", "Manage preferences",
             title="Norbank lost data of 45,000 customers"),
    ],
    "login": [
        page("Please log in to your account to continue.", "Forgot your password?", "Remember me", title="Log in"),
        page("Email address", "Password", "Sign in", "Don't have an account? Create a free account.", title="Sign in"),
        page("You must be logged in to view this page.", title="Login required"),
        page("Your session has expired. Please sign in again to continue.", title="Members"),
        page("Enter your username and password.", "Keep me signed in", "New user? Register for an account.",
             title="Customer portal"),
    ],
    "captcha": [
        page("Checking if the site connection is secure.", "Enable JavaScript and cookies to continue.",
             title="Just a moment..."),
        page("Please verify you are a human.", "Access to this page has been denied because we believe you are using"
             " automation tools. Press & Hold.", title="Access to this page has been denied"),
        page("Our systems have detected unusual traffic from your computer network.", "Complete the captcha below.",
             title="Are you a robot?"),
        page("You need to enable JavaScript to run this app.", title="Gazette"),
        page("Sorry, you have been blocked.", "This website is using a security service to protect itself from online"
             " attacks. Cloudflare Ray ID: 7d1f.", title="Attention Required!"),
        page("JavaScript is disabled in your browser. Please enable JavaScript to view this page.", title="Norbank"),
    ],
    "error": [
        page("The page you are looking for could not be found.", "Return to the home page.", title="Page not found"),
        page("Sorry, this page does not exist or may have been moved.", "Check the URL or try our search.",
             title="404"),
        page("Oops! Something went wrong.", "Please try again later.", title="Error"),
        page("The article you requested is no longer available.", title="Gazette"),
        page("We can't find the page you're looking for.", "Head back to the homepage.", title="404 - Not Found"),
        page("The service is temporarily unavailable. We'll be back soon.", title="503 Service Unavailable"),
    ],
    "paywall": [
        page(LEAD, "Subscribe to continue reading.", "Already a subscriber? Log in.", title="Norbank"),
        page(LEAD, "This article is for subscribers only.", title="Norbank"),
        page(LEAD, "You have reached your limit of free articles this month.", "Start your free trial to keep reading.",
             title="Norbank"),
        page("Subscribe to unlock this article.", "Only $1 for 4 weeks. Cancel anytime.", "Choose a plan.",
             title="Subscribe to read"),
        page(LEAD, "To read the full story, subscribe or sign in.", title="Norbank"),
        page(LEAD, "Unlock this article and get unlimited digital access.", "Subscribe today for $5 a month.",
             title="Norbank loses data of 45,000 customers"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "body"),
    [pytest.param(kind, one, id=f"{kind} {at}") for kind, pages in PAGES.items() for at, one in enumerate(pages)],
)
def test_a_page_in_the_place_of_an_article_says_what_it_is(kind: str, body: bytes) -> None:
    assert reason(body) == KINDS[kind]


def test_of_other_wordings_most_are_known_by_general_signs() -> None:
    """Of thirty pages that were looked at, and thirty that only measure: a floor, so that nothing of it is lost."""
    read = {name: [kind for kind, body in half.items() if not reason(body)] for name, half in HALVES.items()}
    assert len(read["first"]) <= 6, read["first"]
    assert len(read["second"]) <= 13, read["second"]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Norbank lost data", "You may be among those hit by the breach: your bank lost a file. We list what to do."),
        ("What to do", "Change your password now: hackers have your login, and we know who sold it."),
        ("Norbank", "Your bank left a server open for a week, the regulator said. You can ask it for your file."),
        ("Gazette", "We have learnt that the leak at Norbank is larger: your card may be in it, and your address."),
        (
            "Norbank left a server open",
            "Norbank left a server open to the web for most of March. Join the victims' lawsuit.",
        ),
        (
            "Vell fined",
            "The airline was fined 20 million. You can read our earlier story about the attack on this page.",
        ),
    ],
)
def test_an_article_that_speaks_to_its_reader_is_read(title: str, text: str) -> None:
    assert why_no_article(title, text) == ""


@pytest.mark.parametrize("last", ["Read more", "Continue reading →", "Read the full story at Gazette", "Full article"])
def test_an_opening_alone_is_no_article(last: str) -> None:
    assert reason(page(LEAD, f'<a href="https://other.example/a">{last}</a>', title="Norbank")) in (
        OPENING,
        KINDS["paywall"],
    )


def _listed(form: str) -> str:
    return "".join(form.format(n=n, title=title, text=text) for n, (title, text) in enumerate(TEASERS))


@pytest.mark.parametrize(
    "form",
    [
        '<article><h2><a href="/n/{n}">{title}</a></h2><p>{text}</p></article>',
        '<div class="card"><h3><a href="/n/{n}">{title}</a></h3><p>{text}</p></div>',
        '<a href="/n/{n}"><h3>{title}</h3><p>{text}</p></a>',
        '<div><h3>{title}</h3><p>{text} <a href="/n/{n}">Read more</a></p></div>',
        '<section><h2><a href="/n/{n}">{title}</a></h2><p>{text}</p><a href="/n/{n}">More</a></section>',
        '<h2><a href="/n/{n}">{title}</a></h2><p>{text}</p>',
        '<div><a href="/n/{n}"><img src="a.png"></a><h3><a href="/n/{n}">{title}</a></h3><p>{text}</p></div>',
        '<li><a href="/n/{n}">{title}</a> {text}</li>',
        '<dl><dt><a href="/n/{n}">{title}</a></dt><dd>{text}</dd></dl>',
        '<table><tr><td><a href="/n/{n}">{title}</a></td><td>{text}</td></tr></table>',
    ],
)
def test_teasers_never_become_one_article(form: str) -> None:
    listed = _listed(form)
    body = f"<html><head><title>Breaches</title></head><body><main><h1>Breaches</h1>{listed}</main></body></html>"
    assert "lists 3 other pages" in reason(body.encode())


def test_teasers_each_in_an_article_element_are_no_article_whatever_the_head_says() -> None:
    form = '<article><h2><a href="/n/{n}">{title}</a></h2><p>{text}</p></article>'
    assert "lists 3" in reason(
        page(title="Data", head='<meta property="og:type" content="article">', more=_listed(form))
    )


@pytest.mark.parametrize(
    "body",
    [
        page(LEAD, title="Norbank lost data"),
        page(LEAD, "Read more about the case in our dossier on the bank.", title="Norbank lost data"),
        page("The regulator fined Norbank 5 million euros because its cookie banner had no button to reject"
             " all cookies."
             " Users must be able to refuse consent as easily as to give it, it said.", title="Norbank"
             " fined over cookies"),
        page("Phishers sent 4,000 customers of Norbank to a page that asked them to enter their password."
             " The login page"
             " looked like the bank's. Nobody has said who did it.", title="Login page of Norbank was forged"),
        page("A bug in the captcha of Vell Airways exposed 900 bookings, the airline said. It has switched"
             " the check off"
             " and told the regulator.", title="Captcha bug exposes bookings"),
        page("The website of Quillon was down on Monday after an attack, and visitors saw an error 404. The agency says"
             " that 12,000 travellers could not book.", title="Error 404: Quillon's site down after attack"),
        page("Norbank said 45,000 subscribers of its newsletter were affected.", title="Subscribers hit"),
        page("We value your privacy, and write to tell you of an incident. On 4 May somebody copied the names of 1,204"
             " patients. You can call us at any time.", title="Notice of data incident"),
        page("Sorry, said the head of Norbank on Tuesday: data of 45,000 customers is gone.", title="Sorry,"
             " says Norbank"),
        page(LEAD, more=f"<h2>Related</h2>{_listed('<div><h3><a href=/n/{n}>{title}</a></h3><p>{text}</p></div>')}"),
        page("Three firms told of breaches.", title="The week", head='<meta property="og:type" content="article">',
             more=_listed('<h2><a href="https://o.example/{n}">{title}</a></h2><p>{text}</p>')),
        page(LEAD, *[f'It was <a href="/n/{n}">said</a> on day {n} that the inquiry goes on.' for n in range(5)]),
    ],
)  # fmt: skip
def test_an_article_is_read_whatever_it_tells_of(body: bytes) -> None:
    assert reason(body) == ""


def test_an_article_in_an_aside_of_a_consent_text_is_found() -> None:
    article = f"<h1>Norbank lost data</h1><p>{LEAD}</p>" + "".join(
        f"<p>The regulator was told on day {n} of the attack, and has opened an inquiry.</p>" for n in range(4)
    )
    consent = "We and our 812 partners store and access information on your device, such as cookies."
    body = page(consent, "You may accept all or manage your choices.", more=f"<aside>{article}</aside>")
    text = clean(body, url=URL).text
    assert LEAD in text
    assert "812" not in text


def test_a_plain_text_that_is_no_article_is_refused_as_well() -> None:
    with pytest.raises(UnreadablePage, match="JavaScript"):
        clean(b"Please enable JavaScript to continue.", url=URL, content_type="text/plain")


def test_no_real_item_is_refused(shared_data: Path) -> None:
    with (shared_data / "news" / "newsdatahub.csv").open(encoding="utf-8") as file:
        items = [(row["title"], row["description"]) for row in csv.DictReader(file)]
    for path in sorted(shared_data.glob("streams*/articles.jsonl")):
        rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
        items += [(row["title"], row["text"]) for row in rows]
    assert len(items) > 3_500
    assert [item for item in items if why_no_article(*item)] == []
    for title, text in items[::25]:
        paragraphs = map(html.escape, text.split("\n"))
        assert reason(page(*paragraphs, title=html.escape(title))) in ("", "no main text was found in the page")
