from django.db import migrations, models

# What was met before the table was there. Names of nobody leave the database: it is read and written by the owner.
FILL = """
INSERT INTO identity_name_word (provider_id, word, person_id)
SELECT DISTINCT q.provider_id, word, p.id
FROM identity_acquaintance q JOIN identity_person p ON p.id = q.person_id,
    unnest(string_to_array(p.folded_key, ' ')) AS word
WHERE word <> ''
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("identity", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "provider_id",
                        "word",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("provider_id", models.UUIDField()),
                ("word", models.TextField(db_collation="C")),
                ("person_id", models.UUIDField()),
            ],
            options={"db_table": "identity_name_word"},
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
