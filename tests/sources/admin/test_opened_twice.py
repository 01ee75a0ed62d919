"""An incident is opened once from an article, however often the button is pressed."""

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from incidents.models import Incident
from sources.models import Article
from tests.incidents.admin.forms import errors_of, filled, shown_box


@pytest.mark.django_db(transaction=True)
def test_of_two_tabs_that_open_an_incident_from_one_article_the_second_is_asked(
    desk: Client, curator: User, article: Article
) -> None:
    address = f"{reverse('admin:incidents_incident_add')}?from=article:{article.pk}"
    typed = filled(desk.get(address)) | {"title": "Northgate Clinic data breach"}

    def post(_: int) -> Any:
        browser = Client()
        browser.force_login(curator)
        try:
            return browser.post(address, typed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            Article.objects.select_for_update(no_key=True).get(pk=article.pk)
            sent = [pool.submit(post, number) for number in range(2)]
            wait(sent, timeout=2)  # both forms are good, and come to the article
        answers = sorted((one.result(60) for one in sent), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 302]
    assert "Nearly the same is the title of" in errors_of(answers[0])
    assert Incident.objects.count() == article.coverage.count() == 1
    assert desk.post(address, typed | {"confirm": shown_box(answers[0])}).status_code == 302
    assert Incident.objects.count() == 2
