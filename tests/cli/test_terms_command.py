"""`zholdama terms verify` as a script calls it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from tests.ledger import day

from zholdama.cli.main import main


def called(capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> dict[str, Any]:
    assert main(["terms", "verify", *arguments, "--json"]) == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_missed_clocks_are_counted_and_differ_in_nothing(
    centre: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    day.case_at_the_counter(centre, day.AT, hand_over=timedelta(minutes=33))
    day.from_the_portal(centre, day.AT)
    answer = called(capsys, "--provider", centre.code)
    assert answer == {
        "clocks": 4,
        "kept": 1,  # waiting
        "missed": 2,  # serving and the result
        "running": 1,  # the portal
        "undetermined": 0,
        "differing": 0,
        "differences": [],
    }
    assert main(["terms", "verify", "--provider", centre.code]) == 0
    told = capsys.readouterr().out
    assert told == "4 clocks: 1 kept, 2 missed, 1 running, 0 undetermined; 0 differ\n"


def test_a_row_that_was_made_to_look_kept_is_named(centre: Any, capsys: pytest.CaptureFixture[str]) -> None:
    case = day.case_at_the_counter(centre, day.AT, hand_over=timedelta(minutes=33))
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute(
            "UPDATE clocks_clock SET kept = true WHERE provider_id = %s AND kind = 'result'",
            [centre.provider_id],
        )
    answer = called(capsys, "--provider", centre.code, status=1)
    assert (answer["differing"], answer["missed"]) == (1, 2), "what is counted comes from the steps"
    assert answer["differences"] == [
        {
            "provider": str(centre.provider_id),
            "case": str(case.application_id),
            "kind": "result",
            "field": "kept",
            "stored": "True",
            "recomputed": "False",
        }
    ]
    assert main(["terms", "verify", "--provider", centre.code]) == 1
    assert str(case.application_id) in capsys.readouterr().out


def test_an_unknown_provider_is_a_wrong_call(database: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["terms", "verify", "--provider", "no such code"]) == 2
    assert "no such code" in capsys.readouterr().err
