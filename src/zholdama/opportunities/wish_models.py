"""What a person wants and can, as he stated it to one provider."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Wish(models.Model):
    """One statement of a person's wishes; the newest version holds. Added, never changed.

    NULL is "not known"; an empty list of limits is "none, and the person has said so".
    """

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    person_id = models.UUIDField()
    version = models.IntegerField()
    wanted = ArrayField(models.CharField(max_length=8), null=True)  # NKZ codes
    trained = ArrayField(models.CharField(max_length=8), null=True)
    education = models.TextField(null=True)
    kato = models.CharField(max_length=9, null=True)  # of the residence
    modes = ArrayField(models.TextField(), null=True)
    least_wage = models.IntegerField(null=True)  # tenge a month
    limits = ArrayField(models.TextField(), null=True)  # what the work must not ask of the person's health
    source = models.TextField()  # person | document | register
    stated_by = models.TextField()  # the actor who wrote it down
    stated_at = models.DateTimeField()
    idempotency_key = models.UUIDField()

    class Meta:
        db_table = "opportunities_wish"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "person_id", "version"], name="wishes_have_one_newest_version"
            ),
            models.UniqueConstraint(fields=["provider_id", "idempotency_key"], name="wishes_are_stated_once"),
            models.CheckConstraint(
                name="a_wished_wage_is_not_negative",
                condition=models.Q(least_wage__isnull=True) | models.Q(least_wage__gte=0),
            ),
        ]
