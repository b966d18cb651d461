"""Two people at one case, one person in two roles, foreign ids, bad signatures (B15, B16, B21)."""

from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.acting import official_signature

from zholdama.applications.actions import own_case_mark
from zholdama.demonstration.residents import by_slug


def signing(head: Any, case: Any, **more: Any) -> dict[str, Any]:
    sent: dict[str, Any] = head.signing(case, **more)
    return sent


def test_the_second_decision_gets_409_with_both_texts(visit: Any, desk: Any) -> None:
    one = visit(measure="guidance").arrive()
    one.identify()
    one.register()
    second = desk("maman2", at=one.desk.at)
    page = second.get(f"/desk/applications/{one.case}/propose/")
    version = page.context["version"]
    assert one.propose(advice="Бірінші кеңес").status_code == 302
    sent = {"version": version, "advice": "Екінші кеңес", "next_step": "Басқа қадам"}
    answer = second.post(f"/desk/applications/{one.case}/propose/", sent)
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Бірінші кеңес" in words, "what holds now"
    assert "Екінші кеңес" in words, "what this person sent"
    assert "Сейітов" in words, "who was first"
    case = second.get(f"/desk/applications/{one.case}/")
    assert any("Бірінші" in line for line in case.context["decision"]), "nothing was overwritten"


def test_refusal_against_proposal_is_409_too(visit: Any, desk: Any) -> None:
    one = visit().arrive()
    one.identify()
    one.register()
    second = desk("maman2", at=one.desk.at)
    page = second.get(f"/desk/applications/{one.case}/refuse/")
    reason = page.context["form"].fields["reason"].choices[0][0]
    sent = {
        "version": page.context["version"],
        "reason": reason,
        "fact": "Тексеру актісі",
        "key": str(uuid4()),
    }
    assert one.propose().status_code == 302
    answer = second.post(f"/desk/applications/{one.case}/refuse/", sent)
    assert answer.status_code == 409
    assert "Тексеру актісі" in answer.content.decode()


def test_two_heads_sign_one_wins(visit: Any, desk: Any) -> None:
    one = visit().to_head()
    head = desk("basshy", at=one.desk.at)
    first, second = signing(head, one.case), signing(head, one.case)
    assert head.post(f"/desk/sign/{one.case}/", first).status_code == 302
    assert head.post(f"/desk/sign/{one.case}/", second).status_code == 409


def test_the_maker_never_signs(visit: Any, desk: Any, centre: Any, overseer: Any, again: Any) -> None:
    one = visit().to_head()
    head = desk("basshy", at=one.desk.at)
    staff_id = centre.actors["maman1"].staff_id
    assert head.post(f"/desk/staff/{staff_id}/role/", {"new_role": "head"}).status_code == 302
    change = head.get("/desk/staff/").context["changes"][0]
    operator = overseer("operator", at=one.desk.at)
    granted = operator.post(
        f"/desk/operator/{centre.provider_id}/role-changes/{change['id']}/", {"answer": "grant"}
    )
    assert granted.status_code == 302
    assert one.desk.get("/desk/").status_code == 302, "the session under the old role is over"
    maker = desk(at=one.desk.at)
    assert again(maker, "maman1").status_code == 302
    answer = maker.post(f"/desk/sign/{one.case}/", signing(maker, one.case))
    assert answer.status_code == 422
    assert "қол қоя алмайды" in answer.content.decode()


def test_nobody_handles_his_own_case(visit: Any, database: None, centre: Any) -> None:
    from zholdama.providers.models import Staff

    mark = own_case_mark(by_slug()["nurlan"].iin)
    Staff.objects.using("owner").filter(id=centre.actors["maman1"].staff_id).update(person_iin_hash=mark)
    one = visit(slug="nurlan").arrive()
    assert one.identify().status_code == 302
    answer = one.register()
    assert answer.status_code == 422
    assert "өз ісіңіз" in answer.content.decode()


