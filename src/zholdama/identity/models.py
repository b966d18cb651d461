"""Persons: one record per person for the country; a provider sees it only through an acquaintance."""

from django.db import models


class Person(models.Model):
    """A natural person (P4). Names stand exactly as given; the keys beside them serve search and order."""

    id = models.UUIDField(primary_key=True)
    iin = models.CharField(max_length=12, null=True)
    surname = models.TextField()
    given_name = models.TextField(blank=True)
    patronymic = models.TextField(blank=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=6, blank=True)  # male | female | not known
    is_kandas = models.BooleanField(default=False)
    folded_key = models.TextField(db_collation="C")
    sort_key = models.TextField(db_collation="C")
    source = models.TextField()  # register | document | demonstration
    source_at = models.DateTimeField()

    class Meta:
        db_table = "identity_person"
        # A constraint, not unique=True: that would bring a second index, for LIKE, which row security cannot use.
        constraints = [models.UniqueConstraint(fields=["iin"], name="one_record_per_iin")]
        # Equality alone: only so it is used behind row security.
        indexes = [models.Index(fields=["birth_date", "folded_key"], name="persons_by_birth_and_name")]


class Document(models.Model):
    """A document a person has shown or a register has named (P9.1a, P9.1b)."""

    id = models.UUIDField(primary_key=True)
    person_id = models.UUIDField()
    kind = models.TextField()
    number = models.TextField()
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    issuer = models.TextField(blank=True)
    source = models.TextField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "identity_document"
        constraints = [
            models.UniqueConstraint(fields=["person_id", "kind", "number"], name="a_document_is_kept_once"),
        ]
        indexes = [models.Index(fields=["number", "kind"], name="documents_by_number")]


class Acquaintance(models.Model):
    """Why a provider may see a person: an own ticket or case, or a search with a stated reason."""

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    person_id = models.UUIDField()
    ground = models.TextField()  # ticket | case | search
    reason = models.TextField(blank=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "identity_acquaintance"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "person_id", "ground"], name="one_acquaintance_per_ground"
            ),
            models.CheckConstraint(
                name="a_search_states_its_reason", condition=~models.Q(ground="search") | ~models.Q(reason="")
            ),
        ]


class NameWord(models.Model):
    """One folded word of a name under which a provider has met a person: names are found by equality and range,
    the only comparisons that an index serves under row security.
    """

    pk = models.CompositePrimaryKey("provider_id", "word", "person_id")
    provider_id = models.UUIDField()
    word = models.TextField(db_collation="C")
    person_id = models.UUIDField()

    class Meta:
        db_table = "identity_name_word"


class Duplicate(models.Model):
    """Two records that may be one person, as one provider sees them. Neither record ever changes by it.

    `first` and `second` are persons in the order of their ids; `canonical` is the one that counts once they are one.
    """

    id = models.UUIDField(primary_key=True)
    provider_id = models.UUIDField()
    first = models.UUIDField()
    second = models.UUIDField()
    found_by = models.TextField()  # name | document | iin
    found_at = models.DateTimeField()
    state = models.TextField(default="open")  # open | same_asked | same | different
    reason = models.TextField(blank=True)
    canonical = models.UUIDField(null=True)
    asked_by = models.UUIDField(null=True)
    asked_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_duplicate"
        constraints = [
            models.UniqueConstraint(
                fields=["provider_id", "first", "second"], name="two_persons_are_a_pair_once"
            ),
            models.CheckConstraint(
                name="a_pair_is_in_order", condition=models.Q(first__lt=models.F("second"))
            ),
            models.CheckConstraint(
                name="one_person_is_said_by_two_people",
                condition=~models.Q(state="same")
                | (
                    models.Q(asked_by__isnull=False, decided_by__isnull=False)
                    & ~models.Q(asked_by=models.F("decided_by"))
                    & (models.Q(canonical=models.F("first")) | models.Q(canonical=models.F("second")))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["provider_id", "state", "found_at"], name="duplicates_by_state"),
            models.Index(fields=["provider_id", "second"], name="duplicates_of_the_second"),
        ]
