"""Providers, and what each of them consists of: counters, hours, staff."""

from django.db import models


class Provider(models.Model):
    """One local executive body that provides the service: one tenant (P2, R8). Published data, readable by all."""

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=4, unique=True)
    kind = models.TextField()
    name_kk = models.TextField()
    name_ru = models.TextField()
    name_en = models.TextField(blank=True)
    kato = models.CharField(max_length=9, blank=True)
    region = models.CharField(max_length=2)
    address_kk = models.TextField(blank=True)
    address_ru = models.TextField(blank=True)
    phone = models.TextField(blank=True)
    bin = models.CharField(max_length=12, blank=True)
    source = models.TextField()
    confirmed = models.BooleanField(default=False)
    open = models.BooleanField(default=False)  # set up here: has a head and serves people
    demonstration = models.BooleanField(default=False)

    class Meta:
        db_table = "providers_provider"


class Counter(models.Model):
    """A counter where people are served."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    label = models.CharField(max_length=10)
    active = models.BooleanField(default=True)

    class Meta:
        db_table = "providers_counter"
        constraints = [
            models.UniqueConstraint(fields=["provider_id", "label"], name="counter_label_is_unique"),
            models.UniqueConstraint(fields=["provider_id", "id"], name="counter_is_of_one_provider"),
        ]


class Staff(models.Model):
    """An account serving at a provider in one role."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    account_id = models.UUIDField()
    name = models.TextField()
    role = models.TextField()
    person_iin_hash = models.TextField(blank=True)  # so that nobody handles his own case
    active = models.BooleanField(default=True)
    absent_from = models.DateField(null=True)
    absent_until = models.DateField(null=True)

    class Meta:
        db_table = "providers_staff"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "account_id"], name="an_account_serves_once_at_a_provider"
            ),
            models.UniqueConstraint(fields=["provider_id", "id"], name="staff_is_of_one_provider"),
        ]


class RoleChange(models.Model):
    """A change of role asked for by one person and decided by another."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    staff_id = models.UUIDField()
    new_role = models.TextField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    granted = models.BooleanField(null=True)

    class Meta:
        db_table = "providers_role_change"
        constraints = [
            models.CheckConstraint(
                name="asked_and_decided_by_two_people",
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("asked_by")),
            )
        ]