def test_a_foreign_case_answers_like_a_missing_one(visit: Any, desk: Any, centre: Any) -> None:
    from zholdama.demonstration import centre as centres

    one = visit().to_head()
    code = uuid4().hex[:4].upper()
    other = centres.make(code=code, at=one.desk.at, prefix=f"{uuid4().hex[:8]}-")
    neighbour = type(one.desk)(other, at=one.desk.at)
    neighbour.sign_in("maman1")
    for address in (
        "/desk/applications/{}/",
        "/desk/applications/{}/receipt/",
        "/desk/applications/{}/propose/",
    ):
        foreign = neighbour.get(address.format(one.case))
        missing = neighbour.get(address.format(uuid4()))
        assert foreign.status_code == missing.status_code == 404
        assert plain(foreign) == plain(missing)
    assert neighbour.get(f"/desk/tickets/{one.ticket}/").status_code == 404
    taken = neighbour.post(f"/desk/applications/{one.case}/take/", {"version": "1"})
    assert taken.status_code == 404


def plain(answer: Any) -> str:
    """A page without what differs from request to request: its own address and the form's proof."""
    lines = answer.content.decode().split("csrfmiddlewaretoken")
    return lines[0] + lines[-1][100:].replace(answer.request["PATH_INFO"], "")


def test_a_head_brings_a_signature_of_any_tool(visit: Any, desk: Any, centre: Any) -> None:
    from zholdama.ledger.work import Login, work

    one = visit().to_head()
    head = desk("basshy", at=one.desk.at)
    text = head.get(f"/desk/sign/{one.case}/text/").content
    assert text.startswith(b"zholdama-decision/1\n")
    actor = centre.actors["basshy"]
    with work(login=Login.STAFF, by=actor, at=head.at, provider=centre.provider_id):
        good = official_signature(centre, text, at=head.at)
        other = official_signature(centre, text + b" ", at=head.at)
    for content, status in ((b"", 422), (b"hello", 422), (other, 422), (good, 302)):
        sent = signing(head, one.case, cms="", signature=SimpleUploadedFile("a.cms", content))
        answer = head.post(f"/desk/sign/{one.case}/", sent)
        assert answer.status_code == status, content[:20]


def test_a_returned_draft_comes_back_with_the_remark(visit: Any, desk: Any) -> None:
    one = visit().to_head()
    head = desk("basshy", at=one.desk.at)
    version = head.get(f"/desk/sign/{one.case}/").context["case"].version
    empty = head.post(f"/desk/sign/{one.case}/return/", {"version": version, "remark": ""})
    assert empty.status_code == 422
    sent = {"version": version, "remark": "Орынды ауыстырыңыз"}
    assert head.post(f"/desk/sign/{one.case}/return/", sent).status_code == 302
    page = one.desk.get(f"/desk/tickets/{one.ticket}/")
    assert page.context["step"] == "propose"
    assert "Орынды ауыстырыңыз" in page.content.decode()
    assert one.propose().status_code == 302


def hear(one: Any, sent: dict[str, Any]) -> None:
    """Tell the person of the intended refusal, write the answer down, send the draft to the head."""
    address = f"/desk/applications/{one.case}/refuse/"
    assert one.desk.post(address, {**sent, "key": str(uuid4())}).status_code == 302
    page = one.desk.get(address)
    assert "said" in page.context["form"].fields
    assert one.desk.post(address, {"said": "Актімен келіспеймін."}).status_code == 302
    page = one.desk.get(address)
    assert page.context["form"].initial == {"reason": sent["reason"], "fact": sent["fact"]}
    assert "Актімен келіспеймін." in page.content.decode()
    assert one.desk.post(address, {**sent, "version": page.context["version"]}).status_code == 302


def test_a_refusal_goes_the_same_way(visit: Any, desk: Any) -> None:
    one = visit().arrive()
    one.identify()
    one.register()
    page = one.desk.get(f"/desk/applications/{one.case}/refuse/")
    reason = page.context["form"].fields["reason"].choices[0][0]
    sent = {"version": page.context["version"], "reason": reason, "fact": "Тексеру актісі №1"}
    hear(one, sent)
    head = desk("basshy", at=one.desk.at)
    assert "Тексеру актісі №1" in head.get("/desk/").content.decode()
    assert head.post(f"/desk/sign/{one.case}/", signing(head, one.case)).status_code == 302
    page = one.desk.get(f"/desk/tickets/{one.ticket}/")
    assert page.context["step"] == "hand_over"
