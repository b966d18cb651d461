"""The tenant wall as the database has it, against the one page that says how it ought to be (`config/wall.py`)."""

from collections.abc import Iterator
from typing import Any

import pytest

from zholdama.config import wall, wall_rights

LOGINS = ("zholdama_web", "zholdama_worker", "zholdama_oversight")
GROUPS = tuple(f"zholdama_{group}" for group in wall_rights.GROUPS)
MEMBERS = {
    ("zholdama_web", "zholdama_staff"),
    ("zholdama_web", "zholdama_citizen"),
    ("zholdama_web", "zholdama_doorkeeper"),
    ("zholdama_worker", "zholdama_staff"),
    ("zholdama_worker", "zholdama_doorkeeper"),
    ("zholdama_oversight", "zholdama_operator"),
    ("zholdama_oversight", "zholdama_auditor"),
}

WITHOUT_PROVIDER_IN_KEY = {
    "access_reading_pkey": "a running number; a reading may belong to no provider (an auditor looks)",
    "referral_code_is_unique": "128 random bits that strangers may type: one code names one referral in the country",
}
"""Unique keys of tenant tables that do not hold the provider, besides the uuid primary key, each with its reason."""

PLAIN_COLUMNS = {
    "person_id": "one record per person for the country; no provider owns it",
    "recipient_id": "a person or an organisation: the message does not care which",
    "case_id": "a ticket or an application: the step and the clock do not care which",
    "representative_id": "one record per person for the country; no provider owns it",
    "account_id": "accounts are needed before a tenant is known",
    "identity_document_id": "a document belongs to a person, not to a provider",
    "kandas_document_id": "a document belongs to a person, not to a provider",
    "actor_id": "an account, a person or the system",
    "key_id": "a text derived from the public key",
}
"""Columns `..._id` of tenant tables that no composite key holds, each with its reason."""


@pytest.fixture
def owner(database: None) -> Iterator[Any]:
    """The owner's cursor in a transaction that is rolled back."""
    from django.db import connections, transaction

    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            yield cursor
        transaction.set_rollback(True, using="owner")


def rows(cursor: Any, statement: str, *arguments: Any) -> list[tuple[Any, ...]]:
    cursor.execute(statement, arguments or None)
    return list(cursor.fetchall())


def unlisted(cursor: Any) -> list[str]:
    """Tables that the page does not have, entries without a table, tables with two entries or without a reason."""
    there = {
        name
        for (name,) in rows(
            cursor,
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'f', 'm')",
        )
    }
    named = [table.name for table in wall.TABLES] + list(wall.FURNITURE)
    found = [f"{name} stands on no page" for name in sorted(there - set(named))]
    found += [f"{name} is on the page and not in the database" for name in sorted(set(named) - there)]
    found += [f"{name} has two entries" for name in sorted({name for name in named if named.count(name) > 1})]
    reasons = {**{table.name: table.reason for table in wall.TABLES}, **wall.FURNITURE}
    return found + [f"{name} has no reason" for name, reason in reasons.items() if len(reason.split()) < 3]


def unforced(cursor: Any) -> list[str]:
    """Tables of ours whose row security is not enabled and forced."""
    return [
        f"row security of {name} is not forced"
        for name, enabled, forced in rows(
            cursor,
            "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND NOT (relname = ANY(%s))",
            list(wall.FURNITURE),
        )
        if not (enabled and forced)
    ]


def open_policies(cursor: Any) -> list[str]:
    """Policies for everybody, two for one group and statement, and staff's that do not ask for the provider."""
    found, seen = [], set()
    free = {table.name for table in wall.TABLES if not table.walled}
    for table, name, roles, kind, using, check in rows(
        cursor, "SELECT tablename, policyname, roles::text[], cmd, qual, with_check FROM pg_policies"
    ):
        if len(roles) != 1 or roles == ["public"]:
            found.append(f"policy {name} of {table} is for {roles}")
        if (table, roles[0], kind) in seen:
            found.append(
                f"{table} has two policies for {roles[0]} {kind}: or-ed together they lose the index"
            )
        seen.add((table, roles[0], kind))
        asked = f"{using} {check}"
        if roles == ["zholdama_staff"] and table not in free and "zholdama.provider" not in asked:
            found.append(f"policy {name} of {table} lets staff by without asking for the provider")
        if (
            roles == ["zholdama_citizen"]
            and "INSERT UPDATE DELETE".find(kind) >= 0
            and "zholdama.person" not in asked
        ):
            found.append(f"policy {name} of {table} lets a citizen write what is not his")
    return found


def keys_without_provider(cursor: Any) -> list[str]:
    """Unique indexes of tenant tables without the provider: their refusals would tell of other tenants' rows."""
    found = []
    for table, index, columns in rows(
        cursor,
        """SELECT t.relname, i.relname, array_agg(a.attname::text ORDER BY a.attnum)
        FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY(x.indkey)
        WHERE x.indisunique AND t.relnamespace = 'public'::regnamespace
          AND EXISTS (SELECT 1 FROM pg_attribute p WHERE p.attrelid = t.oid AND p.attname = 'provider_id' AND NOT p.attisdropped)
        GROUP BY t.relname, i.relname""",
    ):
        uuid_key = columns == ["id"] and index == f"{table}_pkey"
        if "provider_id" in columns or index in WITHOUT_PROVIDER_IN_KEY:
            continue
        if not uuid_key:
            found.append(f"{index} of {table} is unique over all providers: {columns}")
    return found


