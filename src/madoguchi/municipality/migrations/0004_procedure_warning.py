import madoguchi.core.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("municipality", "0003_national_system")]

    operations = [
        migrations.AddField(
            model_name="proceduretext",
            name="warning",
            field=madoguchi.core.fields.GuardedTextField(blank=True, default="", verbose_name="選ぶときのご注意"),
            preserve_default=False,
        ),
    ]
