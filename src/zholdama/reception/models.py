"""Tickets: a person's place in the provider's one queue (P6.2, P8.1c)."""

from django.db import models


class Ticket(models.Model):
    """One arrival. `arrived_at` and `number` never change; nobody can put a ticket ahead (R6)."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    day = models.DateField()
    number = models.IntegerField()
    arrived_at = models.DateTimeField()
    state = models.TextField(default="waiting")
    counter_id = models.UUIDField(null=True)
    specialist_id = models.UUIDField(null=True)
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
                condition=models.Q(state="serving"),
                name="one_person_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "arrived_at", "number"],
                condition=models.Q(state="waiting"),
                name="tickets_waiting_in_order",
            )
        ]
