"""Tickets: a person's place in the provider's one queue (P6.2, P8.1c), and the acts upon them."""

from django.db import models

from zholdama.reception.lifecycle import LIVE


class Ticket(models.Model):
    """One arrival. `series`, `number` and `arrived_at` never change; nobody can put a ticket ahead (R6).

    `series` is the letter of the machine that printed it; the count of the day goes on over all machines.
    `grace_until`: a missed call keeps its place until then.
    """

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    day = models.DateField()
    series = models.CharField(max_length=1, default="A")
    number = models.IntegerField()
    arrived_at = models.DateTimeField()
    state = models.TextField(default="waiting")
    counter_id = models.UUIDField(null=True)
    specialist_id = models.UUIDField(null=True)
    called_at = models.DateTimeField(null=True)
    recalls = models.IntegerField(default=0)
    grace_until = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    person_id = models.UUIDField(null=True)
    idempotency_key = models.UUIDField()

    class Meta:
        db_table = "reception_ticket"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "day", "number"], name="ticket_number_of_the_day"),
            models.UniqueConstraint(fields=["provider_id", "id"], name="ticket_is_of_one_provider"),
            models.UniqueConstraint(
                fields=["provider_id", "idempotency_key"], name="a_ticket_is_issued_once"
            ),
            models.UniqueConstraint(
                fields=["provider_id", "specialist_id"],
                condition=models.Q(state__in=("called", "serving")),
                name="one_person_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["provider_id", "person_id"],
                condition=models.Q(state__in=LIVE),
                name="one_live_ticket_per_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "arrived_at", "number"],
                condition=models.Q(state="waiting"),
                name="tickets_waiting_in_order",
            ),
            models.Index(
                fields=["provider_id", "grace_until"],
                condition=models.Q(state="missed"),
                name="tickets_missed_by_grace",
            ),
            models.Index(
                fields=["provider_id", "-ended_at"],
                condition=models.Q(state="served"),
                name="tickets_served_newest_first",
            ),
        ]


class Act(models.Model):
    """One act upon a ticket, under the key that asked for it: sent twice, it is done once. Never changed."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    key = models.UUIDField()
    ticket_id = models.UUIDField()
    act = models.TextField()
    at = models.DateTimeField()
    counter_id = models.UUIDField(null=True)

    class Meta:
        db_table = "reception_act"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "key"], name="an_act_of_the_queue_is_done_once")
        ]
        indexes = [
            models.Index(fields=["provider_id", "-at"], name="acts_of_the_queue_newest_first"),
            models.Index(fields=["provider_id", "ticket_id"], name="acts_of_a_ticket"),
        ]