def foreign_keys(cursor: Any) -> list[tuple[str, str, list[str], list[str]]]:
    """(table, target, columns, target's columns) of every foreign key of a tenant table."""
    return [
        (table, target, columns, theirs)
        for table, target, columns, theirs in rows(
            cursor,
            """SELECT t.relname, f.relname,
                (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = ANY(c.conkey)),
                (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = f.oid AND a.attnum = ANY(c.confkey))
            FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid
            WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace
              AND EXISTS (SELECT 1 FROM pg_attribute p WHERE p.attrelid = t.oid AND p.attname = 'provider_id' AND NOT p.attisdropped)""",
        )
    ]


def plain_references(cursor: Any) -> list[str]:
    """Foreign keys that go around the wall, and columns that look like a reference and have no composite key."""
    found, held = [], set()
    for table, target, columns, theirs in foreign_keys(cursor):
        if "provider_id" not in columns or "provider_id" not in theirs:
            found.append(f"{table} refers to {target} by {columns} alone")
        held |= {(table, column) for column in columns}
    for table, column in rows(
        cursor,
        """SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attname LIKE %s AND NOT a.attisdropped
          AND EXISTS (SELECT 1 FROM pg_attribute p WHERE p.attrelid = c.oid AND p.attname = 'provider_id' AND NOT p.attisdropped)""",
        "%\\_id",
    ):
        if column != "provider_id" and (table, column) not in held and column not in PLAIN_COLUMNS:
            found.append(f"{table}.{column} refers to something without a composite key or a reason")
    return found


def rights_of_logins(cursor: Any) -> list[str]:
    """What the logins own or may do by themselves: nothing, but for the worker's own tables of jobs."""
    found = []
    for login, kind, name in rows(
        cursor,
        """SELECT r.rolname, o.kind, o.name FROM pg_roles r JOIN (
            SELECT relowner AS owner, 'relation' AS kind, relname::text AS name FROM pg_class
            UNION ALL SELECT proowner, 'function', proname FROM pg_proc
            UNION ALL SELECT nspowner, 'schema', nspname FROM pg_namespace
            UNION ALL SELECT typowner, 'type', typname FROM pg_type
            UNION ALL SELECT datdba, 'database', datname FROM pg_database
        ) o ON o.owner = r.oid WHERE r.rolname = ANY(%s)""",
        [*LOGINS, *GROUPS],
    ):
        found.append(f"{login} owns the {kind} {name}")
    for login, table in rows(
        cursor,
        """SELECT r.rolname, c.relname FROM pg_roles r, pg_class c
        WHERE r.rolname = ANY(%s) AND c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
          AND (has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')
               OR has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES'))""",
        list(LOGINS),
    ):
        if not (login == "zholdama_worker" and table.startswith("procrastinate_")):
            found.append(f"{login} may touch {table} outside a unit of work")
    for role, *attributes in rows(
        cursor,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication, rolinherit FROM pg_roles "
        "WHERE rolname = ANY(%s)",
        [*LOGINS, *GROUPS],
    ):
        if any(attributes):
            found.append(f"{role} is more than a plain role: {attributes}")
    for role, schema, database_, temporary in rows(
        cursor,
        """SELECT rolname, has_schema_privilege(oid, 'public', 'CREATE'),
            has_database_privilege(oid, current_database(), 'CREATE'),
            has_database_privilege(oid, current_database(), 'TEMPORARY') FROM pg_roles WHERE rolname = ANY(%s)""",
        [*LOGINS, *GROUPS],
    ):
        if schema or database_ or temporary:
            found.append(f"{role} may create: schema {schema}, database {database_}, temporary {temporary}")
    return found


def open_functions(cursor: Any) -> list[str]:
    """Functions that somebody may call who is not named for it, and definers that can be led astray."""
    found = []
    for name, definer, path, public in rows(
        cursor,
        """SELECT p.proname, p.prosecdef, coalesce(p.proconfig::text, ''), has_function_privilege('public', p.oid, 'EXECUTE')
        FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace""",
    ):
        if public:
            found.append(f"everybody may call {name}")
        if definer and "search_path=pg_catalog, public" not in path:
            found.append(f"{name} runs as the owner on the caller's search path")
    for role, name in rows(
        cursor,
        """SELECT r.rolname, p.proname FROM pg_proc p, pg_roles r
        WHERE p.pronamespace = 'public'::regnamespace AND r.rolname = ANY(%s)
          AND has_function_privilege(r.oid, p.oid, 'EXECUTE')""",
        [*LOGINS, *GROUPS],
    ):
        jobs = role == "zholdama_worker" and name.startswith("procrastinate_")
        granted = [f"zholdama_{group}" for group in wall.FUNCTIONS.get(name, "").split()]
        if not jobs and role not in granted:
            found.append(f"{role} may call {name}")
    return found


