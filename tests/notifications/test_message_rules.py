"""When a message is tried again; and the words of every kind in every language."""

import re
from datetime import timedelta
from string import Formatter

import pytest
from tests.acting import AT

from zholdama.notifications import kinds, rules, texts
from zholdama.notifications.carriers import Letter
from zholdama.notifications.smtp import wire_form
from zholdama.portal import words as portal_words


@pytest.mark.parametrize(
    ("attempts", "bound"), [(1, 30), (2, 60), (3, 120), (9, 7680), (10, 14_400), (500, 14_400)]
)
def test_the_bound_doubles_and_the_moment_lies_anywhere_below(attempts: int, bound: int) -> None:
    for chance in (0.0, 0.25, 0.999):
        again = rules.next_attempt(attempts=attempts, since=AT, at=AT, chance=chance)
        assert again == AT + max(timedelta(seconds=1), timedelta(seconds=bound * chance))


def test_it_is_given_up_after_three_days() -> None:
    late = AT + timedelta(days=3)
    assert (
        rules.next_attempt(attempts=1, since=AT, at=late - timedelta(microseconds=1), chance=0.0) is not None
    )
    assert rules.next_attempt(attempts=1, since=AT, at=late, chance=0.0) is None


@pytest.mark.parametrize("language", texts.LANGUAGES)
@pytest.mark.parametrize("kind", [one.kind for one in kinds.TELLINGS])
def test_every_kind_has_words_that_name_nothing_but_number_and_address(kind: str, language: str) -> None:
    template = texts.templates()[kind][language]
    fields = {
        name for part in template.values() for _, name, _, _ in Formatter().parse(part) if name is not None
    }
    assert fields <= {"number", "address"}
    assert "address" in fields
    words = texts.words(kind, language, number="A-1", address="https://z.test/", stop=True)
    assert not re.search(r"[{}\n]", words.subject)
    assert words.text.isprintable() is False  # lines
    assert "https://z.test/" in words.text
    said = texts.short(kind, language, number="A-1", address="https://z.test/")
    assert len(said) <= 130


def test_kazakh_sentences_are_short() -> None:
    for kind, languages in texts.templates().items():
        for sentence in re.split(r"[.?!\n]", " ".join(languages["kk"].values())):
            assert len(sentence.split()) <= 15, (kind, sentence)


def test_the_kinds_of_the_cabinet_and_of_the_letters_are_the_same() -> None:
    assert set(kinds.TO_PERSONS.values()) == set(portal_words.NOTICES)


def test_a_letter_is_the_same_bytes_at_every_attempt_and_no_line_of_it_can_end_it() -> None:
    letter = Letter("<1@z.test>", "a@z.test", "Тақырып", ".\r\n..\r\nмәтін\n", "kk", AT)
    first = wire_form(letter, to="a@z.test", sender="Zholdama <n@z.test>")
    assert first == wire_form(letter, to="a@z.test", sender="Zholdama <n@z.test>")
    assert b"\r\n.\r\n" not in first
    with pytest.raises(ValueError, match="linefeed"):
        wire_form(
            Letter("<1@z.test>", "a@z.test", "a\nBcc: b@z.test", "", "kk", AT),
            to="a@z.test",
            sender="n@z.test",
        )
