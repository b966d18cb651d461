"""Notices in the cabinet, and how far the watcher has read each provider's chain."""

from django.db import models


class Notice(models.Model):
    """Something the person is told; made from one row of the ledger, exactly once."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    person_id = models.UUIDField()
    sequence = models.BigIntegerField()
    kind = models.TextField()
    application_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        db_table = "notifications_notice"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "sequence", "person_id"], name="one_notice_per_step"
            ),
        ]
        indexes = [models.Index(fields=["person_id", "at"], name="notices_of_a_person")]


class Cursor(models.Model):
    """The last step a watcher has handled, moved in the same transaction as its effect."""

    pk = models.CompositePrimaryKey("provider_id", "watcher")
    provider_id = models.UUIDField()
    watcher = models.TextField()
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "notifications_cursor"
