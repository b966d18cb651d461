"""Referrals and guidance records: the six results of P10."""

from django.db import models


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
        indexes = [models.Index(fields=["provider_id", "application_id"], name="referrals_of_an_application")]


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
