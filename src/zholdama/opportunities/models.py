"""Organisations and the places they offer."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Left

from zholdama.opportunities.wish_models import Wish as Wish

OFFERED = models.Q(ended_at__isnull=True) & models.Q(total__gt=models.F("reserved") + models.F("taken"))
"""Not ended, and free: what the indexes of the ranking hold."""
RANKED_BY = ["profession_group", "kato", "education", "work_mode", "wage_tenge", "demands"]
"""What the ranking looks at: in the indexes themselves, so that places are ranked without reading them."""


class Organisation(models.Model):
    """An employer or training organisation as one provider knows it; `number` is its BIN, or a sole entrepreneur's IIN."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    number = models.CharField(max_length=12)
    name = models.TextField()
    kato = models.CharField(max_length=9, blank=True)
    address = models.TextField(blank=True)
    contact_person = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="kk")
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "opportunities_organisation"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="organisation_is_of_one_provider"),
            models.UniqueConstraint(fields=["provider_id", "number"], name="an_organisation_is_known_once"),
        ]


class Place(models.Model):
    """An offer of one measure: `total` places, of which some are reserved or taken; the database counts."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    measure = models.TextField()
    title_kk = models.TextField()
    title_ru = models.TextField()
    organisation = models.TextField()
    organisation_bin = models.CharField(max_length=12, blank=True)
    address = models.TextField()
    contact = models.TextField(blank=True)
    wage_tenge = models.IntegerField(null=True)
    regime_kk = models.TextField(blank=True)
    regime_ru = models.TextField(blank=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    total = models.IntegerField()
    reserved = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    valid_until = models.DateField()
    created_at = models.DateTimeField()
    organisation_id = models.UUIDField(null=True)
    profession = models.CharField(max_length=8, blank=True)  # unit group of the national classifier (NKZ)
    profession_group = models.GeneratedField(
        expression=Left("profession", 4),
        # In the order of the digits: so a leading part of the code is a range.
        output_field=models.CharField(max_length=4, db_collation="C"),
        db_persist=True,
    )
    description_kk = models.TextField(blank=True)
    description_ru = models.TextField(blank=True)
    kato = models.CharField(max_length=9, blank=True, db_collation="C")
    work_mode = models.TextField(blank=True)  # full_day | part_time | shift | remote | flexible | seasonal
    education = models.TextField(blank=True)  # the least that is needed; empty: none
    demands = ArrayField(models.TextField(), default=list)  # on health: lifting, standing, heights, night ...
    budget = models.TextField(blank=True)  # republican | local | employer
    confirmed_at = models.DateTimeField(null=True)  # offered or renewed; stale offers end counted from here
    reminders = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        db_table = "opportunities_place"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "id"], name="place_is_of_one_provider"),
            models.CheckConstraint(
                name="no_more_referrals_than_places",
                condition=models.Q(reserved__gte=0)
                & models.Q(taken__gte=0)
                & models.Q(total__gte=models.F("reserved") + models.F("taken")),
            ),
            models.CheckConstraint(
                name="wage_is_not_negative",
                condition=models.Q(wage_tenge__isnull=True) | models.Q(wage_tenge__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "measure", "valid_until"], name="open_places_of_a_measure"),
            models.Index(
                fields=["provider_id", "measure", "valid_until", "id"],
                condition=OFFERED,
                include=RANKED_BY,
                name="offered_by_day",
            ),
            models.Index(
                fields=["provider_id", "measure", "profession_group", "valid_until", "id"],
                condition=OFFERED,
                include=[one for one in RANKED_BY if one != "profession_group"],
                name="offered_by_profession",
            ),
            models.Index(
                fields=["provider_id", "measure", "kato", "valid_until", "id"],
                condition=OFFERED,
                include=[one for one in RANKED_BY if one != "kato"],
                name="offered_by_territory",
            ),
        ]
