import django.db.models.deletion
from django.db import migrations, models

import madoguchi.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("booking", "0005_deliveries_imports_paper"),
    ]

    operations = [
        migrations.CreateModel(
            name="ProofUsed",
            fields=[
                (
                    "digest",
                    madoguchi.core.fields.MachineCharField(max_length=64, primary_key=True, serialize=False),
                ),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="WebHold",
            fields=[
                (
                    "hold",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="web_hold",
                        serialize=False,
                        to="booking.booking",
                    ),
                ),
                ("browser", madoguchi.core.fields.MachineCharField(max_length=64)),
                ("address", madoguchi.core.fields.MachineCharField(max_length=64)),
                ("made_at", models.DateTimeField(db_index=True)),
                ("procedures", madoguchi.core.fields.MachineCharField(max_length=400)),
                ("typed", madoguchi.core.fields.MachineTextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["address", "made_at"], name="web_hold_by_address"),
                    models.Index(fields=["browser", "made_at"], name="web_hold_by_browser"),
                ],
            },
        ),
    ]
