"""Uses the client that openapi-python-client made, unchanged. TRACKER_URL and TRACKER_TOKEN say where and as whom."""

import os
from http import HTTPStatus
from typing import Any

from tracker_client import AuthenticatedClient, Client
from tracker_client.api.articles import articles_create, articles_status
from tracker_client.api.claims import claims_accept, incidents_claims_create
from tracker_client.api.incidents import incidents_create, incidents_list
from tracker_client.api.webhooks import webhooks_endpoints_create, webhooks_endpoints_list
from tracker_client.models import (
    ArticleBodyRequest,
    ClaimBodyRequest,
    ClaimBodyRequestMetric,
    ClaimBodyRequestUnit,
    EndpointBodyRequest,
    EndpointBodyRequestEventTypesItem,
    IncidentBodyRequest,
    IncidentsListStatusItem,
    ReviewBodyRequest,
)

ADDRESS = os.environ["TRACKER_URL"]


def expect(answer: Any, status: HTTPStatus) -> Any:
    """What was parsed of an answer, which must have this status."""
    if answer.status_code is not status:
        raise SystemExit(f"{answer.status_code} instead of {status}: {answer.content.decode()}")
    return answer.parsed


def main() -> None:
    with Client(base_url=ADDRESS) as nobody:
        refused = expect(incidents_list.sync_detailed(client=nobody), HTTPStatus.UNAUTHORIZED)
        print("  without a token:", refused.title)
    with AuthenticatedClient(base_url=ADDRESS, token=os.environ["TRACKER_TOKEN"]) as client:
        use(client)


def use(client: AuthenticatedClient) -> None:
    opened = expect(
        incidents_create.sync_detailed(
            client=client, body=IncidentBodyRequest(title="Northwind address books", countries=["GB"])
        ),
        HTTPStatus.CREATED,
    )
    body = ClaimBodyRequest(
        metric=ClaimBodyRequestMetric.AFFECTED,
        unit=ClaimBodyRequestUnit.PEOPLE,
        value=87_000_000,
        quote="Northwind lost the data of 87 million people.",
        reason="Read there.",
    )
    claim = expect(
        incidents_claims_create.sync_detailed(opened.reference, client=client, body=body), HTTPStatus.CREATED
    )
    listed = expect(
        incidents_list.sync_detailed(
            client=client,
            country=["GB", "FR"],
            status=[IncidentsListStatusItem.OPEN, IncidentsListStatusItem.CONFIRMED],
            page_size=10,
        ),
        HTTPStatus.OK,
    )
    assert [each.reference for each in listed.results] == [opened.reference]
    print("  list:", listed.results[0].title)

    sent = expect(
        articles_create.sync_detailed(
            client=client, body=ArticleBodyRequest(text="Northwind lost 87 million.", title="Lost")
        ),
        HTTPStatus.ACCEPTED,
    )
    status = expect(articles_status.sync_detailed(sent.reference, client=client), HTTPStatus.OK)
    print("  submit:", status.reference, status.state.value)

    reviewed = expect(
        claims_accept.sync_detailed(
            claim.reference, client=client, body=ReviewBodyRequest(reason="The company says so."), idempotency_key="a-1"
        ),
        HTTPStatus.OK,
    )
    assert reviewed.value == 87_000_000
    print("  review:", reviewed.reference, reviewed.standing.value)

    subscription = EndpointBodyRequest(
        url="http://127.0.0.1/hook",
        event_types=[EndpointBodyRequestEventTypesItem.FIGURE_CHANGED],
        incidents=[opened.reference],
    )
    subscribed = expect(webhooks_endpoints_create.sync_detailed(client=client, body=subscription), HTTPStatus.CREATED)
    assert subscribed.secret.startswith("whsec_")
    held = expect(webhooks_endpoints_list.sync_detailed(client=client), HTTPStatus.OK)
    assert subscribed.reference in [each.reference for each in held.results]
    print("  subscribe:", subscribed.reference, subscribed.state.value)


main()
