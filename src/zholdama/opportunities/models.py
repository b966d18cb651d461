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
            models.Index(
                fields=["provider_id", "organisation_id", "-created_at", "id"],
                name="places_of_an_organisation",
            ),
            models.Index(fields=["provider_id", "-created_at", "id"], name="places_of_a_provider"),
            models.Index(
                fields=["provider_id", "confirmed_at"],
                condition=models.Q(ended_at__isnull=True),
                name="offers_that_may_be_silent",
            ),
        ]


class OrganisationCheck(models.Model):
    """One answer to one check that the edition names; the newest answer holds. Append-only."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    organisation_id = models.UUIDField()
    check_code = models.TextField()  # a check of the edition
    answer = models.TextField()  # yes | no | not_checked
    source = models.TextField(blank=True)
    as_of = models.DateField()
    noted_by = models.TextField()
    noted_at = models.DateTimeField()

    class Meta:
        db_table = "opportunities_organisation_check"
        constraints = [
            models.CheckConstraint(
                name="a_check_is_answered_yes_no_or_not_checked",
                condition=models.Q(answer__in=["yes", "no", "not_checked"]),
            ),
            models.CheckConstraint(
                name="an_answer_names_its_source",
                condition=models.Q(answer="not_checked") | ~models.Q(source=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["provider_id", "organisation_id", "noted_at"], name="checks_of_an_organisation"
            )
        ]


class OrganisationLink(models.Model):
    """A personal link of one organisation to its places; only the secret's hash is kept."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    organisation_id = models.UUIDField()
    secret_hash = models.CharField(max_length=64)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    wrong_digits = models.SmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "opportunities_organisation_link"
        indexes = [
            models.Index(fields=["secret_hash"], name="links_by_their_hash"),
            models.Index(fields=["provider_id", "organisation_id"], name="links_of_an_organisation"),
        ]


class Profession(models.Model):
    """One profession of the national classifier as an imported file names it; published for the whole country."""

    code = models.CharField(primary_key=True, max_length=8)
    name_kk = models.TextField()
    name_ru = models.TextField()

    class Meta:
        db_table = "opportunities_profession"


class PlaceImport(models.Model):
    """A file of places that was taken in whole, once per key."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    organisation_id = models.UUIDField(null=True)
    sha256 = models.CharField(max_length=64)
    places = models.IntegerField()
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "opportunities_place_import"
