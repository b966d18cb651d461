"""The part of the tenant wall about results and what became of them; joined into `wall.py`."""

from zholdama.config.wall_rights import Table, citizen, staff

RESULTS: tuple[Table, ...] = (
    Table(
        "referrals_referral",
        "referrals of one provider; a person sees his own",
        (staff("SELECT, INSERT, UPDATE"), citizen()),
        references=(
            ("application_id", "applications_application"),
            ("place_id", "opportunities_place"),
            ("paper_id", "papers_paper"),
        ),
    ),
    Table(
        "referrals_correction",
        "corrections of one provider's referrals",
        (staff("SELECT, INSERT, UPDATE (granted, decided_by, decided_at, decision_key, successor_id)"),),
        references=(
            ("application_id", "applications_application"),
            ("referral_id", "referrals_referral"),
            ("successor_id", "referrals_referral"),
            ("place_id", "opportunities_place"),
        ),
    ),
    Table(
        "referrals_guidance",
        "guidance records of one provider; a person sees his own",
        (staff("SELECT, INSERT"), citizen()),
        references=(("application_id", "applications_application"), ("paper_id", "papers_paper")),
    ),
    Table(
        "referrals_answer_link",
        "employers' links to the referrals of one provider; a function alone resolves them at the door",
        (staff("SELECT, INSERT, UPDATE (opened_at, wrong_tries, hold_until, closed_at)"),),
        references=(("referral_id", "referrals_referral"),),
    ),
    Table(
        "referrals_answer",
        "answers about one provider's referrals; a person sees those about himself",
        (staff("SELECT, INSERT"), citizen()),
        references=(
            ("application_id", "applications_application"),
            ("referral_id", "referrals_referral"),
            ("staff_id", "providers_staff"),
            ("undoes_id", "referrals_answer"),
        ),
        append_only=True,
    ),
    Table(
        "referrals_statement",
        "what people say to the answers about them at one provider; a person sees his own",
        (staff("SELECT, INSERT"), citizen()),
        references=(
            ("application_id", "applications_application"),
            ("referral_id", "referrals_referral"),
            ("answer_id", "referrals_answer"),
            ("staff_id", "providers_staff"),
        ),
        append_only=True,
    ),
    Table(
        "referrals_participation",
        "who takes part in a measure through one provider; a person sees his own",
        (
            staff(
                "SELECT, INSERT, UPDATE (ended_on, end_reason, end_note, ended_by, end_recorded_at, voided_at)"
            ),
            citizen(),
        ),
        references=(
            ("application_id", "applications_application"),
            ("referral_id", "referrals_referral"),
            ("place_id", "opportunities_place"),
            ("answer_id", "referrals_answer"),
            ("ended_by", "providers_staff"),
        ),
    ),
    Table(
        "referrals_task",
        "what one provider's specialists have to do after a referral",
        (staff("SELECT, INSERT, UPDATE (done_at, done_by, verdict, words)"),),
        references=(
            ("application_id", "applications_application"),
            ("referral_id", "referrals_referral"),
            ("done_by", "providers_staff"),
        ),
    ),
)
