"""Providers of the bench: open, with an empty chain each, made in bulk as the owner."""

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5


def make_providers(codes: Sequence[str]) -> dict[str, UUID]:
    """Make them; {code: id}."""
    from django.db import connections, transaction

    from zholdama.providers.models import Provider

    made = {code: uuid5(NAMESPACE_URL, f"zholdama:bench:{code}") for code in codes}
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        Provider.objects.using("owner").bulk_create([_provider(code, own) for code, own in made.items()])
        cursor.executemany(
            "INSERT INTO ledger_chain (provider_id, sequence, hash) VALUES (%s, 0, %s)",
            [(own, bytes(32)) for own in made.values()],
        )
    return made


def _provider(code: str, own: UUID) -> Any:
    from zholdama.providers.models import Provider

    return Provider(
        id=own,
        code=code,
        kind="district",
        name_kk="Өлшеу орталығы",
        name_ru="Центр измерений",
        name_en="Bench centre",
        region="00",
        source="made up for the bench",
        open=True,
        demonstration=True,
    )
