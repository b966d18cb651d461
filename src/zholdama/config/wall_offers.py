"""The page of the wall for organisations, the places they offer, and their links; part of `wall.py`."""

from zholdama.config.wall_rights import ALL, Right, Table, citizen, every, staff

OFFERS: tuple[Table, ...] = (
    Table(
        "opportunities_organisation",
        "employers and trainers as one provider knows them",
        (staff("SELECT, INSERT, UPDATE"),),
    ),
    Table(
        "opportunities_place",
        "places of one provider; offers are shown to people who apply",
        (staff("SELECT, INSERT, UPDATE"), citizen(rows=ALL)),
        references=(("organisation_id", "opportunities_organisation"),),
    ),
    Table(
        "opportunities_organisation_check",
        "what one provider knows of its employers for subsidised places",
        (staff("SELECT, INSERT"),),
        references=(("organisation_id", "opportunities_organisation"),),
        append_only=True,
    ),
    Table(
        "opportunities_organisation_link",
        "links of one provider's employers; a stranger's secret is resolved by a function alone",
        (staff("SELECT, INSERT, UPDATE (revoked_at, wrong_digits, used_at)"),),
        references=(("organisation_id", "opportunities_organisation"),),
    ),
    Table(
        "opportunities_place_import",
        "files of places that one provider has taken in, once per key",
        (staff("SELECT, INSERT"),),
        references=(("organisation_id", "opportunities_organisation"),),
        append_only=True,
    ),
    Table(
        "opportunities_profession",
        "the classifier of professions is one for the country and published",
        (*every("staff citizen doorkeeper"), Right("operator", "SELECT, INSERT, UPDATE", ALL)),
        walled=False,
    ),
)
