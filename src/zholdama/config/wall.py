"""The tenant wall on one page: every table, who may touch it, which rows, and why.

The wall is applied after each migration as the owner and is idempotent. A house test compares this page with the
database: a table that is missing here fails it. The SQL made from this page is in `wall_sql.py`.
"""

from zholdama.config.wall_beside import BESIDE_A_CASE
from zholdama.config.wall_matching import WISHES
from zholdama.config.wall_offers import OFFERS
from zholdama.config.wall_results import RESULTS
from zholdama.config.wall_rights import (
    ACQUAINTED,
    ALL,
    MESSAGE,
    OWN_CASE,
    OWN_PROVIDER,
    RECHECK,
    SEAL_KEY,
    STOP,
    TICKET,
    TRUE_CALENDAR,
    Right,
    Table,
    citizen,
    every,
    staff,
)

TABLES: tuple[Table, ...] = (
    # the ledger
    Table(
        "ledger_entry", "steps of one provider", (staff("SELECT"), citizen(rows=OWN_CASE)), append_only=True
    ),
    Table("ledger_facts", "facts behind the steps of one provider", (staff("SELECT"),)),
    Table("ledger_chain", "head of one provider's chain", (staff("SELECT"),)),
    Table("ledger_number", "number book of one provider", (staff("SELECT"),)),
    Table(
        "clocks_clock",
        "clocks of one provider",
        (
            staff(STOP),
            citizen(rows=OWN_CASE),
            Right("operator", "SELECT, UPDATE (due_at, runs_from, calendar_hash)", ALL),
        ),
    ),
    Table(
        "clocks_calendar",
        "the calendar is one for the country and published",
        (
            *every("staff citizen doorkeeper"),
            Right("operator", "SELECT, INSERT, UPDATE (current)", ALL),
            staff("INSERT", TRUE_CALENDAR),
        ),
        walled=False,
    ),
    # papers
    Table(
        "papers_paper",
        "documents of one provider's cases",
        (staff("SELECT, INSERT"), citizen()),
        append_only=True,
    ),
    Table(
        "papers_seal_key",
        "keys of one provider; the public part is published",
        (
            staff("SELECT, INSERT"),
            Right("operator", "SELECT, INSERT, UPDATE (not_after, revoked_at)", OWN_PROVIDER),
            Right("doorkeeper", SEAL_KEY, ALL),
        ),
    ),
    # signatures
    Table(
        "signatures_evidence",
        "verdicts on the signatures of one provider's cases",
        (
            staff("SELECT, INSERT"),
            citizen(
                "SELECT (id, provider_id, case_id, purpose, received_at, asked_at, verdict, reasons)",
                OWN_CASE,
            ),
        ),
        references=(
            ("paper_id", "papers_paper"),
            ("content_paper_id", "papers_paper"),
            ("ocsp_paper_id", "papers_paper"),
            ("timestamp_paper_id", "papers_paper"),
            ("answer_paper_id", "papers_paper"),
        ),
        append_only=True,
    ),
    Table(
        "signatures_recheck",
        "signatures of one provider's cases that are asked about again",
        (
            staff(RECHECK),
            citizen("SELECT (id, provider_id, case_id, purpose, state, finding, since, reason)", OWN_CASE),
            Right("operator", "SELECT", ALL),
        ),
        references=(("signer_id", "providers_staff"),),
    ),
    # providers
    Table(
        "providers_provider",
        "the list of providers is published (P2)",
        (*every("staff citizen doorkeeper"), Right("operator", "SELECT, INSERT, UPDATE", ALL)),
        walled=False,
    ),
    Table(
        "clocks_schedule",
        "hours of one provider; published (P8.1a)",
        (staff("SELECT, INSERT"), *every("citizen doorkeeper"), Right("operator", "SELECT, INSERT", ALL)),
    ),
    Table(
        "providers_counter",
        "counters of one provider",
        (staff("SELECT, INSERT, UPDATE"), Right("operator", "SELECT, INSERT", OWN_PROVIDER)),
    ),
    Table(
        "providers_staff",
        "staff of one provider",
        (
            staff("SELECT, INSERT, UPDATE"),
            Right("doorkeeper", "SELECT", ALL),
            Right("operator", "SELECT, INSERT, UPDATE", OWN_PROVIDER),
        ),
    ),
    Table(
        "providers_role_change",
        "role changes of one provider; the operator may be the second person",
        (
            staff("SELECT, INSERT, UPDATE"),
            Right("operator", "SELECT", ALL),
            Right("operator", "UPDATE (granted, decided_by, decided_at)", OWN_PROVIDER),
        ),
        references=(("staff_id", "providers_staff"),),
    ),
    # people
    Table(
        "identity_person",
        "one record per person for the country; seen through an acquaintance",
        (
            staff("SELECT", ACQUAINTED.format(column="identity_person.id")),
            citizen(rows="id = current_setting('zholdama.person', true)::uuid"),
        ),
    ),
    Table(
        "identity_document",
        "documents of a person; seen through an acquaintance",
        (staff("SELECT, INSERT", ACQUAINTED.format(column="identity_document.person_id")), citizen()),
    ),
    Table(
        "identity_name_word",
        "words of the names of those whom one provider has met; written by functions alone",
        (staff("SELECT"),),
    ),
    Table(
        "identity_duplicate",
        "which persons one provider takes for one, and who decided it",
        (
            staff(
                "SELECT, INSERT, UPDATE (state, reason, canonical, asked_by, asked_at, decided_by, decided_at)"
            ),
        ),
    ),
    Table("identity_acquaintance", "whom one provider may see, and why", (staff("SELECT"), citizen())),
    Table(
        "access_reading",
        "who looked at a person's data; a provider sees its own readings, a person all of his",
        (staff("SELECT, INSERT"), citizen()),
        append_only=True,
    ),
    # accounts and sign-in: the doorkeeper's tables, never the staff's
    Table(
        "signatures_phone_request",
        "a phone brings a signature without a session, before anybody has signed in; the secrets are hashes",
        (Right("doorkeeper", "SELECT, INSERT, UPDATE, DELETE", ALL),),
    ),
    Table(
        "access_account",
        "accounts are needed before a tenant is known",
        (
            Right("doorkeeper", "SELECT, UPDATE (password, must_change_password, generation)", ALL),
            Right("operator", "SELECT, INSERT, UPDATE", ALL),
            Right(
                "staff",
                "SELECT (id, login, name, active, demonstration)",
                "EXISTS (SELECT 1 FROM providers_staff s WHERE s.account_id = access_account.id "
                "AND s.provider_id = current_setting('zholdama.provider', true)::uuid)",
            ),
        ),
    ),
    Table("access_question", "how often strangers ask; only a function counts, nobody reads"),
    Table(
        "access_device",
        "devices of one provider's hall; asked at the door before the tenant is known",
        (
            staff("SELECT, INSERT, UPDATE (code_hash, code_until, revoked_at)"),
            Right(
                "doorkeeper",
                "SELECT, UPDATE (code_hash, code_until, secret_hash, paired_at, seen_at)",
                ALL,
            ),
        ),
    ),
    Table(
        "django_session",
        "sessions are opened before a tenant is known",
        (Right("doorkeeper", "SELECT, INSERT, UPDATE, DELETE", ALL),),
    ),
    Table(
        "otp_totp_totpdevice",
        "second factors, asked at the door",
        (
            Right("doorkeeper", "SELECT, INSERT, UPDATE, DELETE", ALL),
            Right("operator", "SELECT, INSERT, DELETE", ALL),
        ),
    ),
    *(
        Table(
            name,
            "failed sign-ins, counted at the door",
            (Right("doorkeeper", "SELECT, INSERT, UPDATE, DELETE", ALL),),
        )
        for name in (
            "axes_accessattempt",
            "axes_accesslog",
            "axes_accessfailurelog",
            "axes_accessattemptexpiration",
        )
    ),
    # the day
    Table(
        "reception_ticket",
        "the queue of one provider; a ticket is issued by a function and never moved",
        (staff(TICKET),),
        references=(("counter_id", "providers_counter"), ("specialist_id", "providers_staff")),
        guard="reception_guard",
    ),
    Table(
        "reception_act",
        "what was done in the queue of one provider, once per key",
        (staff("SELECT, INSERT"),),
        references=(("counter_id", "providers_counter"), ("ticket_id", "reception_ticket")),
        append_only=True,
    ),
    *OFFERS,
    *WISHES,
    Table(
        "applications_application",
        "cases of one provider; a person sees his own",
        (
            staff("SELECT, UPDATE"),
            # A case is opened for somebody the provider has met: else an application would open a stranger's data.
            staff(
                "INSERT",
                f"{OWN_PROVIDER} AND {ACQUAINTED.format(column='applications_application.person_id')}",
            ),
            citizen("SELECT, UPDATE (email)"),
            Right(
                "operator",
                "SELECT (id, provider_id, person_id, number, state, due_at, edition, channel), UPDATE (due_at, accepted_at)",
                ALL,
            ),
        ),
        references=(
            ("ticket_id", "reception_ticket"),
            ("place_id", "opportunities_place"),
            ("specialist_id", "providers_staff"),
            ("representation_id", "applications_representation"),
        ),
    ),
    Table(
        "applications_representation",
        "who applied for whom at one provider; the person represented may read it",
        (staff("SELECT, INSERT"), citizen()),
        references=(("ticket_id", "reception_ticket"),),
        append_only=True,
    ),
    Table(
        "applications_relation",
        "which staff of one provider has declared whom a relative",
        (staff("SELECT, INSERT"),),
        references=(("staff_id", "providers_staff"),),
        append_only=True,
    ),
    Table(
        "applications_confirmation",
        "what operators have confirmed of an edition holds for every provider",
        (*every("staff citizen"), Right("operator", "SELECT, INSERT", ALL)),
        append_only=True,
        walled=False,
    ),
    Table("applications_draft", "drafts belong to the person", (citizen("SELECT, INSERT, UPDATE, DELETE"),)),
    *RESULTS,
    *BESIDE_A_CASE,
    Table(
        "notifications_notice",
        "notices of one provider to its people",
        (staff("SELECT, INSERT"), citizen()),
        references=(("application_id", "applications_application"),),
    ),
    Table(
        "notifications_message",
        "what one provider sends by e-mail and SMS; no address and no text in it",
        (staff(MESSAGE), Right("operator", "SELECT (provider_id, channel, state)", ALL)),
    ),
    Table(
        "notifications_cursor",
        "how far a watcher has read one provider's chain",
        (staff("SELECT, INSERT, UPDATE"),),
    ),
)

