import madoguchi.core.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("booking", "0003_calls_to_make")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="accommodation",
            field=madoguchi.core.fields.MachineCharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="booking",
            name="accommodation_note",
            field=madoguchi.core.fields.GuardedCharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="booking",
            name="accommodation_given",
            field=madoguchi.core.fields.MachineCharField(blank=True, default="", max_length=200),
            preserve_default=False,
        ),
    ]
