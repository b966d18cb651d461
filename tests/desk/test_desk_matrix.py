"""Every address of the desk for every role: what answers, as a table. An address without a row fails (T1, T2)."""

from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from tests.acting import AT, staff

from zholdama.demonstration.centre import organisation_bin
from zholdama.desk import urls
from zholdama.opportunities import organisations
from zholdama.opportunities.actions import Offer, offer

ROLES = ("nobody", "receptionist", "specialist", "head", "supervisor", "auditor", "operator")
LOGINS = {"receptionist": "qabyldau", "specialist": "maman2", "head": "basshy", "supervisor": "baqylau"}

PAPER_IDS = (
    "pack_id", "number_id", "request_id", "correction_id", "pair_id", "organisation_id", "place_id", "link_id",
    "pack_id", "number_id", "request_id", "correction_id", "pair_id", "referral_id", "answer_id", "participation_id", "task_id",
)  # fmt: skip
"""Ids of what does not exist here."""

#                            nobody receptionist specialist head supervisor auditor operator
TABLE = {
    "home":                  (302, 200, 200, 200, 200, 302, 302),
    "sign_in":               (200, 200, 200, 200, 200, 200, 200),
    "sign_out":              (302, 302, 302, 302, 302, 302, 302),
    "password":              (302, 200, 200, 200, 200, 200, 200),
    "second_factor":         (302, 302, 302, 302, 302, 302, 302),
    "second_factor_picture": (404, 404, 404, 404, 404, 404, 404),
    "arrive":                (302, 302, 302, 302, 302, 302, 302),
    "choose_counter":        (302, 302, 302, 302, 302, 302, 302),
    "call_next":             (302, 302, 302, 302, 302, 302, 302),
    "ticket":                (302, 404, 200, 404, 404, 404, 404),
    "ticket_clocks":         (302, 404, 200, 404, 404, 404, 404),
    "slip":                  (302, 200, 200, 404, 404, 404, 404),
    "leave":                 (302, 302, 302, 302, 302, 302, 302),
    "start":                 (302, 302, 302, 302, 302, 302, 302),
    "recall":                (302, 302, 302, 302, 302, 302, 302),
    "miss":                  (302, 302, 302, 302, 302, 302, 302),
    "come_back":             (302, 302, 302, 302, 302, 302, 302),
    "identify":              (302, 404, 302, 404, 404, 404, 404),
    "register":              (302, 404, 302, 404, 404, 404, 404),
    "finish":                (302, 302, 302, 302, 302, 302, 302),
    "case":                  (302, 404, 200, 200, 200, 404, 404),
    "today":                 (302, 404, 404, 404, 200, 404, 404),
    "assign":                (302, 404, 404, 200, 404, 404, 404),
    "send_back":             (302, 404, 200, 404, 404, 404, 404),
    "ticket_result":         (302, 404, 200, 404, 404, 404, 404),
    "case_reason":           (302, 404, 200, 200, 200, 404, 404),
    "work":                  (302, 404, 200, 200, 200, 404, 404),
    "work_filters":          (302, 302, 302, 302, 302, 302, 302),
    "take":                  (302, 302, 302, 302, 302, 302, 302),
    "ask":                   (302, 404, 200, 404, 404, 404, 404),
    "propose":               (302, 404, 200, 404, 404, 404, 404),
    "wishes":                (302, 404, 200, 404, 404, 404, 404),
    "refuse":                (302, 404, 200, 404, 404, 404, 404),
    "note_fact":             (302, 404, 200, 404, 404, 404, 404),
    "hand_over":             (302, 302, 302, 302, 302, 302, 302),
    "withdraw":              (302, 404, 200, 404, 404, 404, 404),
    "receipt":               (302, 404, 200, 200, 200, 404, 404),
    "paper":                 (302, 404, 404, 404, 404, 404, 404),
    "search":                (302, 404, 200, 200, 200, 404, 404),
    "sign_many":             (302, 302, 302, 302, 302, 302, 302),
    "sign":                  (302, 404, 404, 200, 404, 404, 404),
    "text_to_sign":          (302, 404, 404, 200, 404, 404, 404),
    "return_draft":          (302, 404, 404, 200, 404, 404, 404),
    "rechecks":              (302, 404, 404, 200, 404, 404, 200),
    "recheck":               (302, 404, 404, 404, 404, 404, 404),
    "ask_phone":             (302, 302, 302, 302, 302, 302, 302),
    "sign_by_phone":         (302, 302, 302, 302, 302, 302, 302),
    "staff":                 (302, 404, 404, 200, 404, 404, 404),
    "staff_new":             (302, 404, 404, 200, 404, 404, 404),
    "staff_member":          (302, 404, 404, 200, 404, 404, 404),
    "staff_reset":           (302, 302, 302, 302, 302, 302, 302),
    "staff_end_sessions":    (302, 302, 302, 302, 302, 302, 302),
    "staff_absence":         (302, 404, 404, 200, 404, 404, 404),
    "staff_back":            (302, 302, 302, 302, 302, 302, 302),
    "staff_role":            (302, 404, 404, 200, 404, 404, 404),
    "role_change":           (302, 302, 302, 302, 302, 302, 302),
    "office":                (302, 404, 404, 200, 404, 404, 404),
    "counter_new":           (302, 404, 404, 200, 404, 404, 404),
    "counter":               (302, 302, 302, 302, 302, 302, 302),
    "hours":                 (302, 404, 404, 200, 404, 404, 404),
    "device_new":            (302, 404, 404, 200, 404, 404, 404),
    "device_revoke":         (302, 302, 302, 302, 302, 302, 302),
    "staffing_plan":         (302, 404, 404, 200, 200, 404, 404),
    "operator":              (302, 404, 404, 404, 404, 404, 200),
    "provider":              (302, 404, 404, 404, 404, 404, 200),
    "set_up":                (302, 404, 404, 404, 404, 404, 200),
    "operator_role_change":  (302, 302, 302, 302, 302, 302, 302),
    "audit":                 (302, 404, 404, 404, 404, 200, 404),
    "audit_signatures":      (302, 404, 404, 404, 404, 200, 404),
    "register_paper":       (302, 404, 200, 404, 404, 404, 404),
    "representative":       (302, 404, 200, 404, 404, 404, 404),
    "not_accept":           (302, 404, 200, 404, 404, 404, 404),
    "not_accepted_paper":   (302, 404, 404, 404, 404, 404, 404),
    "scan":                 (302, 404, 200, 404, 404, 404, 404),
    "relation":             (302, 404, 200, 200, 404, 404, 404),
    "correct":              (302, 404, 200, 200, 404, 404, 404),
    "hand_over_version":    (302, 302, 302, 302, 302, 302, 302),
    "packs":                (302, 404, 200, 200, 200, 404, 404),
    "pack":                 (302, 404, 404, 404, 404, 404, 404),
    "pack_printed":         (302, 404, 404, 404, 404, 404, 404),
    "pack_void":            (302, 302, 302, 302, 302, 302, 302),
    "late_entry":           (302, 404, 404, 404, 404, 404, 404),
    "late_representative":  (302, 404, 404, 404, 404, 404, 404),
    "paper_void":           (302, 404, 404, 404, 404, 404, 404),
    "corrections":          (302, 404, 200, 200, 404, 404, 404),
    "correction":           (302, 404, 404, 404, 404, 404, 404),
    "correction_text":      (302, 404, 404, 404, 404, 404, 404),
    "correction_refuse":    (302, 302, 302, 302, 302, 302, 302),
    "pairs":                (302, 404, 200, 200, 404, 404, 404),
    "pair":                 (302, 404, 404, 404, 404, 404, 404),
    "pair_decide":          (302, 302, 302, 302, 302, 302, 302),
    "pair_undo":            (302, 404, 404, 404, 404, 404, 404),
    "late_entries":         (302, 404, 200, 200, 200, 404, 404),
    "not_accepted":         (302, 404, 200, 200, 200, 404, 404),
    "organisations":         (302, 404, 200, 200, 404, 404, 404),
    "organisation_new":      (302, 404, 200, 200, 404, 404, 404),
    "organisation":          (302, 404, 200, 200, 404, 404, 404),
    "organisation_edit":     (302, 404, 200, 200, 404, 404, 404),
    "organisation_check":    (302, 302, 302, 302, 302, 302, 302),
    "link_new":              (302, 302, 302, 302, 302, 302, 302),
    "link_revoke":           (302, 302, 302, 302, 302, 302, 302),
    "place_new":             (302, 404, 200, 200, 404, 404, 404),
    "places":                (302, 404, 200, 200, 404, 404, 404),
    "places_file":           (302, 404, 200, 200, 404, 404, 404),
    "places_sample":         (302, 404, 200, 200, 404, 404, 404),
    "places_table":          (302, 404, 200, 200, 404, 404, 404),
    "places_postings":       (302, 404, 200, 200, 404, 404, 404),
    "place":                 (302, 404, 200, 200, 404, 404, 404),
    "place_renew":           (302, 302, 302, 302, 302, 302, 302),
    "place_end":             (302, 302, 302, 302, 302, 302, 302),
    "outcome":              (302, 404, 200, 200, 200, 404, 404),
    "coupon":               (302, 404, 404, 404, 404, 404, 404),
    "answer_undo":          (302, 302, 302, 302, 302, 302, 302),
    "statement":            (302, 404, 404, 404, 404, 404, 404),
    "participation":        (302, 404, 404, 404, 404, 404, 404),
    "next_place":           (302, 404, 200, 200, 404, 404, 404),
    "tasks":                (302, 404, 200, 200, 200, 404, 404),
    "task":                 (302, 404, 404, 404, 404, 404, 404),
    "outcomes":             (302, 404, 404, 200, 200, 404, 404),
    "audit_outcomes":       (302, 404, 404, 404, 404, 200, 404),
}  # fmt: skip
"""Answers to a GET with ids that exist at the own provider."""

