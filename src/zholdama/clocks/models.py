"""Calendar versions by content, office hours, and the clocks that ran on them."""

from django.db import models


class Calendar(models.Model):
    """One version of days and office hours, named by the hash of its canonical text. Never changed, never removed."""

    hash = models.CharField(primary_key=True, max_length=64)
    version = models.TextField()
    content = models.TextField()
    loaded_at = models.DateTimeField()
    current = models.BooleanField(default=False)

    class Meta:
        db_table = "clocks_calendar"
        constraints = [
            models.UniqueConstraint(
                fields=["current"], condition=models.Q(current=True), name="one_calendar_is_current"
            )
        ]


class Clock(models.Model):
    """A term running: which step started it, when it is due, which step stopped it, kept or missed."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    case_id = models.UUIDField()
    kind = models.TextField()  # waiting | serving | result | portal
    start_sequence = models.BigIntegerField()
    started_at = models.DateTimeField()
    runs_from = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # null: beyond the calendar, could not be determined
    calendar_hash = models.CharField(max_length=64)
    stop_sequence = models.BigIntegerField(null=True)
    stopped_at = models.DateTimeField(null=True)
    working_microseconds = models.BigIntegerField(null=True)
    wall_microseconds = models.BigIntegerField(null=True)
    kept = models.BooleanField(null=True)

    class Meta:
        db_table = "clocks_clock"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "case_id", "kind"], name="one_clock_of_a_kind_per_case"
            ),
            models.CheckConstraint(
                name="a_stopped_clock_says_how_it_went",
                condition=models.Q(stopped_at__isnull=True, stop_sequence__isnull=True, kept__isnull=True)
                | models.Q(stopped_at__isnull=False, stop_sequence__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "due_at"],
                condition=models.Q(stopped_at__isnull=True),
                name="clocks_running_by_due_time",
            )
        ]


class Schedule(models.Model):
    """The office hours that a provider has set from a date on (P8.1a, P8.1b). Published; a change is a new row."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    valid_from = models.DateField()
    opens = models.TimeField()
    lunch_from = models.TimeField()
    lunch_to = models.TimeField()
    closes = models.TimeField()

    class Meta:
        db_table = "clocks_schedule"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "valid_from"], name="one_schedule_from_a_date"),
            models.CheckConstraint(
                name="hours_follow_each_other",
                condition=models.Q(opens__lt=models.F("lunch_from"))
                & models.Q(lunch_from__lt=models.F("lunch_to"))
                & models.Q(lunch_to__lt=models.F("closes")),
            ),
        ]
