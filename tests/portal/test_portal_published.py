"""What verifiers fetch: keys and list, with their age, for any cache to keep."""

import base64
import json
import posixpath
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.contrib.staticfiles import finders
from django.test import Client
from tests.acting import changed
from tests.portal.visiting import MORNING, answer_all, case_of, decided, send

from zholdama.papers import published_list
from zholdama.papers.keys import KeyRing


def list_key(client: Client) -> Ed25519PublicKey:
    said = client.get("/verify/keys.json").json()
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(said["list_key"]))


def fetched(client: Client) -> KeyRing:
    return published_list.read(client.get("/verify/list.cose").content, key=list_key(client))


def test_the_keys_say_whose_they_are_and_as_of_when(citizen: Client, centre: Any) -> None:
    answer = citizen.get("/verify/keys.json")
    assert answer.headers["Content-Type"] == "application/json"
    said = answer.json()
    assert datetime.fromisoformat(said["as_of"]) == MORNING
    assert centre.code in {one["provider"]["code"] for one in said["keys"]}
    assert "PRIVATE" not in json.dumps(said)


def test_a_withdrawn_referral_is_on_the_list_within_a_minute(
    citizen: Client, centre: Any, set_clock: Callable[[datetime], None]
) -> None:
    case = case_of(send(citizen, answer_all(citizen, centre.code)))
    decided(centre, case)
    before = fetched(citizen)
    assert before.as_of == MORNING
    statement = "UPDATE referrals_referral SET state = 'withdrawn' WHERE application_id = %s"
    assert changed(statement, [case], alias="owner") == 1
    set_clock(MORNING + timedelta(seconds=30))
    after = fetched(citizen)
    assert after.as_of == MORNING + timedelta(seconds=30)
    assert len(after.withdrawn - before.withdrawn) == 1


def test_caches_may_keep_it_for_half_a_minute(citizen: Client, set_clock: Callable[[datetime], None]) -> None:
    first = citizen.get("/verify/list.cose")
    assert first.headers["Cache-Control"] == "public, max-age=30"
    assert first.headers["Content-Type"].startswith("application/cose")
    set_clock(MORNING + timedelta(seconds=12))
    again = citizen.get("/verify/list.cose", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["Cache-Control"] == "public, max-age=18"
    assert "Set-Cookie" not in again.headers


def test_the_page_without_a_network_is_the_same_for_everybody(citizen: Client) -> None:
    """It is stored in browsers: nothing of a session, of a form or of a person may be in it."""
    mine, theirs = (one.get("/verify/offline/", {"lang": "ru"}) for one in (citizen, Client()))
    assert mine.content == theirs.content
    assert "Set-Cookie" not in mine.headers
    assert b"csrfmiddlewaretoken" not in mine.content
    assert "camera=(self)" in mine.headers["Permissions-Policy"]
    assert "script-src 'self'" in mine.headers["Content-Security-Policy"]
    assert "unsafe" not in mine.headers["Content-Security-Policy"]


def test_the_worker_keeps_every_file_that_the_page_loads(citizen: Client) -> None:
    answer = citizen.get("/verify/offline/worker.js")
    script = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/javascript")
    kept = set(json.loads(script.split("const FILES = ")[1].split(";\n")[0]))
    page = citizen.get("/verify/offline/").content.decode()
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    for name in sorted(kept):
        if name.endswith((".js", ".css")):
            found = finders.find(name.removeprefix("/static/"))
            assert isinstance(found, str), name
            folder = name.rsplit("/", 1)[0]
            for said in re.findall(r'(?:from|url\()\s*"?(\.[^")]+)', Path(found).read_text()):
                wanted.add(posixpath.normpath(f"{folder}/{said}"))
    assert wanted - kept == set()