#                            nobody receptionist specialist head supervisor auditor operator
POSTS = {
    "arrive":                (302, 400, 400, 404, 404, 404, 404),
    "choose_counter":        (302, 404, 400, 404, 404, 404, 404),
    "call_next":             (302, 404, 302, 404, 404, 404, 404),
    "leave":                 (302, 409, 409, 404, 404, 404, 404),
    "start":                 (302, 404, 302, 404, 404, 404, 404),
    "recall":                (302, 404, 400, 404, 404, 404, 404),
    "miss":                  (302, 404, 400, 404, 404, 404, 404),
    "come_back":             (302, 400, 400, 404, 404, 404, 404),
    "finish":                (302, 404, 409, 404, 404, 404, 404),
    "work_filters":          (302, 404, 302, 302, 302, 404, 404),
    "take":                  (302, 404, 400, 404, 404, 404, 404),
    "hand_over":             (302, 404, 400, 404, 404, 404, 404),
    "ask_phone":             (302, 404, 404, 400, 404, 404, 404),
    "sign_by_phone":         (302, 404, 404, 400, 404, 404, 404),
    "sign_many":             (302, 404, 404, 302, 404, 404, 404),
    "staff_reset":           (302, 404, 404, 404, 404, 404, 404),
    "staff_end_sessions":    (302, 404, 404, 404, 404, 404, 404),
    "staff_back":            (302, 404, 404, 404, 404, 404, 404),
    "role_change":           (302, 404, 404, 422, 404, 404, 404),
    "counter":               (302, 404, 404, 422, 404, 404, 404),
    "device_revoke":         (302, 404, 404, 422, 404, 404, 404),
    "operator_role_change":  (302, 404, 404, 404, 404, 404, 422),
    "hand_over_version":    (302, 404, 400, 404, 404, 404, 404),
    "pack_void":            (302, 404, 404, 422, 404, 404, 404),
    "correction_refuse":    (302, 404, 404, 404, 404, 404, 404),
    "pair_decide":          (302, 404, 404, 404, 404, 404, 404),
    "organisation_check":    (302, 404, 404, 404, 404, 404, 404),
    "link_new":              (302, 404, 404, 404, 404, 404, 404),
    "link_revoke":           (302, 404, 404, 404, 404, 404, 404),
    "place_renew":           (302, 404, 404, 404, 404, 404, 404),
    "place_end":             (302, 404, 404, 404, 404, 404, 404),
    "answer_undo":          (302, 404, 404, 404, 404, 404, 404),
}  # fmt: skip
"""Answers of the addresses that act on POST alone, to an empty POST; staff ids here belong to nobody."""


