"""Paper packs with their numbers, requests to void what is left of one, and refusals to accept."""

from django.db import models


class Pack(models.Model):
    """Numbered forms printed in advance for a day without power; its numbers are its own and never given again."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    valid_from = models.DateField()
    valid_until = models.DateField()
    reserved_by = models.UUIDField()
    reserved_at = models.DateTimeField()
    paper_id = models.UUIDField()
    idempotency_key = models.UUIDField()

    class Meta:
        db_table = "acceptance_pack"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="pack_is_of_one_provider"),
            models.UniqueConstraint(
                fields=["provider_id", "idempotency_key"], name="a_pack_is_reserved_once"
            ),
        ]


class PaperNumber(models.Model):
    """One numbered form: reserved, then entered with the times it bears, or void with a reason."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    pack_id = models.UUIDField()
    number = models.CharField(max_length=20)
    state = models.TextField(default="reserved")  # reserved | entered | void
    application_id = models.UUIDField(null=True)
    arrived_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    registered_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    remarks = models.TextField(blank=True)  # codes, one space between
    entered_by = models.UUIDField(null=True)
    entered_at = models.DateTimeField(null=True)
    void_reason = models.TextField(blank=True)
    voided_by = models.UUIDField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "acceptance_paper_number"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="paper_number_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "number"], name="paper_number_is_unique"),
            models.UniqueConstraint(
                fields=["provider_id", "application_id"],
                condition=models.Q(application_id__isnull=False),
                name="one_paper_number_per_case",
            ),
            models.CheckConstraint(
                name="an_entered_paper_says_all",
                condition=~models.Q(state="entered")
                | models.Q(
                    application_id__isnull=False,
                    arrived_at__isnull=False,
                    started_at__gte=models.F("arrived_at"),
                    registered_at__gte=models.F("started_at"),
                    left_at__gte=models.F("registered_at"),
                    entered_at__gte=models.F("left_at"),
                ),
            ),
            models.CheckConstraint(
                name="a_void_number_says_why",
                condition=~models.Q(state="void")
                | (
                    ~models.Q(void_reason="") & models.Q(voided_at__isnull=False, application_id__isnull=True)
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "pack_id", "number"], name="numbers_of_a_pack"),
            models.Index(
                fields=["provider_id", "entered_at"],
                condition=models.Q(state="entered"),
                name="papers_entered_later",
            ),
        ]


class VoidRequest(models.Model):
    """All unused numbers of a pack are to be void: asked for by one person and decided by another."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    pack_id = models.UUIDField()
    reason = models.TextField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        db_table = "acceptance_void_request"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "pack_id"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_void_request_per_pack",
            ),
            models.CheckConstraint(
                name="void_asked_and_decided_by_two_people",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
            ),
        ]


class NotAccepted(models.Model):
    """A refusal to accept documents, with the paper that the person was given. Added, never changed."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    ticket_id = models.UUIDField()
    number = models.CharField(max_length=20)
    reason = models.TextField()
    detail = models.TextField(blank=True)
    said_name = models.TextField(blank=True)  # as the person said it; nobody has checked it
    paper_id = models.UUIDField()
    refused_by = models.UUIDField()
    refused_at = models.DateTimeField()

    class Meta:
        db_table = "acceptance_not_accepted"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "number"], name="not_accepted_number_is_unique"),
            models.UniqueConstraint(fields=["provider_id", "ticket_id"], name="a_ticket_is_refused_once"),
        ]
        indexes = [models.Index(fields=["provider_id", "refused_at"], name="not_accepted_by_time")]
