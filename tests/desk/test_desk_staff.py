"""What the head and the operator arrange, each act a step of the ledger (J15)."""

import argparse
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django_otp.oath import totp

from zholdama.clocks import queries as clocks
from zholdama.demonstration.residents import by_slug
from zholdama.ledger.models import Entry

NEWCOMER = {"name": "Оспанов Ерлан", "iin": by_slug()["qairat"].iin, "login": ""}


def acts(provider_id: Any) -> list[str]:
    """The acts in a provider's chain."""
    return list(
        Entry.objects.using("owner")
        .filter(provider_id=provider_id)
        .order_by("sequence")
        .values_list("act", flat=True)
    )


def test_add_reset_sign_out_absence_leave_steps(desk: Any, visit: Any, centre: Any) -> None:
    one = visit().arrive()
    one.identify()
    one.register()
    head = desk("basshy", at=one.desk.at)
    due = head.get(f"/desk/applications/{one.case}/").context["case"].due_at
    login = f"new-{uuid4().hex[:8]}"
    page = head.post("/desk/staff/new/", {**NEWCOMER, "login": login, "role": "specialist"})
    assert page.status_code == 200
    assert page.context["password"] in page.content.decode()
    taken = head.post("/desk/staff/new/", {**NEWCOMER, "login": login, "role": "specialist"})
    assert taken.status_code == 422
    assert taken.context["form"]["login"].errors
    assert login in head.get("/desk/staff/").content.decode()
    specialist = centre.actors["maman1"].staff_id
    away = {"absent_from-day": "6", "absent_from-month": "1", "absent_from-year": "2025"}
    assert head.post(f"/desk/staff/{specialist}/absence/", away).status_code == 302
    case = head.get(f"/desk/applications/{one.case}/").context["case"]
    assert case.specialist_id is None
    assert case.due_at == due, "no due time moves"
    assert head.post(f"/desk/staff/{specialist}/back/").status_code == 302
    assert head.post(f"/desk/staff/{specialist}/end-sessions/").status_code == 302
    assert one.desk.get("/desk/").status_code == 302
    assert head.post(f"/desk/staff/{specialist}/reset/").status_code == 200
    steps = acts(centre.provider_id)
    for act in (
        "staff_added",
        "to_everybody",
        "staff_absent",
        "staff_back",
        "staff_sessions_ended",
        "staff_reset",
    ):
        assert steps.count(act) == 1, act


def test_another_specialist_goes_on_with_the_absent_ones_case(desk: Any, visit: Any, centre: Any) -> None:
    one = visit().arrive()
    one.identify()
    one.register()
    head = desk("basshy", at=one.desk.at)
    away = {"absent_from-day": "6", "absent_from-month": "1", "absent_from-year": "2025"}
    head.post(f"/desk/staff/{centre.actors['maman1'].staff_id}/absence/", away)
    other = desk("maman2", at=one.desk.at)
    page = other.get(f"/desk/applications/{one.case}/")
    assert page.context["may_take"]
    assert (
        other.post(
            f"/desk/applications/{one.case}/take/", {"version": page.context["case"].version}
        ).status_code
        == 302
    )


def test_a_role_is_changed_by_two_people_and_never_by_oneself(
    desk: Any, centre: Any, overseer: Any, again: Any
) -> None:
    head, specialist = desk("basshy"), centre.actors["maman2"].staff_id
    own = head.post(f"/desk/staff/{centre.actors['basshy'].staff_id}/role/", {"new_role": "specialist"})
    assert own.status_code == 422
    assert "Өз рөлін" in own.content.decode()
    assert head.post(f"/desk/staff/{specialist}/role/", {"new_role": "head"}).status_code == 302
    twice = head.post(f"/desk/staff/{specialist}/role/", {"new_role": "supervisor"})
    assert twice.status_code == 422
    row = head.get("/desk/staff/").context["changes"][0]
    assert row["may"] is False
    alone = head.post(f"/desk/role-changes/{row['id']}/", {"answer": "grant"})
    assert alone.status_code == 422
    operator = overseer("operator")
    assert (
        "рөл" in operator.get("/desk/operator/").content.decode()
        or operator.get("/desk/operator/").context["rows"]
    )
    listed = {one["id"]: one["waits"] for one in operator.get("/desk/operator/").context["rows"]}
    assert listed[centre.provider_id] is True
    address = f"/desk/operator/{centre.provider_id}/role-changes/{row['id']}/"
    assert operator.post(address, {"answer": "grant"}).status_code == 302
    assert operator.post(address, {"answer": "refuse"}).status_code == 409
    promoted = desk()
    assert again(promoted, "maman2").status_code == 302
    assert promoted.get("/desk/staff/").status_code == 200
    # The new head is a second person for the first one's next request.
    assert (
        head.post(
            f"/desk/staff/{centre.actors['qabyldau'].staff_id}/role/", {"new_role": "specialist"}
        ).status_code
        == 302
    )
    row = promoted.get("/desk/staff/").context["changes"][0]
    assert promoted.post(f"/desk/role-changes/{row['id']}/", {"answer": "refuse"}).status_code == 302
    steps = acts(centre.provider_id)
    assert [
        steps.count(act) for act in ("role_change_asked", "role_change_granted", "role_change_refused")
    ] == [2, 1, 1]


