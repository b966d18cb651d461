"""The page of the wall for what people wish; part of `wall.py`."""

from zholdama.config.wall_rights import ACQUAINTED, OWN_PROVIDER, Table, citizen, staff

WISHES: tuple[Table, ...] = (
    Table(
        "opportunities_wish",
        "what people have stated to one provider that they want and can; a person sees his own",
        (
            staff("SELECT"),
            # As with cases: a provider writes down the wishes of those alone whom it has met.
            staff("INSERT", f"{OWN_PROVIDER} AND {ACQUAINTED.format(column='opportunities_wish.person_id')}"),
            citizen("SELECT, INSERT"),
        ),
        append_only=True,
    ),
)
