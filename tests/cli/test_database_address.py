"""Commands with a database that is missing, new, or not theirs: words and exit status, never a traceback."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from zholdama.config import addresses
from zholdama.config.installation import here

Call = Callable[..., "subprocess.CompletedProcess[str]"]
NOBODY = "postgresql://somebody:geheim@127.0.0.1:1/nothing"


def called(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "zholdama.cli.main", *arguments],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "zholdama.config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("address", [NOBODY, NOBODY.replace("postgresql:", "mysql:")])
@pytest.mark.parametrize(
    "arguments", [("demo",), ("ledger", "verify"), ("provider", "list"), ("referral", "verify", "x")]
)
def test_a_server_that_does_not_answer(arguments: tuple[str, ...], address: str) -> None:
    done = called(*arguments, DATABASE_URL=address)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("zholdama: the database cannot be reached: ")
    assert "geheim" not in done.stderr


@pytest.fixture
def new_name(database: None) -> Iterator[str]:
    """A name that no database has yet; what is made of it goes again."""
    from zholdama.config import database as house

    name = f"zholdama_new_{uuid4().hex[:8]}"
    yield name
    with house.administrator() as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def test_a_new_database_is_named_and_then_made_ready(new_name: str) -> None:
    from zholdama.config import database as house

    with house.administrator() as connection:
        info = connection.info
        address = (
            f"postgresql://{quote(info.user)}:{quote(info.password)}@/{new_name}"
            f"?host={quote(info.host)}&port={info.port}"
        )
    own = {"DATABASE_URL": address, "ZHOLDAMA_SOCKET": ""}
    early = called("terms", "verify", **own)
    assert early.returncode == 3
    assert "`zholdama database prepare`" in early.stderr
    findings = json.loads(called("check", "--json", **own).stdout)["findings"]
    assert [f["do"] for f in findings if f["what"] == "the database is not prepared yet"] == [
        "run `zholdama database prepare`; `zholdama run` does it at the first start"
    ]
    assert called("database", "prepare", **own).returncode == 0
    assert called("terms", "verify", **own).stdout.startswith("0 clocks")
    assert called("check", "--json", **own).returncode == 0


def test_any_command_makes_the_embedded_database_ready(new_name: str) -> None:
    listed = called("provider", "list", "--json", ZHOLDAMA_DATABASE_NAME=new_name)
    assert listed.returncode == 0
    assert len(json.loads(listed.stdout)["providers"]) > 200


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://o:p%40ss@h:6543/d",
        "postgres:///d?host=h&port=6543&user=o&password=p%40ss",
        "postgresql:///?dbname=d&host=h&port=6543&user=o&password=p%40ss",
    ],
)
def test_the_spellings_of_an_address(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    found: dict[str, Any] = addresses.databases(here())
    owner = found["owner"]
    assert [owner[key] for key in ("HOST", "PORT", "NAME", "USER", "PASSWORD")] == [
        "h",
        "6543",
        "d",
        "o",
        "p@ss",
    ]
    assert found["default"]["USER"] == "zholdama_web"
    for alias in found.values():
        assert not {"user", "password", "dbname"} & set(alias["OPTIONS"])
