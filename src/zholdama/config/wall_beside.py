"""The part of the wall's page that stands beside a case: its facts and bases, hearings, papers of the counter."""

from zholdama.config.wall_rights import Table, citizen, staff

PAPER_NUMBER = (
    "SELECT, INSERT, UPDATE (state, application_id, arrived_at, started_at, registered_at, delivered_at, left_at, "
    "remarks, entered_by, entered_at, void_reason, voided_by, voided_at)"
)

BESIDE_A_CASE: tuple[Table, ...] = (
    Table(
        "eligibility_fact",
        "facts that one provider wrote down; the person they are about may read them",
        (staff("SELECT, INSERT"), citizen()),
        references=(("application_id", "applications_application"),),
        append_only=True,
    ),
    Table(
        "eligibility_basis",
        "what the decisions of one provider rested on",
        (staff("SELECT, INSERT"),),
        references=(("application_id", "applications_application"),),
        append_only=True,
    ),
    Table(
        "referrals_hearing",
        "hearings of one provider before a refusal; the person who is heard reads them",
        (staff("SELECT, INSERT, UPDATE (answer, answered_by, answered_at)"), citizen()),
        references=(("application_id", "applications_application"),),
    ),
    Table(
        "acceptance_pack",
        "paper packs of one provider",
        (staff("SELECT, INSERT, UPDATE (id)"),),
        references=(("paper_id", "papers_paper"),),
        append_only=True,
    ),
    Table(
        "acceptance_paper_number",
        "numbered forms of one provider; a number never changes",
        (staff(PAPER_NUMBER),),
        references=(("pack_id", "acceptance_pack"), ("application_id", "applications_application")),
    ),
    Table(
        "acceptance_void_request",
        "requests of one provider to void what is left of a pack",
        (staff("SELECT, INSERT, UPDATE (granted, decided_by, decided_at)"),),
        references=(("pack_id", "acceptance_pack"),),
    ),
    Table(
        "acceptance_not_accepted",
        "refusals to accept of one provider",
        (staff("SELECT, INSERT"),),
        references=(("ticket_id", "reception_ticket"), ("paper_id", "papers_paper")),
        append_only=True,
    ),
)