def test_every_address_has_a_row() -> None:
    names = {str(one.name) for one in urls.urlpatterns}
    assert names == set(TABLE), "add a row for each new address"
    # An address that leads every GET away acts on POST, and then has a row there.
    acting = {name for name, row in TABLE.items() if set(row) == {302}} - {"sign_out", "second_factor"}
    assert acting == set(POSTS)


def test_the_table_holds(desk: Any, visit: Any, centre: Any, overseer: Any) -> None:
    one = visit().to_head()
    people = {"nobody": desk(at=one.desk.at)}
    people |= {role: desk(login, at=one.desk.at) for role, login in LOGINS.items()}
    people |= {role: overseer(role, at=one.desk.at) for role in ("auditor", "operator")}
    ids = {
        "ticket_id": one.ticket, "application_id": one.case, "paper_id": uuid4(), "provider_id": centre.provider_id,
        "staff_id": centre.actors["maman1"].staff_id, "change_id": uuid4(), "counter_id": uuid4(),
        "recheck_id": uuid4(), "device_id": uuid4(), "name": "status",
        **{name: uuid4() for name in PAPER_IDS},
        **an_employer(centre),
    }  # fmt: skip
    nobody_at_all = {**ids, "staff_id": uuid4(), "organisation_id": uuid4(), "place_id": uuid4()}
    found, found_posts = {}, {}
    for name in TABLE:
        found[name] = tuple(people[role].get(address(name, ids)).status_code for role in ROLES)
    for name in POSTS:
        found_posts[name] = tuple(
            people[role].post(address(name, nobody_at_all)).status_code for role in ROLES
        )
    assert differing(found, TABLE) == {}
    assert differing(found_posts, POSTS) == {}


