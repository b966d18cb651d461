"""Places that employers and trainers offer, in their simplest form."""

from django.db import models


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
            models.Index(fields=["provider_id", "measure", "valid_until"], name="open_places_of_a_measure")
        ]
