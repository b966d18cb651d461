"""The worker killed in the middle of a batch, a real process with SIGKILL, then started again: by the mail server's own
record nothing is sent twice and nothing is lost. The points are seeded; two controls show that the harness notices.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.acting import AT, sql
from tests.notifications.mail_server import PHASES, MailServer

from zholdama.notifications import outbox

BATCH = 8
SEEDS = range(24 if os.environ.get("ZHOLDAMA_PROVE") else 7)
AFTER_DEATH = AT + max(outbox.KEPT_BACK, outbox.SETTLED_AFTER) + timedelta(minutes=1)


class Worker:
    """`python -m zholdama.worker.main` over the tests' database; its clock starts at `AT`."""

    def __init__(self, server: MailServer) -> None:
        from django.conf import settings

        there = settings.DATABASES["worker"]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "zholdama.worker.main"],
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "zholdama.config.settings",
                "ZHOLDAMA_CLOCK_STARTS_AT": AT.isoformat(),
                "ZHOLDAMA_DATABASE_NAME": there["NAME"],
                "ZHOLDAMA_SOCKET": str(there["HOST"]),
                "ZHOLDAMA_SMTP_HOST": "127.0.0.1",
                "ZHOLDAMA_SMTP_PORT": str(server.port),
                "ZHOLDAMA_SMTP_SECURITY": "none",
                "ZHOLDAMA_SMTP_FROM": "Zholdama <news@zholdama.test>",
            },
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)

    def dies(self) -> None:
        try:
            assert self._process.wait(40) == -signal.SIGKILL
        finally:
            self._process.kill()


def _killed(post: Any, mail: Callable[..., MailServer], *, phase: str, number: int) -> MailServer:
    """A batch during which the worker is killed at this phase of this letter; then what a later worker finds."""
    worker: list[Worker] = []
    armed = threading.Event()

    def fault(at: str, letter: int) -> str:
        if armed.is_set() and at == phase and (letter == number or phase == "connect"):
            armed.clear()
            worker[0].kill()
            worker[0].dies()
            return "cut" if phase != "after" else ""
        return ""

    server = mail(fault)
    case = post.case()
    post.ask(case, times=BATCH - 1)
    post.follow()
    armed.set()
    worker.append(Worker(server))
    worker[0].dies()
    time.sleep(0.2)  # the server's thread writes its record
    return server


def _by_record(post: Any, server: MailServer) -> tuple[list[str], list[str], list[str]]:
    """(sent twice, lost, said to be sent and never taken), by the server's record."""
    taken = Counter(one for one in server.ids() if one in set(post.ids()))
    states = dict(zip(post.ids(), (state for (state,) in post.rows("state")), strict=True))
    twice = [one for one, times in taken.items() if times > 1]
    lost = [one for one, state in states.items() if not taken[one] and state != "unknown"]
    untrue = [one for one, state in states.items() if not taken[one] and state == "sent"]
    return twice, lost, untrue


@pytest.mark.parametrize("seed", SEEDS)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(post: Any, mail: Any, seed: int) -> None:
    draw = random.Random(seed)
    phase, number = PHASES[seed % len(PHASES)], draw.randint(2, BATCH - 1)
    server = _killed(post, mail, phase=phase, number=number)
    assert "queued" in {state for (state,) in post.rows("state")}, "it was killed in the middle"
    post.send(at=AFTER_DEATH)
    states = Counter(state for (state,) in post.rows("state"))
    assert len(post.rows()) == BATCH
    assert set(states) <= {"sent", "unknown"}
    # Whoever dies before the last dot leaves nothing in doubt; after it, the one letter.
    assert states["unknown"] <= (1 if phase in {"dot", "after"} else 0)
    assert _by_record(post, server) == ([], [], [])


def test_the_harness_notices_a_blind_second_attempt(post: Any, mail: Any) -> None:
    server = _killed(post, mail, phase="dot", number=4)
    made = sql(
        "UPDATE notifications_message SET state = 'queued' WHERE provider_id = %s AND state = 'sending' RETURNING id",
        [post.centre.provider_id],
        alias="owner",
    )
    assert len(made) == 1
    post.send(at=AFTER_DEATH)
    twice, lost, _ = _by_record(post, server)
    assert (twice, lost) == ([f"<{made[0][0]}@zholdama.test>"], [])


def test_the_harness_notices_a_letter_that_counts_as_sent_too_early(post: Any, mail: Any) -> None:
    server = _killed(post, mail, phase="body", number=4)
    made = sql(
        "UPDATE notifications_message SET state = 'sent', ended_at = created_at "
        "WHERE provider_id = %s AND state = 'queued' AND attempts = 1 RETURNING id",
        [post.centre.provider_id],
        alias="owner",
    )
    assert len(made) == 1
    post.send(at=AFTER_DEATH)
    lost = [f"<{made[0][0]}@zholdama.test>"]
    assert _by_record(post, server) == ([], lost, lost)
