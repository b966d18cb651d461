"""A place as a schema.org JobPosting in JSON-LD, and back. Pure.

What schema.org has no word for goes under terms of our own (`urn:zholdama:`): the measure, demands, budget, KATO code.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from zholdama.opportunities.rules import Offer

CONTEXT = ["https://schema.org", {"zholdama": "urn:zholdama:"}]
_TYPES = {"full_day": "FULL_TIME", "part_time": "PART_TIME", "seasonal": "TEMPORARY"}
_MODES = {schema: mode for mode, schema in _TYPES.items()}


def document(places: Iterable[tuple[UUID, Offer]]) -> dict[str, Any]:
    """All places as one JSON-LD document."""
    graph = [posting(place_id, offer) for place_id, offer in places]
    return {"@context": CONTEXT, "@graph": graph}


def posting(place_id: UUID, offer: Offer) -> dict[str, Any]:
    """One place; what is not known is left out."""
    found: dict[str, Any] = {
        "@type": "JobPosting",
        "@id": f"urn:uuid:{place_id}",
        "title": _in_languages(offer.title_kk, offer.title_ru),
        "description": _in_languages(offer.description_kk, offer.description_ru),
        "workHours": _in_languages(offer.regime_kk, offer.regime_ru),
        "validThrough": offer.valid_until.isoformat(),
        "totalJobOpenings": offer.total,
        "employmentType": _TYPES.get(offer.work_mode, ""),
        "jobLocationType": "TELECOMMUTE" if offer.work_mode == "remote" else "",
        "occupationalCategory": offer.profession,
        "jobStartDate": offer.starts_on.isoformat() if offer.starts_on else "",
        "hiringOrganization": _kept({
            "@type": "Organization", "name": offer.organisation, "taxID": offer.organisation_bin,
            "telephone": offer.contact,
        }),
        "jobLocation": {
            "@type": "Place",
            "address": _kept({"@type": "PostalAddress", "addressCountry": "KZ", "streetAddress": offer.address}),
        },
        "baseSalary": _salary(offer.wage_tenge),
        "zholdama:measure": offer.measure,
        "zholdama:workMode": offer.work_mode,
        "zholdama:education": offer.education,
        "zholdama:demands": list(offer.demands),
        "zholdama:budget": offer.budget,
        "zholdama:kato": offer.kato,
        "zholdama:ends": offer.ends_on.isoformat() if offer.ends_on else "",
    }  # fmt: skip
    return _kept(found)


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", [], None)}


def _in_languages(kk: str, ru: str) -> list[dict[str, str]]:
    return [{"@language": code, "@value": text} for code, text in (("kk", kk), ("ru", ru)) if text]


def _salary(tenge: int | None) -> dict[str, Any] | None:
    if tenge is None:
        return None
    value = {"@type": "QuantitativeValue", "value": tenge, "unitText": "MONTH"}
    return {"@type": "MonetaryAmount", "currency": "KZT", "value": value}


def postings(document: Any) -> list[Mapping[str, Any]]:
    """Every JobPosting of a document: one, a list, or a graph. Raises ValueError where anything else is among them."""
    if isinstance(document, Mapping) and "@graph" in document:
        document = document["@graph"]
    found = document if isinstance(document, list) else [document]
    for one in found:
        if not isinstance(one, Mapping) or one.get("@type") not in ("JobPosting", ["JobPosting"]):
            raise ValueError("not a JobPosting")
    return found


def cells_of(posting: Mapping[str, Any]) -> dict[str, str]:
    """The posting as the cells of a row, so that it is judged as a row of a table is."""
    organisation, address = (
        _part(posting, "hiringOrganization"),
        _part(_part(posting, "jobLocation"), "address"),
    )
    salary = _part(posting, "baseSalary")
    amount = _part(salary, "value") or {"value": salary.get("value")}
    # A wage in another currency, or by the hour, is not ours to convert: the cell then says what it found.
    strange = [
        _text(unit)
        for unit, ours in ((salary.get("currency"), "KZT"), (amount.get("unitText"), "MONTH"))
        if unit not in (None, ours)
    ]
    mode = _text(posting.get("zholdama:workMode")) or _MODES.get(_text(posting.get("employmentType")), "")
    if not mode and posting.get("jobLocationType") == "TELECOMMUTE":
        mode = "remote"
    demands = posting.get("zholdama:demands")
    return {
        "organisation_bin": _text(organisation.get("taxID")),
        "contact": _text(organisation.get("telephone")),
        "address": _text(address.get("streetAddress")),
        "wage_tenge": " ".join([_text(amount.get("value")), *strange]).strip(),
        "total": _text(posting.get("totalJobOpenings")) or "1",
        "valid_until": _text(posting.get("validThrough"))[:10],
        "starts_on": _text(posting.get("jobStartDate"))[:10],
        "ends_on": _text(posting.get("zholdama:ends")),
        "profession": _text(posting.get("occupationalCategory")),
        "measure": _text(posting.get("zholdama:measure")) or "job_placement",
        "work_mode": mode,
        "education": _text(posting.get("zholdama:education")),
        "demands": "|".join(_text(one) for one in demands) if isinstance(demands, list) else _text(demands),
        "budget": _text(posting.get("zholdama:budget")),
        "kato": _text(posting.get("zholdama:kato")),
        **_both("title", posting.get("title")),
        **_both("description", posting.get("description")),
        **_both("regime", posting.get("workHours")),
    }


def _both(name: str, value: Any) -> dict[str, str]:
    """A text in its languages; a text without one stands in Kazakh's place and in Russian's."""
    parts = value if isinstance(value, list) else [value]
    said = {"kk": "", "ru": ""}
    for part in parts:
        if isinstance(part, Mapping):
            said[_text(part.get("@language"))[:2]] = _text(part.get("@value"))
        elif _text(part):
            said |= {"kk": _text(part), "ru": _text(part)}
    return {f"{name}_kk": said["kk"], f"{name}_ru": said["ru"]}


def _part(posting: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = posting.get(name)
    if isinstance(part, list) and part:
        part = part[0]
    return part if isinstance(part, Mapping) else {}


def _text(value: Any) -> str:
    """The value as a cell holds it; anything but a text or a whole number is told as it stands."""
    if value is None or isinstance(value, Mapping | list):
        return "" if value is None else "?"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
