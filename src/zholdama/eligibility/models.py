"""Facts that were written down, and what every decision rested on. Rows are added and never changed."""

from django.db import models


class NotedFact(models.Model):
    """A fact about a person as a specialist wrote it down; of two with one name the newer counts."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    person_id = models.UUIDField()
    application_id = models.UUIDField()  # the case in which it was written down
    name = models.TextField()
    value = models.TextField()
    source = models.TextField()  # document | word
    shown = models.TextField(blank=True)  # which document
    as_of = models.DateField()
    sure = models.TextField()  # firm | said
    noted_by = models.UUIDField()
    noted_at = models.DateTimeField()
    turn = models.IntegerField()  # which one of its name it is: of two of one moment the later counts
    idempotency_key = models.UUIDField()

    class Meta:
        db_table = "eligibility_fact"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="noted_fact_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "idempotency_key"], name="a_fact_is_noted_once"),
        ]
        indexes = [
            models.Index(fields=["provider_id", "person_id", "name", "noted_at"], name="facts_of_a_person"),
        ]


class Basis(models.Model):
    """What a decision rested on when an act was taken: the exact text of facts, rules and outcome, and its SHA-256."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    application_id = models.UUIDField()
    act = models.TextField()  # propose | propose_refusal | sign | sign_refusal
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    answer = models.TextField()  # yes | no | not_known
    against = models.TextField(blank=True)  # why the decision is positive although the answer is no
    made_by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "eligibility_basis"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="basis_is_of_one_provider"),
            models.CheckConstraint(
                name="against_a_no_stands_a_reason",
                condition=~models.Q(act="propose") | ~models.Q(answer="no") | ~models.Q(against=""),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "application_id", "made_at"], name="bases_of_an_application"),
        ]
