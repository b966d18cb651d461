"""Bytes kept by content: signed texts, signatures, receipts, referrals. Added, never changed."""

from django.db import models


class Paper(models.Model):
    """One document of a case, byte for byte."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    case_id = models.UUIDField()
    person_id = models.UUIDField(null=True)
    kind = models.TextField()
    media_type = models.TextField()
    sha256 = models.BinaryField()
    content = models.BinaryField()
    name = models.TextField(
        blank=True, db_default=""
    )  # how the sender called it: a text to show, never a path
    created_at = models.DateTimeField()

    class Meta:
        db_table = "papers_paper"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="paper_is_of_one_provider"),
        ]
        indexes = [models.Index(fields=["provider_id", "case_id"], name="papers_of_a_case")]


class SealKey(models.Model):
    """The keys of one provider: public part published, private part encrypted with the installation's key."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    key_id = models.TextField()
    public = models.TextField()  # one entry of the published key file, JSON
    private = models.BinaryField()
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()  # earlier than in `public` once other keys have taken over
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "papers_seal_key"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "key_id"], name="key_id_is_of_one_provider"),
        ]
