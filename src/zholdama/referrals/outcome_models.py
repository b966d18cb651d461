"""What became of a referral: the employer's link and answers, the person's word, participation, tasks that follow."""

from django.db import models

FREEING = ("refused_by_employer", "refused_by_person", "did_not_come")
"""Answers after which the place is free again."""


class AnswerLink(models.Model):
    """The employer's link to one referral. The secret itself is derived and never stored (`links.py`)."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    referral_id = models.UUIDField()
    secret_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    valid_through = models.DateField()
    opened_at = models.DateTimeField(null=True)  # when the organisation's digits were first given
    wrong_tries = models.SmallIntegerField(default=0)
    hold_until = models.DateTimeField(null=True)  # no digits are taken before
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "referrals_answer_link"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="answer_link_is_of_one_provider"),
            models.UniqueConstraint(
                fields=["provider_id", "referral_id"], name="one_answer_link_per_referral"
            ),
            models.UniqueConstraint(fields=["provider_id", "secret_hash"], name="a_secret_opens_one_link"),
        ]
        indexes = [models.Index(fields=["secret_hash"], name="answer_links_by_secret")]


class Answer(models.Model):
    """One answer about a referral, or the taking back of one (`kind` undo). Rows are added, never changed."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    referral_id = models.UUIDField()
    person_id = models.UUIDField()
    kind = models.TextField()  # came | hired | refused_by_employer | refused_by_person | did_not_come | undo
    source = models.TextField()  # link | paper
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True)
    hired_from = models.DateField(null=True)
    contract_number = models.TextField(blank=True)
    contract_date = models.DateField(null=True)
    given_on = models.DateField()  # on a coupon: the date it bears
    given_at = models.DateTimeField()  # when it was taken down here
    staff_id = models.UUIDField(null=True)  # who keyed a coupon in
    key = models.UUIDField()
    undoes_id = models.UUIDField(null=True)

    class Meta:
        db_table = "referrals_answer"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="answer_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "key"], name="an_answer_is_taken_once"),
            models.UniqueConstraint(
                fields=["provider_id", "undoes_id"],
                condition=models.Q(undoes_id__isnull=False),
                name="an_answer_is_taken_back_once",
            ),
            models.CheckConstraint(
                name="taking_back_names_the_answer",
                condition=~models.Q(kind="undo") | models.Q(undoes_id__isnull=False),
            ),
            models.CheckConstraint(
                name="a_hire_has_its_first_day",
                condition=models.Q(kind="hired", hired_from__isnull=False)
                | (~models.Q(kind="hired") & models.Q(hired_from__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["provider_id", "application_id"], name="answers_of_an_application")]


class Statement(models.Model):
    """What the person says to an answer, in his own words. Rows are added, never changed."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    referral_id = models.UUIDField()
    answer_id = models.UUIDField()
    person_id = models.UUIDField()
    agrees = models.BooleanField()
    words = models.TextField(blank=True)
    source = models.TextField()  # cabinet | counter
    staff_id = models.UUIDField(null=True)
    given_at = models.DateTimeField()
    key = models.UUIDField()

    class Meta:
        db_table = "referrals_statement"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="statement_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "key"], name="a_statement_is_taken_once"),
            models.UniqueConstraint(fields=["provider_id", "answer_id"], name="one_statement_per_answer"),
            models.CheckConstraint(
                name="who_disputes_says_why", condition=models.Q(agrees=True) | ~models.Q(words="")
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "application_id"], name="statements_of_an_application")
        ]


class Participation(models.Model):
    """From the first day at the place to the last; begun by the answer "hired"."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    referral_id = models.UUIDField()
    person_id = models.UUIDField()
    place_id = models.UUIDField()
    measure = models.TextField()
    answer_id = models.UUIDField()
    started_on = models.DateField()
    ended_on = models.DateField(null=True)
    end_reason = models.TextField(blank=True)  # finished | permanent_work | left | dismissed | other
    end_note = models.TextField(blank=True)
    ended_by = models.UUIDField(null=True)
    end_recorded_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)  # its answer was taken back

    class Meta:
        db_table = "referrals_participation"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="participation_is_of_one_provider"),
            models.UniqueConstraint(
                fields=["provider_id", "referral_id"],
                condition=models.Q(voided_at__isnull=True),
                name="one_participation_per_referral",
            ),
            models.CheckConstraint(
                name="participation_ends_after_it_began",
                condition=models.Q(ended_on__isnull=True, end_reason="")
                | (models.Q(ended_on__gte=models.F("started_on")) & ~models.Q(end_reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "application_id"], name="participation_of_application")
        ]


class Task(models.Model):
    """Something that a specialist has to do because of what became of a referral."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    kind = models.TextField()  # expired | disputed | place_free | link_closed
    application_id = models.UUIDField()
    referral_id = models.UUIDField()
    cause = models.UUIDField()  # the row that made it: once per cause
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # null: beyond the calendar
    done_at = models.DateTimeField(null=True)
    done_by = models.UUIDField(null=True)
    verdict = models.TextField(
        blank=True
    )  # of a dispute: answer_stands | person_is_right; dropped: nobody has to do it any more
    words = models.TextField(blank=True)

    class Meta:
        db_table = "referrals_task"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="task_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "kind", "cause"], name="one_task_per_cause"),
            models.CheckConstraint(
                name="what_is_done_was_done_by_somebody",
                condition=models.Q(done_at__isnull=True, done_by__isnull=True)
                | models.Q(done_at__isnull=False, done_by__isnull=False)
                | models.Q(done_at__isnull=False, verdict="dropped"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "due_at"],
                condition=models.Q(done_at__isnull=True),
                name="tasks_to_be_done",
            )
        ]
