"""Notices in the cabinet, messages on their way, and how far the watcher has read each provider's chain."""

from django.db import models

OPEN = ("queued", "sending")


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


class Message(models.Model):
    """One message outside the cabinet: from one row of the ledger to one recipient over one channel, made once.

    The row holds neither address nor text. The address is looked up at the moment of sending, where it is kept: who
    takes his address back is not written to any more, and there is no second copy to erase. The row's id is in the
    message itself (Message-ID), the same at each attempt.
    """

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    sequence = models.BigIntegerField()
    recipient = models.TextField()  # person | organisation
    recipient_id = models.UUIDField()
    channel = models.TextField()  # email | sms
    kind = models.TextField()
    language = models.CharField(max_length=2)
    case_id = models.UUIDField()  # of the ledger's row: an application, or a place
    about = models.UUIDField()  # what the message is about: the application, the referral, the place
    state = models.TextField(default="queued")  # queued | sending | sent | failed | given_up | unknown
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.TextField(blank=True)  # a code of ours or of the protocol, never words of the other side
    taken_as = models.TextField(blank=True)  # under which the other side has taken it
    sending_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_message"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "sequence", "recipient", "recipient_id", "channel"],
                name="one_message_per_step_recipient_and_channel",
            ),
            models.CheckConstraint(
                name="a_message_ends_once",
                condition=models.Q(state__in=OPEN, ended_at__isnull=True)
                | (~models.Q(state__in=OPEN) & models.Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "next_at", "sequence"],
                condition=models.Q(state__in=OPEN),
                name="messages_on_their_way",
            ),
            models.Index(fields=["provider_id", "case_id"], name="messages_of_a_case"),
            models.Index(fields=["state"], condition=~models.Q(state="sent"), name="messages_not_sent"),
        ]


class Cursor(models.Model):
    """The last step a watcher has handled, moved in the same transaction as its effect."""

    pk = models.CompositePrimaryKey("provider_id", "watcher")
    provider_id = models.UUIDField()
    watcher = models.TextField()
    sequence = models.BigIntegerField()

    class Meta:
        db_table = "notifications_cursor"