FURNITURE = {
    "django_migrations": "Django's own book of migrations; only the owner writes it",
    "django_content_type": "Django's own; nothing of ours uses it",
    "auth_permission": "Django's own; our roles are in actors.py",
    "auth_group": "Django's own; empty",
    "auth_group_permissions": "Django's own; empty",
    "procrastinate_jobs": "jobs carry ids, no personal data; the worker's login alone",
    "procrastinate_events": "events of jobs; the worker's login alone",
    "procrastinate_periodic_defers": "when periodic jobs ran; the worker's login alone",
    "procrastinate_workers": "which workers live; the worker's login alone",
}
"""Tables without rows of people or providers, each with its reason."""

FUNCTIONS = {
    "ledger_append": "staff citizen operator",
    "ledger_number_next": "staff",
    "applications_submit": "citizen doorkeeper",
    "reception_issue": "staff",
    "reception_call": "staff",
    "reception_lock": "staff",
    "identity_meet": "staff",
    "identity_search": "staff",
    "identity_met_before": "staff",
    "identity_case": "staff",
    "identity_enter": "doorkeeper",
    "access_reset_account": "staff operator",
    "access_end_sessions": "staff operator",
    "access_create_account": "staff operator",
    "opportunities_link": "doorkeeper",
    "access_count_question": "doorkeeper",
    "referrals_public_state": "doorkeeper",
    "referrals_ended": "doorkeeper",
    "referrals_answer_link": "doorkeeper",
}
"""Functions of ours that a group may call; every other one is the owner's alone."""
