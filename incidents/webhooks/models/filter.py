"""What an endpoint wants to hear of, as rows: no row of a kind means no filter of that kind.

| rows                | an event passes when                                                    |
| ------------------- | ----------------------------------------------------------------------- |
| `EndpointEventType` | it is of this type                                                      |
| `EndpointIncident`  | it is about this incident, or about the one that this was merged into   |
| `EndpointParty`     | the party has a role in its incident, whatever the role                 |
| `EndpointCountry`   | its incident concerned the country                                      |
| `EndpointDataClass` | its incident concerned this class of data                               |
| `EndpointMetric`    | it is about this metric, or about none                                  |

Of one kind any row will do; kinds narrow each other.
"""

from __future__ import annotations

from django.db import models

from incidents.models import EventType, Incident, Party
from incidents.models.fields import country, term
from incidents.vocabulary import DataClass, Metric


class EndpointEventType(models.Model):
    """A type of event that an endpoint wants; without any it hears of all."""

    endpoint = models.ForeignKey("webhooks.Endpoint", on_delete=models.CASCADE, related_name="event_types")
    type = models.CharField(max_length=40, choices=EventType, help_text="Type of event.")

    class Meta:
        ordering = ["type"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "type"], name="endpoint_wants_a_type_once"),
        ]

    def __str__(self) -> str:
        return self.type


class EndpointIncident(models.Model):
    """An incident that an endpoint wants to hear of; without any it hears of all."""

    endpoint = models.ForeignKey("webhooks.Endpoint", on_delete=models.CASCADE, related_name="incidents")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["incident_id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "incident"], name="endpoint_wants_an_incident_once"),
        ]

    def __str__(self) -> str:
        return str(self.incident)


class EndpointMetric(models.Model):
    """A metric that an endpoint wants; without any it hears of all. Events about no metric pass."""

    endpoint = models.ForeignKey("webhooks.Endpoint", on_delete=models.CASCADE, related_name="metrics")
    metric = term(Metric, help_text="What is counted.")

    class Meta:
        ordering = ["metric"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "metric"], name="endpoint_wants_a_metric_once"),
        ]

    def __str__(self) -> str:
        return self.metric


class EndpointParty(models.Model):
    """A party whose incidents an endpoint wants to hear of; without any it hears of all."""

    endpoint = models.ForeignKey("webhooks.Endpoint", on_delete=models.CASCADE, related_name="parties")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["party_id"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "party"], name="endpoint_wants_a_party_once"),
        ]

    def __str__(self) -> str:
        return str(self.party)


class EndpointCountry(models.Model):
    """A country whose incidents an endpoint wants to hear of; without any it hears of all."""

    endpoint = models.ForeignKey("webhooks.Endpoint", on_delete=models.CASCADE, related_name="countries")
    country = country(help_text="ISO 3166-1 alpha-2.")

    class Meta:
        ordering = ["country"]
        verbose_name_plural = "endpoint countries"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "country"], name="endpoint_wants_a_country_once"),
        ]

    def __str__(self) -> str:
        return self.country


class EndpointDataClass(models.Model):
    """A class of personal data whose incidents an endpoint wants to hear of; without any it hears of all."""

    endpoint = models.ForeignKey("webhooks.Endpoint", on_delete=models.CASCADE, related_name="data_classes")
    data_class = term(DataClass, help_text="What kind of personal data.")

    class Meta:
        ordering = ["data_class"]
        verbose_name_plural = "endpoint data classes"
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "data_class"], name="endpoint_wants_a_data_class_once"),
        ]

    def __str__(self) -> str:
        return self.data_class
