"""Small files of registers, in the format of each. All organisations are made up."""

import csv
import io
import json
from typing import Any

HHS_HEAD = (
    "Name of Covered Entity,State,Covered Entity Type,Individuals Affected,Breach Submission Date,Type of Breach,"
    "Location of Breached Information,Business Associate Present,Web Description"
)
PRC_HEAD = (
    "Date Made Public,Company,Location,Type of breach,Type of organization,Records Breached,Total Records,"
    "Description of incident,Information Source"
)
GDPR_HEAD = "ETid,Country,Date of Decision,Fine [€],Controller/Processor,Quoted Art.,Type,Authority,Sector,Summary"
SECOND_HEAD = (
    "id|source|org_name|reported_date|breach_date|information_affected|organization_type|breach_type|group_uuid|"
    "normalized_org_name|group_org_breach_type|total_affected|residents_affected|breach_location_country|source_url"
)


def table(head: str, *rows: list[str], delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(head.split(delimiter))
    writer.writerows(rows)
    return out.getvalue()


def hhs_row(
    name: str = "Larkspur Clinic",
    count: str = "12400",
    day: str = "05/04/2031",
    kind: str = "Theft",
    entity: str = "Health Plan",
) -> list[str]:
    return [name, "OH", entity, count, day, kind, "Laptop", "No", "A laptop was taken."]


def hhs(*rows: list[str]) -> str:
    return table(HHS_HEAD, *rows)


def prc_row(
    name: str = "Fernhill College",
    *,
    told: str = "5,045",
    total: str = "",
    day: str = "May 4, 2031",
    kind: str = "PORT",
    place: str = "Akron, Ohio",
    organisation: str = "EDU",
) -> list[str]:
    return [day, name, place, kind, organisation, told, total or told, "A drive was lost.", "Media"]


def prc(*rows: list[str]) -> str:
    return table(PRC_HEAD, *rows)


def second_row(key: str = "u-1", **cells: str) -> list[str]:
    affected = {"Personal Identifiers": {"Affected": "Yes", "Examples": ["full names", "social security numbers"]}}
    said = {
        "id": key,
        "source": "IN",
        "org_name": "Quillon & Sons, LLC",
        "reported_date": "2031-05-04",
        "breach_date": "2030-12",
        "information_affected": json.dumps({"Categories Affected": affected}).replace('"', '""'),
        "organization_type": "BSO",
        "breach_type": "HACK",
        "group_uuid": "g-1",
        "normalized_org_name": "Quillon & Sons, LLC",
        "group_org_breach_type": "HACK",
        "total_affected": "1976",
        "residents_affected": "11",
        "breach_location_country": "UNKN",
        "source_url": "https://ag.example/list",
    }
    return list((said | cells).values())


def second(*rows: list[str]) -> str:
    return "\ufeff" + table(SECOND_HEAD, *rows, delimiter="|")


def fine_row(
    key: str = "ETid-1",
    *,
    sum_: str = "30000",
    who: str = "Brightwater AS",
    day: str = "2031-05-04",
    country: str = "NORWAY",
    summary: str = "It was fined.",
    sector: str = "Finance",
) -> list[str]:
    kind = "Insufficient legal basis for data processing"
    authority = "Norwegian Supervisory Authority (Datatilsynet)"
    return [key, country, day, sum_, who, "Art. 6 GDPR", kind, authority, sector, summary]


def fines(*rows: list[str]) -> str:
    return table(GDPR_HEAD, *rows)


def breach(name: str = "Northwind", count: Any = 90_000, **more: Any) -> dict[str, Any]:
    return {
        "Name": name,
        "Title": name,
        "Domain": f"{name.lower()}.example",
        "BreachDate": "2031-05-04",
        "AddedDate": "2031-06-01T10:00:00Z",
        "ModifiedDate": "2031-06-01T10:00:00Z",
        "PwnCount": count,
        "Description": "It was breached.",
        "DataClasses": ["Email addresses", "Passwords", "Astrological signs"],
        "IsVerified": True,
        "IsFabricated": False,
        "IsSpamList": False,
        "IsMalware": False,
        "IsStealerLog": False,
        **more,
    }


def hibp(*breaches: Any) -> str:
    return json.dumps(list(breaches), indent=1)


def veris_incident(**more: Any) -> dict[str, Any]:
    return {
        "schema_version": "1.3.7",
        "incident_id": "11-22",
        "security_incident": "Confirmed",
        "action": {"physical": {"variety": ["Theft"]}},
        "attribute": {
            "confidentiality": {
                "data_disclosure": "Yes",
                "data_total": 5000,
                "data": [{"variety": "Medical", "amount": 1200}, {"variety": "Personal"}],
            }
        },
        "timeline": {"incident": {"year": 2031, "month": 5}},
        "plus": {"master_id": "AA-22", "modified": "2031-06-02T00:00:00Z"},
        "reference": "https://news.example/a (20310602)",
        "victim": {"victim_id": "Halden Rail", "country": ["GB"], "industry": "482111"},
        **more,
    }


def veris(*incidents: Any) -> str:
    return json.dumps(list(incidents))
