"""Referrals and guidance records: the six results of P10."""

from django.db import models

from zholdama.referrals import outcome_models as outcome_models  # Django finds a room's tables here


class Referral(models.Model):
    """A referral of one of the five kinds, from its preparation to what became of it."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    person_id = models.UUIDField()
    kind = models.TextField()
    place_id = models.UUIDField(null=True)
    state = models.TextField()
    number = models.CharField(max_length=20, blank=True)
    code = models.CharField(max_length=40, blank=True)
    key_id = models.TextField(blank=True)
    version = models.IntegerField(default=1)
    issued_at = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)
    answer_by = models.DateField(null=True)  # without an answer through this day it expires
    reminders = models.SmallIntegerField(default=0)  # how often the employer was reminded
    ended_at = models.DateTimeField(null=True)
    paper_id = models.UUIDField(null=True)

    class Meta:
        db_table = "referrals_referral"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="referral_is_of_one_provider"),
            models.UniqueConstraint(
                fields=["provider_id", "number", "version"],
                condition=~models.Q(number=""),
                name="referral_number_is_unique",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~models.Q(code=""), name="referral_code_is_unique"
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "application_id"], name="referrals_of_an_application"),
            models.Index(
                fields=["provider_id", "valid_until"],
                condition=models.Q(state__in=("issued", "delivered")),
                name="referrals_without_an_answer",
            ),
        ]


class Correction(models.Model):
    """A signed referral is to be withdrawn or replaced: asked for by one person, signed or refused by another."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    referral_id = models.UUIDField()
    kind = models.TextField()  # withdraw | replace
    reason = models.TextField()
    place_id = models.UUIDField(null=True)  # where the new version leads
    bearer_name = models.TextField(blank=True)  # as it ought to stand; empty: as the record has it
    asked_by = models.UUIDField()  # a member of staff
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)
    decision_key = models.UUIDField(null=True)
    successor_id = models.UUIDField(null=True)

    class Meta:
        db_table = "referrals_correction"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "referral_id"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_correction_per_referral",
            ),
            models.CheckConstraint(name="a_correction_has_a_reason", condition=~models.Q(reason="")),
            models.CheckConstraint(
                name="correction_asked_and_decided_by_two_people",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "application_id"], name="corrections_of_an_application"),
            models.Index(
                fields=["provider_id", "asked_at"],
                condition=models.Q(decided_at__isnull=True),
                name="corrections_that_wait",
            ),
        ]


class Guidance(models.Model):
    """The record of vocational guidance (P10.6, R9): session, advice, what next."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    person_id = models.UUIDField()
    number = models.CharField(max_length=20)
    advice = models.TextField()
    next_step = models.TextField()
    held_at = models.DateTimeField()
    paper_id = models.UUIDField(null=True)

    class Meta:
        db_table = "referrals_guidance"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="guidance_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "number"], name="guidance_number_is_unique"),
        ]


class Hearing(models.Model):
    """A person is told of an intended refusal and may answer before it goes to the head."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    person_id = models.UUIDField()
    reason = models.TextField()  # the edition's reason that is intended
    fact = models.TextField()
    told_by = models.UUIDField()
    told_at = models.DateTimeField()
    due_at = models.DateTimeField()  # until then the person may answer
    answer = models.TextField(blank=True)  # what the person said; empty with `answered_at`: nothing to say
    answered_by = models.TextField(blank=True)  # citizen | specialist
    answered_at = models.DateTimeField(null=True)
    idempotency_key = models.UUIDField()

    class Meta:
        db_table = "referrals_hearing"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="hearing_is_of_one_provider"),
            models.UniqueConstraint(
                fields=["provider_id", "idempotency_key"], name="a_hearing_is_opened_once"
            ),
            models.CheckConstraint(
                name="a_hearing_lasts", condition=models.Q(due_at__gte=models.F("told_at"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "application_id", "told_at"], name="hearings_of_an_application"
            ),
        ]