def views(cursor: Any) -> list[str]:
    """Views read as their owner, who sees all: none, unless it asks as the caller."""
    return [
        f"the view {name} reads as its owner"
        for name, options in rows(
            cursor,
            "SELECT relname, coalesce(reloptions::text, '') FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')",
        )
        if "security_invoker=true" not in options
    ]


def append_only(cursor: Any) -> list[str]:
    """Append-only and guarded tables whose triggers are not there or can be switched off for a session."""
    there = {
        (table, name)
        for table, name in rows(
            cursor, "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled = 'A'"
        )
    }
    kinds = [(table.name, "append_only") for table in wall.TABLES if table.append_only]
    kinds += [(table.name, "guard") for table in wall.TABLES if table.guard]
    return [
        f"{table} can be changed: {table}_{kind}_{what} is not always enabled"
        for table, kind in kinds
        for what in ("row", "all")
        if (table, f"{table}_{kind}_{what}") not in there
    ]


CHECKS = (
    unlisted, unforced, open_policies, keys_without_provider, plain_references, rights_of_logins, open_functions,
    views, append_only,
)  # fmt: skip


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_wall_stands(owner: Any, check: Any) -> None:
    assert check(owner) == []


def test_every_model_stands_on_the_page(database: None) -> None:
    from django.apps import apps

    named = {table.name for table in wall.TABLES} | set(wall.FURNITURE)
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    assert len(models) > 25
    assert not {model._meta.db_table for model in models} - named


def test_the_logins_are_members_of_exactly_these_groups_and_inherit_nothing(owner: Any) -> None:
    found = rows(
        owner,
        "SELECT m.rolname, g.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member "
        "JOIN pg_roles g ON g.oid = a.roleid WHERE m.rolname = ANY(%s)",
        [*LOGINS, *GROUPS],
    )
    assert set(found) == MEMBERS
    inherits = rows(
        owner,
        "SELECT m.rolname, g.rolname FROM pg_roles m, pg_roles g WHERE m.rolname = ANY(%s) AND g.rolname = ANY(%s) "
        "AND pg_has_role(m.oid, g.oid, 'USAGE')",
        list(LOGINS),
        list(GROUPS),
    )
    assert inherits == []


def test_every_exception_is_still_needed(owner: Any) -> None:
    indexes = {
        name for (name,) in rows(owner, "SELECT indexname FROM pg_indexes WHERE schemaname = 'public'")
    }
    assert set(WITHOUT_PROVIDER_IN_KEY) <= indexes
    columns = {
        name
        for (name,) in rows(
            owner,
            "SELECT DISTINCT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name IN "
            "(SELECT table_name FROM information_schema.columns WHERE column_name = 'provider_id')",
        )
    }
    assert set(PLAIN_COLUMNS) <= columns


SPOILED = {
    "unlisted": "CREATE TABLE scratch (id int)",
    "unforced": "ALTER TABLE applications_application NO FORCE ROW LEVEL SECURITY",
    "open_policies": "CREATE POLICY everybody ON reception_ticket FOR SELECT USING (true)",
    "keys_without_provider": "CREATE UNIQUE INDEX scratch ON reception_ticket (idempotency_key)",
    "plain_references": "ALTER TABLE referrals_guidance ADD CONSTRAINT scratch FOREIGN KEY (application_id) "
    "REFERENCES applications_application (id)",
    "rights_of_logins": "GRANT SELECT (number) ON applications_application TO zholdama_web",
    "open_functions": "CREATE FUNCTION scratch() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    "views": "CREATE VIEW scratch AS SELECT * FROM identity_person",
    "append_only": "ALTER TABLE ledger_entry DISABLE TRIGGER ledger_entry_append_only_row",
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_breach_is_reported(owner: Any, check: Any) -> None:
    owner.execute(SPOILED[check.__name__])
    assert check(owner)


@pytest.mark.parametrize(
    ("check", "spoil"),
    [
        (unforced, "CREATE TABLE scratch (provider_id uuid)"),
        (append_only, "ALTER TABLE reception_ticket DISABLE TRIGGER reception_ticket_guard_row"),
        (open_policies, "CREATE POLICY s ON referrals_guidance FOR UPDATE TO zholdama_staff USING (true)"),
        (plain_references, "ALTER TABLE referrals_guidance ADD COLUMN paper_of_id uuid"),
        (rights_of_logins, "GRANT CREATE ON SCHEMA public TO zholdama_staff"),
        (rights_of_logins, "GRANT DELETE ON reception_ticket TO PUBLIC"),
        (open_functions, "GRANT EXECUTE ON FUNCTION ledger_erase_facts TO zholdama_staff"),
    ],
)
def test_a_second_kind_of_breach_is_reported(owner: Any, check: Any, spoil: str) -> None:
    owner.execute(spoil)
    assert check(owner)