@pytest.mark.clause("P8.1a", "P8.1b")
def test_counters_and_hours(desk: Any, centre: Any) -> None:
    from zholdama.ledger.work import Login, work

    head = desk("basshy")
    assert head.post("/desk/office/counters/", {"label": "4"}).status_code == 302
    assert head.post("/desk/office/counters/", {"label": "4"}).status_code == 422
    counter = str(centre.counters[2][0])
    assert head.post(f"/desk/office/counters/{counter}/", {"active": "0"}).status_code == 302
    hours = {"opens": "08:30", "lunch_from": "12:30", "lunch_to": "14:00", "closes": "17:00"}

    def from_day(day: int) -> dict[str, str]:
        return {**hours, "valid_from-day": str(day), "valid_from-month": "1", "valid_from-year": "2025"}

    assert head.post("/desk/office/hours/", from_day(6)).status_code == 422, "today is promised already"
    wrong = head.post("/desk/office/hours/", {**from_day(8), "closes": "13:00"})
    assert wrong.status_code == 422
    assert (
        head.post("/desk/office/hours/", {**from_day(8), "opens": "half past"})
        .context["form"]["opens"]
        .errors
    )
    assert head.post("/desk/office/hours/", from_day(8)).status_code == 302
    assert head.post("/desk/office/hours/", from_day(8)).status_code == 409
    with work(login=Login.STAFF, by=centre.actors["basshy"], at=head.at, provider=centre.provider_id):
        (schedule,) = clocks.schedules(centre.provider_id)
    assert schedule.valid_from == date(2025, 1, 8)
    assert f"{schedule.hours.opens:%H:%M}" == "08:30"
    steps = acts(centre.provider_id)
    assert [steps.count(act) for act in ("counter_added", "counter_closed", "hours_set")] == [1, 1, 1]


def test_the_operator_sets_up_a_provider_whose_head_can_begin(desk: Any, overseer: Any) -> None:
    operator = overseer("operator")
    rows = operator.get("/desk/operator/?shown=closed").context["rows"]
    assert rows
    assert not any(row["open"] for row in rows)
    provider = rows[-1]
    login = f"head-{uuid4().hex[:8]}"
    from zholdama.demonstration.centre import organisation_bin

    sent = {
        "bin": organisation_bin("x"),
        "address_kk": "Үлгі көшесі, 2",
        "address_ru": "Образцовая, 2",
        "phone": "8 (000) 000-00-02",
        "name": "Оспанова Ләззат",
        "iin": by_slug()["zhanna"].iin,
        "login": login,
    }
    address = f"/desk/operator/{provider['id']}/set-up/"
    assert operator.post(address, {**sent, "bin": "123"}).context["form"]["bin"].errors
    page = operator.post(address, sent)
    assert page.status_code == 200, page.content.decode()
    password = page.context["password"]
    assert operator.post(address, {**sent, "login": login + "2"}).status_code == 409
    head = desk()
    assert (
        head.post("/desk/sign-in/", {"login": login, "password": password})["Location"]
        == "/desk/second-factor/"
    )
    secret = head.get("/desk/second-factor/").context["secret"]
    from base64 import b32decode

    code = f"{totp(b32decode(secret.replace(' ', ''))):06d}"
    assert head.post("/desk/second-factor/", {"code": code})["Location"] == "/desk/password/"
    new = "менің ұзын құпия сөйлемім"
    assert head.post("/desk/password/", {"old": password, "new": new, "again": new})["Location"] == "/desk/"
    assert head.get("/desk/staff/").status_code == 200
    assert (
        head.post(
            "/desk/staff/new/", {**NEWCOMER, "login": f"n-{uuid4().hex[:8]}", "role": "specialist"}
        ).status_code
        == 200
    )
    assert acts(provider["id"]) == ["staff_added", "provider_opened", "staff_added"]
    from zholdama.papers.models import SealKey

    assert SealKey.objects.using("owner").filter(provider_id=provider["id"]).count() == 1


def test_the_auditor_sees_counts_and_heads(visit: Any, centre: Any, overseer: Any) -> None:
    one = visit().to_head()
    page = overseer("auditor", at=one.desk.at).get("/desk/audit/")
    row = next(one for one in page.context["rows"] if one["code"] == centre.code)
    assert row["cases"] == 1
    assert row["sequence"] == len(acts(centre.provider_id))
    assert row["hash"] in page.content.decode()
    assert one.resident.surname not in page.content.decode()


