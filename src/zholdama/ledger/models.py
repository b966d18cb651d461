"""The chain of steps, the facts behind it, the chain's heads, and the number book. Written by SQL functions only."""

from django.db import models


class Entry(models.Model):
    """One step taken: the proof, the event that watchers follow, and a link of the provider's chain.

    `entry` is the exact text that was hashed: hash = sha256(previous hash || entry in UTF-8).
    """

    pk = models.CompositePrimaryKey("provider_id", "sequence")
    provider_id = models.UUIDField()
    sequence = models.BigIntegerField()
    at = models.DateTimeField()
    act = models.TextField()
    case_id = models.UUIDField(null=True)
    entry = models.TextField()
    hash = models.BinaryField()

    class Meta:
        db_table = "ledger_entry"
        indexes = [
            models.Index(fields=["provider_id", "case_id", "sequence"], name="ledger_entry_of_a_case"),
        ]


class Facts(models.Model):
    """What the step was about, with the salt of its hash; may be erased, after which the chain still verifies."""

    pk = models.CompositePrimaryKey("provider_id", "sequence")
    provider_id = models.UUIDField()
    sequence = models.BigIntegerField()
    salt = models.BinaryField()
    facts = models.TextField()

    class Meta:
        db_table = "ledger_facts"


class Chain(models.Model):
    """The head of one provider's chain; its row lock orders the provider's steps."""

    provider_id = models.UUIDField(primary_key=True)
    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField()
    at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_chain"


class Number(models.Model):
    """The number book: the last number given in a series of one provider and year. No gap, no reuse."""

    pk = models.CompositePrimaryKey("provider_id", "series", "year")
    provider_id = models.UUIDField()
    series = models.CharField(max_length=1)
    year = models.IntegerField()
    last = models.BigIntegerField()

    class Meta:
        db_table = "ledger_number"
