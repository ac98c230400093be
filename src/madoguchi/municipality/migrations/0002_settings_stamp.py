import uuid

from django.db import migrations, models


def stamp_what_stands(apps, schema_editor):
    if apps.get_model("municipality", "Setting").objects.exists():
        apps.get_model("municipality", "SettingsStamp").objects.create(pk=1, value=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("municipality", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="SettingsStamp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.UUIDField()),
            ],
        ),
        migrations.RunPython(stamp_what_stands, migrations.RunPython.noop),
    ]
