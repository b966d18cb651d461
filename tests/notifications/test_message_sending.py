"""From the step to the mail server: once, in the person's language, without anything personal; faults on the line."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests.acting import AT, crowd, sql

from zholdama import clock
from zholdama.notifications import actions, outbox, recipients, rules
from zholdama.worker import sending

TAKEN_UP = outbox.KEPT_BACK


@pytest.fixture(autouse=True)
def _same_chance(monkeypatch: Any) -> None:
    monkeypatch.setattr(sending, "chance", lambda: 0.5)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_step_becomes_one_letter_in_the_persons_language(post: Any, mail: Any, language: str) -> None:
    server = mail()
    case = post.case(language=language, email="someone@example.kz")
    assert post.follow().messages == 1
    assert post.send() == 1
    (letter,) = server.taken
    message = letter.message
    number, name = sql(
        "SELECT a.number, p.surname FROM applications_application a JOIN identity_person p ON p.id = a.person_id WHERE a.id = %s",
        [case],
        alias="owner",
    )[0]
    text = message.get_content()
    assert (letter.to, message["Content-Language"]) == ("someone@example.kz", language)
    assert {"kk": "қабылданды", "ru": "принято", "en": "was accepted"}[language] in text
    assert number in text
    assert number in message["Subject"]
    whole = text + message["Subject"]
    assert name not in whole
    assert not re.search(r"\d{12}", whole)
    assert message["List-Unsubscribe"] == "<http://127.0.0.1:8000/applications/>"
    assert post.rows("state, attempts, taken_as") == [("sent", 1, "T00001")]
    assert (post.follow().messages, post.send(), len(server.taken)) == (0, 0, 1)


def test_without_an_address_or_a_server_the_cabinet_alone_tells(post: Any, mail: Any, centre: Any) -> None:
    post.case()
    assert (post.follow().notices, post.rows()) == (1, [])  # no server is named
    mail()
    post.case(email="", measure="job_placement")
    followed = post.follow()
    assert (followed.notices, followed.messages) == (1, 0)


def test_an_address_taken_back_is_not_written_to(post: Any, mail: Any) -> None:
    server, case = mail(), post.case()
    post.follow()
    sql("UPDATE applications_application SET email = '' WHERE id = %s", [case], alias="owner")
    assert post.send() == 0
    assert (post.rows(), server.taken) == ([("given_up", "no_address")], [])


@pytest.mark.parametrize(
    ("phase", "answer", "ends"),
    [
        ("connect", "421 not now", ("queued", "smtp_421")),
        ("connect", "cut", ("queued", "no_line")),
        ("mail", "450 busy", ("queued", "smtp_450")),
        ("mail", "550 who are you", ("queued", "smtp_550")),
        ("rcpt", "450 busy", ("queued", "smtp_450")),
        ("rcpt", "550 nobody <someone@example.kz>", ("failed", "smtp_550")),
        ("rcpt", "cut", ("queued", "cut")),
        ("data", "451 busy", ("queued", "smtp_451")),
        ("data", "slow", ("queued", "cut")),
        ("body", "cut", ("queued", "cut")),
        ("dot", "452 full", ("queued", "smtp_452")),
        ("dot", "554 spam", ("failed", "smtp_554")),
        ("dot", "cut", ("unknown", "cut")),
        ("dot", "slow", ("unknown", "cut")),
    ],
)
def test_what_a_fault_makes_of_a_message(
    post: Any, mail: Any, phase: str, answer: str, ends: tuple[str, str]
) -> None:
    wrong = [answer]
    server = mail(lambda at, _: wrong[0] if at == phase else "")
    post.case()
    post.follow()
    post.send()
    assert post.rows() == [ends]
    wrong[0] = ""
    post.send(at=AT + timedelta(days=1))
    after, error = post.rows()[0]
    if ends[0] == "queued":
        assert (after, error, server.ids()) == ("sent", "", post.ids())
    else:
        assert (after, error) == ends
        assert len(server.ids()) <= 1


@pytest.mark.parametrize("changes", [{"security": "starttls"}, {"user": "zholdama", "password": "secret"}])
def test_nothing_goes_in_the_clear_or_unsigned_where_the_settings_want_more(
    post: Any, mail: Any, settings: Any, changes: dict[str, str]
) -> None:
    server = mail()
    settings.ZHOLDAMA_SMTP = {**settings.ZHOLDAMA_SMTP, **changes}
    post.case()
    post.follow()
    post.send()
    assert (post.rows(), server.seen) == ([("queued", "not_offered")], 0)


def test_what_goes_wrong_in_the_house_after_the_point_is_not_repeated(
    post: Any, mail: Any, monkeypatch: Any
) -> None:
    server = mail()
    post.case()
    post.follow()
    monkeypatch.setattr("zholdama.notifications.smtp._taken_as", lambda words: 1 / 0)
    post.send()
    assert post.rows() == [("unknown", "error_ZeroDivisionError")]
    assert len(server.taken) == 1


def test_one_letter_refused_does_not_keep_the_others(post: Any, mail: Any) -> None:
    server = mail(lambda phase, number: "550 no" if (phase, number) == ("rcpt", 2) else "")
    case = post.case()
    post.ask(case, times=3)
    post.follow()
    assert post.send() == 4
    assert [state for state, _ in post.rows()] == ["sent", "failed", "sent", "sent"]
    assert len(server.taken) == 3
    assert len(server.names) == 1, "one line serves the whole round"


def test_a_line_that_is_down_is_asked_once_a_round_and_given_up_after_days(post: Any, mail: Any) -> None:
    server = mail(lambda phase, _: "421 down" if phase == "connect" else "")
    case = post.case()
    post.ask(case, times=3)
    post.follow()
    assert post.send() == 1
    moments = [moment for (moment,) in post.rows("next_at")]
    assert sorted(moments) == [AT, AT, AT, AT + timedelta(seconds=15)]
    post.send(at=AT + rules.TRIED_FOR)
    assert {state for state, _ in post.rows()} == {"given_up"}
    assert server.taken == []


def test_workers_at_once_send_once(post: Any, mail: Any) -> None:
    server, case = mail(), post.case()
    post.ask(case, times=20)
    post.follow()
    outcomes = crowd(4, lambda _: post.send())
    assert not [one for one in outcomes if isinstance(one, BaseException)]
    assert sum(outcomes) == 21  # type: ignore[arg-type]
    assert sorted(server.ids()) == sorted(post.ids())


def test_a_worker_thought_dead_changes_nothing_any_more(post: Any, mail: Any) -> None:
    server = mail()
    post.case()
    post.follow()
    with post.system():
        slow = outbox.take(("email",))
    assert slow is not None
    assert post.send() == 0  # kept back for the slow one
    assert post.send(at=AT + TAKEN_UP) == 1
    for act in (
        outbox.commit,
        lambda one: outbox.failed(one, "x"),
        lambda one: outbox.postponed(one, "x", chance=0.0),
    ):
        with post.system():
            assert not act(slow)
    assert (post.rows(), len(server.taken)) == ([("sent", "")], 1)


def test_an_answer_that_comes_late_ends_the_doubt(post: Any, mail: Any) -> None:
    mail()
    post.case()
    post.follow()
    with post.system():
        parcel = outbox.take(("email",))
    with post.system():
        assert outbox.commit(parcel)
    post.at += outbox.SETTLED_AFTER
    assert post.send(at=post.at) == 0
    assert post.rows() == [("unknown", "interrupted")]
    with post.system():
        assert outbox.sent(parcel, "T1")
    assert post.rows() == [("sent", "")]


def test_the_stand_in_for_sms_keeps_a_file_and_knows_what_it_took(
    post: Any, settings: Any, tmp_path: Any
) -> None:
    settings.ZHOLDAMA_SMS, settings.ZHOLDAMA_SMS_FILE = (
        "zholdama.notifications.sms.FileSms",
        tmp_path / "sms.jsonl",
    )
    post.case(email="", phone="+7 701 234 56 78")
    post.follow()
    with post.system():
        parcel = outbox.take(("sms",))
    with post.system():
        outbox.commit(parcel)
    post.at += outbox.SETTLED_AFTER
    assert post.send(at=post.at) == 1, "the other side has nothing: it is sent now"
    assert settings.ZHOLDAMA_SMS_FILE.read_text().count("+77012345678") == 1
    assert settings.ZHOLDAMA_SMS_FILE.stat().st_mode & 0o077 == 0
    sql(
        "UPDATE notifications_message SET state = 'sending', ended_at = NULL WHERE provider_id = %s",
        [post.centre.provider_id],
        alias="owner",
    )
    assert post.send(at=post.at + outbox.SETTLED_AFTER) == 0, "the other side has it"
    assert post.rows() == [("sent", "")]


def test_a_round_serves_every_open_provider_and_nothing_where_all_is_off(
    post: Any, mail: Any, settings: Any
) -> None:
    server = mail()
    post.case()
    post.follow()
    settings.ZHOLDAMA_SMTP = {**settings.ZHOLDAMA_SMTP, "host": ""}
    with clock.clock_at(AT):
        assert sending.send_all() == 0
    settings.ZHOLDAMA_SMTP = {**settings.ZHOLDAMA_SMTP, "host": "127.0.0.1"}
    with clock.clock_at(AT):
        assert sending.send_all() >= 1
    assert set(post.ids()) <= set(server.ids())


def test_messages_and_cursor_move_together(post: Any, mail: Any) -> None:
    mail()
    post.case()
    with pytest.raises(ZeroDivisionError), post.system():
        _follow_and_crash()
    assert post.rows() == []
    assert post.follow().messages == 1
    sql(
        "UPDATE notifications_cursor SET sequence = 0 WHERE provider_id = %s",
        [post.centre.provider_id],
        alias="owner",
    )
    before = post.rows("id, state")
    post.follow()
    assert post.rows("id, state") == before


def _follow_and_crash() -> None:
    assert actions.follow().messages == 1
    raise ZeroDivisionError


def test_an_employer_is_told_only_where_the_settings_name_the_link(
    post: Any, mail: Any, settings: Any, monkeypatch: Any
) -> None:
    from uuid import uuid4

    server = mail()
    case, place, organisation = post.case(email=""), uuid4(), uuid4()
    own = post.centre.provider_id
    sql(
        "INSERT INTO opportunities_organisation (id, provider_id, number, name, kato, address, contact_person, phone, email, "
        "language, version, created_at) VALUES (%s, %s, '990140000123', 'Сынақ', '', '', '', '', 'kadr@example.kz', 'ru', 1, %s)",
        [organisation, own, AT],
        alias="owner",
    )
    sql(
        "UPDATE opportunities_place SET organisation_id = %s WHERE id = (SELECT min(id::text)::uuid FROM opportunities_place WHERE provider_id = %s)",
        [organisation, own],
        alias="owner",
    )
    place = sql(
        "SELECT id FROM opportunities_place WHERE organisation_id = %s", [organisation], alias="owner"
    )[0][0]
    sql(
        "INSERT INTO referrals_referral (id, provider_id, application_id, person_id, kind, place_id, state, number, code, "
        "key_id, version, issued_at, reminders) SELECT %s, %s, id, person_id, 'training', %s, 'delivered', 'R-1', '', '', 1, %s, 0 "
        "FROM applications_application WHERE id = %s",
        [uuid4(), own, place, AT, case],
        alias="owner",
    )

    def again(act: str) -> int:
        with post.system():
            from zholdama.ledger import chain

            chain.append(act, case=place if act.startswith("place") else case, facts={})
        return int(post.follow().messages)

    settings.ZHOLDAMA_MESSAGE_LINKS = {}
    assert again("hand_over") == 0
    assert again("place_reminder") == 1
    monkeypatch.setattr(
        recipients, "link_for_test", lambda about, *, at: f"https://zholdama.test/a/{about}", raising=False
    )
    settings.ZHOLDAMA_MESSAGE_LINKS = {"referral_issued": "zholdama.notifications.recipients.link_for_test"}
    assert again("hand_over") == 1
    post.send()
    first, second = server.taken
    assert {first.to, second.to} == {"kadr@example.kz"}
    assert "https://zholdama.test/a/" in second.message.get_content()
    assert "R-1" not in second.message.get_content()
