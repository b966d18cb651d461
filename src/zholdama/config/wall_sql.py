"""The wall of `wall.py` as SQL: functions, row security, policies, grants, append-only triggers."""

from collections.abc import Iterator
from pathlib import Path

from zholdama.config.wall import FUNCTIONS, FURNITURE, TABLES
from zholdama.config.wall_rights import GROUPS, Right, Table

PACKAGE = Path(__file__).resolve().parent.parent
FUNCTION_FILES = ("ledger", "identity", "access", "reception", "opportunities", "applications", "referrals")


def statements(owner: str) -> Iterator[str]:
    """The whole wall as SQL, in order, for the owner to run after a migration."""
    yield _drop_functions()
    for room in FUNCTION_FILES:
        yield (PACKAGE / room / "functions.sql").read_text(encoding="utf-8")
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {_groups()}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, {_groups()}"
    yield _revoke_functions()
    yield f"GRANT USAGE ON SCHEMA public TO {_groups()}, zholdama_worker"
    for table in TABLES:
        yield from _table(table, owner)
    for name, groups in FUNCTIONS.items():
        yield f"GRANT EXECUTE ON FUNCTION {name} TO {', '.join(f'zholdama_{group}' for group in groups.split())}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {_groups()}"
    yield "GRANT SELECT ON django_migrations TO zholdama_auditor"
    yield from _worker()


def _groups() -> str:
    return ", ".join(f"zholdama_{group}" for group in GROUPS)


def _drop_functions() -> str:
    # Ours are made anew each time: a changed list of arguments would otherwise leave the old function beside the new.
    rooms = "|".join(FUNCTION_FILES)
    return f"""DO $$ DECLARE f record; BEGIN
        FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname = 'public' AND p.proname ~ '^({rooms})_' AND p.prorettype <> 'trigger'::regtype LOOP
            EXECUTE format('DROP FUNCTION %s', f.name);
        END LOOP; END $$"""


def _revoke_functions() -> str:
    # By catalogue, not by list: a function that nobody granted must not be open to PUBLIC by PostgreSQL's default.
    return f"""DO $$ DECLARE f record; BEGIN
        FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
                 WHERE n.nspname = 'public' LOOP
            EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC, {_groups()}', f.name);
        END LOOP; END $$"""


def _table(table: Table, owner: str) -> Iterator[str]:
    yield f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY"
    yield f"""DO $$ DECLARE p record; BEGIN
        FOR p IN SELECT policyname FROM pg_policies WHERE schemaname = 'public' AND tablename = '{table.name}' LOOP
            EXECUTE format('DROP POLICY %I ON {table.name}', p.policyname);
        END LOOP; END $$"""
    yield f'CREATE POLICY owner ON {table.name} TO "{owner}" USING (true) WITH CHECK (true)'
    yield f"CREATE POLICY auditor ON {table.name} FOR SELECT TO zholdama_auditor USING (true)"
    yield f"GRANT SELECT ON {table.name} TO zholdama_auditor"
    for right in table.rights:
        yield f"GRANT {right.privileges} ON {table.name} TO zholdama_{right.group}"
        yield from _policies(table, right)
    for column, target in table.references:
        yield _reference(table.name, column, target)
    if table.append_only:
        yield from _triggers(table.name, "append_only", "ledger_refuse_change")
    if table.guard:
        yield from _triggers(table.name, "guard", table.guard)


def _policies(table: Table, right: Right) -> Iterator[str]:
    # One policy per group and kind of statement: policies OR-ed together lose the index.
    for kind in ("SELECT", "INSERT", "UPDATE", "DELETE"):
        if kind not in right.privileges:
            continue
        name = f"{right.group}_{kind.lower()}"
        using = "" if kind == "INSERT" else f" USING ({right.rows})"
        check = "" if kind in {"SELECT", "DELETE"} else f" WITH CHECK ({right.rows})"
        yield f"CREATE POLICY {name} ON {table.name} FOR {kind} TO zholdama_{right.group}{using}{check}"


def _reference(table: str, column: str, target: str) -> str:
    name = f"{table}_{column}_same_provider"
    return f"""DO $$ BEGIN
        IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN
            ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (provider_id, {column})
            REFERENCES {target} (provider_id, id);
        END IF; END $$"""


def _triggers(table: str, kind: str, function: str) -> Iterator[str]:
    for name, when in (
        ("row", "BEFORE UPDATE OR DELETE ON {} FOR EACH ROW"),
        ("all", "BEFORE TRUNCATE ON {} FOR EACH STATEMENT"),
    ):
        trigger = f"{table}_{kind}_{name}"
        yield f"DROP TRIGGER IF EXISTS {trigger} ON {table}"
        yield f"CREATE TRIGGER {trigger} {when.format(table)} EXECUTE FUNCTION {function}()"
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"


def _worker() -> Iterator[str]:
    for table in (name for name in FURNITURE if name.startswith("procrastinate_")):
        yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO zholdama_worker"
    yield """DO $$ DECLARE f record; BEGIN
        FOR f IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.proname LIKE 'procrastinate_%' LOOP
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO zholdama_worker', f.name);
        END LOOP;
        FOR f IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relkind = 'S' AND c.relname LIKE 'procrastinate_%' LOOP
            EXECUTE format('GRANT USAGE ON SEQUENCE %s TO zholdama_worker', f.name);
        END LOOP; END $$"""
    # The trigger notifies on insert, and a notification takes one cluster-wide lock until commit; jobs are polled.
    yield "DROP TRIGGER IF EXISTS procrastinate_jobs_notify_queue_job_inserted_v1 ON procrastinate_jobs"
    yield "DROP TRIGGER IF EXISTS procrastinate_jobs_notify_queue_job_aborted_v1 ON procrastinate_jobs"
    yield "DROP TRIGGER IF EXISTS procrastinate_jobs_notify_queue ON procrastinate_jobs"