def test_the_supervisor_sees_clocks_run_out(desk: Any, visit: Any) -> None:
    one = visit().arrive()
    one.identify()
    one.register()
    supervisor = desk("baqylau", at=one.desk.at)
    for minutes, state in ((0, "calm"), (20, "amber"), (7, "red"), (10, "late")):
        rows = supervisor.later(minutes).get("/desk/").context["running"]
        assert {row["kind"]: row["state"] for row in rows}["result"] == state
    assert "result" in {row["kind"] for row in supervisor.get("/desk/").context["soon"]}


@pytest.mark.parametrize(
    ("minutes", "state"),
    [(19, "calm"), (20, "amber"), (26, "amber"), (27, "red"), (30, "red"), (30.01, "late")],
)
@pytest.mark.clause("P6.1a")
def test_amber_at_20_red_at_27(visit: Any, minutes: float, state: str) -> None:
    one = visit().arrive()
    one.identify()
    one.register()
    clocks_shown = one.desk.later(minutes).get(f"/desk/tickets/{one.ticket}/clocks/").context["clocks"]
    assert {clock["kind"]: clock["state"] for clock in clocks_shown}["result"] == state


def test_search_by_iin_needs_a_reason_and_leaves_a_reading(visit: Any, desk: Any, centre: Any) -> None:
    from zholdama.access.models import Reading

    one = visit().to_head()
    other = desk("maman2", at=one.desk.at)
    iin = one.resident.iin
    bare = other.post("/desk/search/", {"by": "iin", "iin": iin, "reason": ""})
    assert bare.status_code == 422
    page = other.post("/desk/search/", {"by": "iin", "iin": iin, "reason": "Адам телефон соқты"})
    assert [row["number"] for row in page.context["rows"]] == [one.number]
    shown = page.content.decode()
    assert one.resident.surname not in shown, "names are masked in lists"
    readings = Reading.objects.using("owner").filter(actor_id=centre.actors["maman2"].id)
    assert [(row.screen, row.reason) for row in readings] == [("search", "Адам телефон соқты")]
    found = other.post("/desk/search/", {"by": "number", "number": one.number.lower()})
    assert found["Location"] == f"/desk/applications/{one.case}/"
    other.get(found["Location"])
    whole = other.post(found["Location"])
    assert iin in whole.content.decode()
    assert iin not in other.get(found["Location"]).content.decode()
    assert [row.screen for row in readings.order_by("id")] == ["search", "case", "case, whole IIN", "case"]


def test_the_command_line_sets_up_and_lists(database: None, capsys: Any) -> None:
    import json

    from zholdama.cli import provider as command
    from zholdama.providers.models import Provider

    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.add_arguments(parser)
    code = (
        Provider.objects.using("owner").filter(open=False).order_by("code").values_list("code", flat=True)[0]
    )
    login = f"head-{uuid4().hex[:8]}"
    setup = ["setup", code, "--head-login", login, "--head-name", "Оспанов Ерлан", "--json"]
    assert command.run(parser.parse_args(setup)) == 0
    assert json.loads(capsys.readouterr().out)["head_login"] == login
    assert command.run(parser.parse_args(setup)) == 1, "set up already"
    assert "already" in capsys.readouterr().err
    assert command.run(parser.parse_args(["setup", "9999", "--head-login", "x", "--head-name", "x"])) == 2
    capsys.readouterr()
    assert command.run(parser.parse_args(["list", "--json"])) == 0
    listed = {one["code"]: one["open"] for one in json.loads(capsys.readouterr().out)["providers"]}
    assert listed[code] is True
    assert len(listed) > 200


def test_the_kato_file_is_compared_and_applied(database: None, capsys: Any, tmp_path: Any) -> None:
    import json

    from zholdama.cli import provider as command
    from zholdama.providers.models import Provider

    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    command.add_arguments(parser)
    row = (
        Provider.objects.using("owner")
        .filter(kind="district", confirmed=False, demonstration=False)
        .exclude(kato="")
        .first()
    )
    assert row is not None
    file = tmp_path / "kato.csv"
    file.write_text(f"te;name_kaz;name_rus\n{row.kato};{row.name_kk};{row.name_ru}\n", encoding="utf-8")
    command.run(parser.parse_args(["kato", str(file), "--json"]))
    dry = json.loads(capsys.readouterr().out)
    assert (dry["applied"], dry["changes"]) == (False, 1)
    assert not Provider.objects.using("owner").get(id=row.id).confirmed
    command.run(parser.parse_args(["kato", str(file), "--apply", "--json"]))
    assert Provider.objects.using("owner").get(id=row.id).confirmed
    assert "provider_corrected" in acts(row.id)
    capsys.readouterr()
    assert command.run(parser.parse_args(["kato", str(tmp_path / "none.csv")])) == 2
