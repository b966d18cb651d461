"""What a verdict rested on, kept with the case; and which verdicts are still asked for."""

from django.db import models

from zholdama.signatures.phone_models import PhoneRequest as PhoneRequest


class Evidence(models.Model):
    """One verdict on one signature with everything it rests on. Added, never changed: a later verdict is a new row.

    Bytes lie with the case's papers. `held` and `checks` are JSON. One index serves all: evidence is read by case.
    """

    pk = models.CompositePrimaryKey("provider_id", "case_id", "id")
    id = models.UUIDField()
    provider_id = models.UUIDField()
    case_id = models.UUIDField()
    purpose = models.TextField()  # application | decision | correction
    paper_id = models.UUIDField()  # the signature
    content_paper_id = models.UUIDField()  # what was signed
    ocsp_paper_id = models.UUIDField(null=True)
    timestamp_paper_id = models.UUIDField(null=True)
    answer_paper_id = models.UUIDField(null=True)  # of another verifier
    signature_sha256 = models.BinaryField()
    role = models.TextField()  # what was demanded of the certificate
    bin = models.TextField(blank=True)
    received_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)  # when it was asked about again
    judged_at = models.DateTimeField(null=True)  # the time the chain was judged at
    stamped_at = models.DateTimeField(null=True)  # by the timestamp that the signature brought
    verdict = models.TextField()  # valid | invalid | undetermined
    reasons = models.TextField(blank=True)  # codes, parted by spaces
    checks = models.TextField()
    signer_sha256 = models.TextField(blank=True)  # of the certificate, hex
    held = models.TextField()
    verifier = models.TextField()
    rules = models.TextField()

    class Meta:
        db_table = "signatures_evidence"


class Recheck(models.Model):
    """A signature that could not be judged: asked about again until it is settled or a person decides."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    case_id = models.UUIDField()
    purpose = models.TextField()  # application | decision
    evidence = models.UUIDField()  # the first verdict
    state = models.TextField(default="open")  # open | settled | decided
    finding = models.TextField(blank=True)  # "" while open; valid | invalid | superseded; accepted | rejected
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)  # None: only a person can decide
    attempts = models.IntegerField(default=0)
    reasons = models.TextField(blank=True)  # of the last attempt
    silent = models.TextField(blank=True)  # sources that gave no answer, parted by spaces
    silent_since = models.DateTimeField(null=True)
    signer_id = models.UUIDField(null=True)  # the head whose signature waits
    act_key = models.UUIDField(null=True)  # the key of the act that waits for this signature
    act_version = models.IntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    reason = models.TextField(blank=True)  # of the person who has decided

    class Meta:
        db_table = "signatures_recheck"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "case_id", "purpose"],
                condition=models.Q(state="open"),
                name="one_open_recheck_of_a_purpose",
            ),
            models.CheckConstraint(
                name="a_decision_has_a_person_and_a_reason",
                condition=~models.Q(state="decided")
                | (models.Q(decided_by__isnull=False) & ~models.Q(reason="")),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "case_id", "purpose"], name="rechecks_of_a_case"),
            models.Index(
                fields=["provider_id", "next_at"],
                condition=models.Q(state="open"),
                name="rechecks_that_are_due",
            ),
        ]
