"""The pages about the API: the schema and Swagger UI, served from the package itself."""

import re
from html.parser import HTMLParser

from django.contrib.staticfiles import finders
from django.test import Client


class Scripts(HTMLParser):
    """Collects the addresses of scripts and style sheets, and whether any script stands inline."""

    def __init__(self) -> None:
        super().__init__()
        self.sources: list[str] = []
        self.inline = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "script":
            self.inline = self.inline or not attributes.get("src")
        self.sources += [value for name in ("src", "href") if (value := attributes.get(name))]


def test_the_api_tells_its_lists(client: Client) -> None:
    listed = client.get("/api/v1/").json()
    assert listed["incidents"] == "http://testserver/api/v1/incidents"
    assert listed["webhooks/endpoints"] == "http://testserver/api/v1/webhooks/endpoints"
    assert client.get("/api/v1").json() == listed
    assert client.get(listed["documentation"]).status_code == 200


def test_the_schema_is_served_as_json_and_as_yaml(client: Client) -> None:
    document = client.get("/api/schema/?format=json").json()
    assert document["openapi"] == "3.1.1"
    assert "/api/v1/incidents/{incident}/figures/explain" in document["paths"]
    assert b"openapi: 3.1.1" in client.get("/api/schema/").content


def test_swagger_ui_comes_from_here_and_needs_no_inline_script(client: Client) -> None:
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert '<html lang="en">' in page.content.decode()
    found = Scripts()
    found.feed(page.content.decode())
    assert found.sources
    assert not found.inline
    for source in found.sources:
        assert source.startswith("/"), "nothing is loaded from elsewhere"
        if source.startswith("/static/"):
            assert finders.find(source.removeprefix("/static/")), source
        else:
            script = client.get(source).content.decode()
            assert "SwaggerUIBundle" in script
            assert re.search(r'url: "/api/schema/"', script)
