"""The floor: a bare WSGI function that does the unavoidable work of a submission and nothing else.

JSON, the same CMS check with the same cached chain, and one statement that writes as many rows as a submission
inserts, committed. No framework, no document, no number, no chain, no clock, no tenant wall.
"""

import base64
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

import psycopg

from zholdama import clock
from zholdama.config import addresses
from zholdama.config.installation import here as installation
from zholdama.eds import cms
from zholdama.eds.trust import TrustStore

TABLES = """
CREATE SCHEMA IF NOT EXISTS bench;
CREATE TABLE bench.person (id uuid PRIMARY KEY, iin text, surname text, given_name text, at timestamptz);
CREATE TABLE bench.application (id uuid PRIMARY KEY, provider text, person uuid, measure text, state text, at timestamptz);
CREATE TABLE bench.paper (id uuid PRIMARY KEY, application uuid, kind text, sha256 bytea, content bytea, at timestamptz);
CREATE TABLE bench.acquaintance (id uuid PRIMARY KEY, provider text, person uuid, at timestamptz);
CREATE TABLE bench.entry (id uuid PRIMARY KEY, application uuid, entry text, hash bytea, at timestamptz);
CREATE TABLE bench.facts (id uuid PRIMARY KEY, salt bytea, facts text);
CREATE TABLE bench.name_word (provider text, word text, person uuid, PRIMARY KEY (provider, word, person));
CREATE TABLE bench.evidence (id uuid PRIMARY KEY, application uuid, verdict text, checks text, held text, at timestamptz);
CREATE TABLE bench.clock (id uuid PRIMARY KEY, application uuid, started_at timestamptz, due_at timestamptz);
GRANT USAGE ON SCHEMA bench TO zholdama_web;
GRANT INSERT ON ALL TABLES IN SCHEMA bench TO zholdama_web;
"""
"""Plain tables with a primary key each: no policy, no trigger, no other index, no foreign key."""

ROWS = 11
"""What one submission inserts: person, application, two papers, acquaintance, two words of the name, evidence, entry,
facts, clock."""

INSERT = """
WITH p AS (INSERT INTO bench.person VALUES (%(person)s, %(iin)s, %(surname)s, %(given)s, %(at)s)),
a AS (INSERT INTO bench.application VALUES (%(id)s, %(provider)s, %(person)s, 'measure', 'submitted', %(at)s)),
d AS (INSERT INTO bench.paper VALUES (%(text_id)s, %(id)s, 'application', %(text_sha)s, %(text)s, %(at)s),
                                     (%(cms_id)s, %(id)s, 'signature', %(cms_sha)s, %(cms)s, %(at)s)),
q AS (INSERT INTO bench.acquaintance VALUES (%(person)s, %(provider)s, %(person)s, %(at)s)),
w AS (INSERT INTO bench.name_word VALUES (%(provider)s, %(surname)s, %(person)s), (%(provider)s, %(given)s, %(person)s)),
v AS (INSERT INTO bench.evidence VALUES (%(evidence)s, %(id)s, 'valid', %(checks)s, %(held)s, %(at)s)),
e AS (INSERT INTO bench.entry VALUES (%(id)s, %(id)s, %(entry)s, %(text_sha)s, %(at)s)),
f AS (INSERT INTO bench.facts VALUES (%(id)s, %(cms_sha)s, %(entry)s))
INSERT INTO bench.clock VALUES (%(id)s, %(id)s, %(at)s, %(at)s)
"""

ENTRY = json.dumps({"act": "submit", "actor": "system", "filling": "x" * 330})
"""As long as the entry of a submission."""

CHECKS = json.dumps([["x" * 12, "good", "x" * 20]] * 16)
HELD = json.dumps({"trust": ["x" * 64] * 4})
"""As long as the checks of a verdict and what it rests on."""

_own = threading.local()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI function."""
    sent = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    document, signature = base64.b64decode(sent["document"]), base64.b64decode(sent["signature"])
    at = clock.now()
    verdict = cms.verify(
        signature,
        content=document,
        at=at,
        store=_store(),
        role="individual",
        revocation="not_published_by_development_ca",
    )
    if not verdict.valid:
        start_response("422 Unprocessable Entity", [("Content-Type", "text/plain"), ("Content-Length", "0")])
        return [b""]
    number = _insert(verdict.signers[0], document, signature, at)
    body = json.dumps({"number": number, "at": at.isoformat()}).encode()
    start_response("201 Created", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _insert(signer: Any, document: bytes, signature: bytes, at: datetime) -> str:
    number = uuid4()
    _connection().execute(
        INSERT,
        {
            "person": uuid4(), "iin": signer.iin, "surname": signer.surname, "given": signer.given_name, "at": at,
            "id": number, "provider": "bench",
            "text_id": uuid4(), "text": document, "text_sha": hashlib.sha256(document).digest(),
            "cms_id": uuid4(), "cms": signature, "cms_sha": hashlib.sha256(signature).digest(),
            "entry": ENTRY, "evidence": uuid4(), "checks": CHECKS, "held": HELD,
        },
    )  # fmt: skip
    return str(number)


def _connection() -> psycopg.Connection[Any]:
    """This thread's connection, in autocommit: one statement, one transaction."""
    if not hasattr(_own, "connection"):
        where = addresses.databases(installation())["default"]
        _own.connection = psycopg.connect(
            host=where["HOST"],
            port=where["PORT"],
            dbname=where["NAME"],
            user=where["USER"],
            password=where["PASSWORD"],
            application_name="zholdama-bench-floor",
            options="-c synchronous_commit=on",
            autocommit=True,
        )
    connection: psycopg.Connection[Any] = _own.connection
    return connection


@lru_cache(maxsize=1)
def _store() -> TrustStore:
    return TrustStore.from_folder(os.environ["ZHOLDAMA_BENCH_TRUST"])