def an_employer(centre: Any) -> dict[str, UUID]:
    """An organisation of the centre with a place."""
    details = organisations.Details(number=organisation_bin("an employer of the matrix"), name="«Үлгі» ЖШС")
    with staff(centre):
        employer = organisations.register(details, key=uuid4())
        place = Offer(
            measure="training", title_kk="Наубайшы", title_ru="Пекарь", organisation="", address="", total=1,
            valid_until=AT.date(), organisation_id=employer,
        )  # fmt: skip
        return {"organisation_id": employer, "place_id": offer(place)}


def differing(found: dict[str, Any], table: dict[str, Any]) -> dict[str, Any]:
    return {name: (row, table[name]) for name, row in found.items() if row != table[name]}


def address(name: str, ids: dict[str, Any]) -> str:
    """The address with those ids that its pattern takes."""
    pattern = next(one for one in urls.urlpatterns if one.name == name)
    return reverse(f"desk:{name}", kwargs={key: ids[key] for key in pattern.pattern.converters})


def test_posts_need_the_forms_proof(centre: Any) -> None:
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    for name in TABLE:
        ids = {
            key: uuid4()
            for key in (
                "ticket_id",
                "application_id",
                "paper_id",
                "provider_id",
                "staff_id",
                "change_id",
                "counter_id",
                "recheck_id",
                "device_id",
                "name",
                *PAPER_IDS,
            )
        }
        assert client.post(address(name, ids)).status_code in {403, 405}, name
