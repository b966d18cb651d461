"""`zholdama iin` and `zholdama bin`: the fields of the contract, the exit status, and any text as the
number.
"""

import json
import random
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from tests import generators

from zholdama.cli.main import main


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, object]]:
    status = main([*words, "--json"] if "--" not in words else ["iin", "--json", *words[1:]])
    return status, json.loads(capsys.readouterr().out)


def test_a_made_up_iin_is_good_and_its_century_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    status, answer = asked(capsys, "iin", "990101900011")
    assert status == 0
    assert {key: answer[key] for key in ("valid", "reason", "birth_date", "sex")} == {
        "valid": True,
        "reason": "century_unknown",
        "birth_date": None,
        "sex": None,
    }


def test_birth_date_and_sex_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    number = generators.made_up_iin(random.Random(7), seventh="4", born=date(1985, 11, 30))
    status, answer = asked(capsys, "iin", number)
    assert (status, answer["valid"], answer["reason"]) == (0, True, None)
    assert (answer["birth_date"], answer["sex"]) == ("1985-11-30", "female")


def test_the_day_decides_what_the_future_is(capsys: pytest.CaptureFixture[str]) -> None:
    number = generators.made_up_iin(random.Random(8), seventh="6", born=date(2099, 1, 1))
    assert asked(capsys, "iin", number)[1]["reason"] == "future"
    status, answer = asked(capsys, "iin", number, "--on", "2099-01-01")
    assert (status, answer["valid"]) == (0, True)


@pytest.mark.parametrize(
    "text", ["", " ", "-5", "-abc", "-h1", "--jso", "---", "-", "\udcff", "٩٩", "a b", "x=1"]
)
@pytest.mark.parametrize("command", ["iin", "bin"])
def test_any_text_is_answered_with_no(capsys: pytest.CaptureFixture[str], command: str, text: str) -> None:
    status, answer = asked(capsys, command, text)
    assert (status, answer["valid"]) == (1, False)
    assert answer["reason"]


@pytest.mark.parametrize("text", ["--json", "-5", "--help", "990101900012"])
def test_after_two_dashes_everything_is_the_number(capsys: pytest.CaptureFixture[str], text: str) -> None:
    status, answer = asked(capsys, "iin", "--", text)
    assert (status, answer["valid"]) == (1, False)


def test_words_without_quotes_are_one_text_with_spaces(capsys: pytest.CaptureFixture[str]) -> None:
    assert asked(capsys, "iin", "990101", "900011")[1]["reason"] == "spaces"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(text=generators.any_texts.filter(lambda text: text not in ("-h", "--help", "--json", "--", "--on")))
def test_whatever_is_typed_ends_with_0_or_1_and_one_document(
    capsys: pytest.CaptureFixture[str], text: str
) -> None:
    for command in ("iin", "bin"):
        assert main([command, "--json", "--", text]) in (0, 1)
        assert set(json.loads(capsys.readouterr().out)) >= {"valid", "reason"}


def test_without_a_number_the_call_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["iin"])
    assert ended.value.code == 2
    assert capsys.readouterr().out == ""


def test_a_bin_tells_its_kind(capsys: pytest.CaptureFixture[str]) -> None:
    number = generators.made_up_bin(random.Random(9), kind="6", unit="3")
    status, answer = asked(capsys, "bin", number)
    assert (status, answer["valid"], answer["reason"], answer["kind"]) == (0, True, None, "entrepreneur")


def test_people_get_lines_in_three_languages_and_no_echo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["iin", "990101900012"]) == 1
    printed = capsys.readouterr().out
    assert "valid: false" in printed
    assert "ЖСН" in printed
    assert "ИИН" in printed
    assert "IIN" in printed
    assert "990101900012" not in printed
