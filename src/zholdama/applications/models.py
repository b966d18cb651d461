"""Applications and the drafts of the portal."""

from django.db import models

LIVE = ("submitted", "registered", "in_review", "returned", "awaiting_signature")
DECIDED = ("decided_positively", "refused")


class Application(models.Model):
    """One application of one person to one provider, on either channel, under one edition."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    number = models.CharField(max_length=20)
    channel = models.TextField()  # provider | portal
    person_id = models.UUIDField()
    ticket_id = models.UUIDField(null=True)
    edition = models.TextField()
    measure = models.TextField()
    state = models.TextField()
    language = models.CharField(max_length=2)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True, db_default="")  # no part of the signed text: it can be erased
    wish = models.TextField(blank=True)
    identity_document_id = models.UUIDField(null=True)
    kandas_document_id = models.UUIDField(null=True)
    registry_answer = models.TextField(default="not_checked")  # found | not_found | not_checked
    submitted_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    registered_by = models.UUIDField(null=True)
    registered_at = models.DateTimeField(null=True)
    specialist_id = models.UUIDField(null=True)
    drafted_by = models.UUIDField(null=True)
    decision = models.TextField(blank=True)  # positive | refused
    place_id = models.UUIDField(null=True)
    advice = models.TextField(blank=True)
    refusal_reason = models.TextField(blank=True)
    refusal_fact = models.TextField(blank=True)
    remark = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    drafted_at = models.DateTimeField(null=True)
    signed_by = models.UUIDField(null=True)
    decision_key = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    idempotency_key = models.UUIDField()
    signature_sha256 = models.BinaryField(null=True)
    form = models.TextField(db_default="electronic")  # electronic | paper (P7)
    representation_id = models.UUIDField(null=True)
    paper_number = models.TextField(blank=True, db_default="")  # of the pack, where it was taken on paper
    entered_at = models.DateTimeField(null=True)  # when a case taken on paper was keyed in; null: at once

    class Meta:
        db_table = "applications_application"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="application_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "number"], name="application_number_is_unique"),
            models.UniqueConstraint(
                fields=["provider_id", "idempotency_key"], name="an_application_is_made_once"
            ),
            models.UniqueConstraint(
                fields=["provider_id", "signature_sha256"], name="a_signature_serves_once"
            ),
            models.UniqueConstraint(
                fields=["provider_id", "person_id", "measure"],
                condition=models.Q(state__in=LIVE),
                name="one_live_application_of_a_kind",
            ),
            models.UniqueConstraint(
                fields=["provider_id", "paper_number"],
                condition=~models.Q(paper_number=""),
                name="a_paper_number_serves_once",
            ),
            models.CheckConstraint(
                name="maker_and_signer_are_two_people",
                condition=models.Q(signed_by__isnull=True) | ~models.Q(signed_by=models.F("drafted_by")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "due_at", "id"],
                condition=models.Q(state__in=LIVE),
                name="open_applications_by_due_time",
            ),
            # Partial too: nobody has taken what has just come from the portal.
            models.Index(
                fields=["provider_id", "specialist_id", "due_at", "id"],
                condition=models.Q(state__in=LIVE, specialist_id__isnull=False),
                name="open_work_of_a_specialist",
            ),
            models.Index(fields=["person_id", "submitted_at"], name="applications_of_a_person"),
            # Partial, so that what comes from the portal pays nothing for it.
            models.Index(
                fields=["provider_id", "ticket_id"],
                condition=models.Q(ticket_id__isnull=False),
                name="applications_of_a_ticket",
            ),
            models.Index(
                fields=["provider_id", "due_at", "id"],
                condition=models.Q(state__in=DECIDED),
                name="decided_by_due_time",
            ),
        ]


class Representation(models.Model):
    """A legal representative who applies for somebody under 16 or incapable, and on which ground. Added, never changed."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    ticket_id = models.UUIDField(null=True)
    person_id = models.UUIDField()
    representative_id = models.UUIDField()
    identity_document_id = models.UUIDField()  # of the representative
    because = models.TextField()  # under_16 | incapable
    ground = models.TextField()
    document_number = models.TextField()
    document_date = models.DateField()
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()
    idempotency_key = models.UUIDField()

    class Meta:
        db_table = "applications_representation"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="representation_is_of_one_provider"),
            models.UniqueConstraint(
                fields=["provider_id", "idempotency_key"], name="a_representation_is_recorded_once"
            ),
            models.CheckConstraint(
                name="nobody_represents_himself",
                condition=~models.Q(person_id=models.F("representative_id")),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "person_id"], name="representations_of_a_person"),
        ]


class Relation(models.Model):
    """A member of staff and a person are relatives, as declared; the newest row of the two says. Added, never changed."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    staff_id = models.UUIDField()
    person_id = models.UUIDField()
    stands = models.BooleanField()
    reason = models.TextField()
    declared_by = models.UUIDField()
    declared_at = models.DateTimeField()

    class Meta:
        db_table = "applications_relation"
        indexes = [
            models.Index(fields=["provider_id", "person_id", "staff_id"], name="relations_of_a_person"),
        ]


class Draft(models.Model):
    """What a person has typed on the portal so far; it belongs to the person, not to the browser."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    answers = models.TextField()  # JSON: measure, provider, phone, wish, consent
    document = models.BinaryField(null=True)  # the exact bytes shown and signed
    shown_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "applications_draft"
        constraints = [models.UniqueConstraint(fields=["person_id"], name="one_draft_per_person")]


class Confirmation(models.Model):
    """An operator's word that an item of an edition stands on a legal basis. Added, never changed."""

    pk = models.CompositePrimaryKey("edition", "item")
    edition = models.TextField()
    item = models.TextField()
    basis = models.TextField()
    by = models.TextField()
    confirmed_at = models.DateTimeField()

    class Meta:
        db_table = "applications_confirmation"
