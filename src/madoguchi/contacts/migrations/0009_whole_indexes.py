from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contacts", "0008_needs")]

    operations = [
        migrations.RemoveIndex(model_name="contact", name="contact_by_phone"),
        migrations.RemoveIndex(model_name="contact", name="contact_by_name"),
        migrations.RemoveIndex(model_name="contact", name="contact_by_booking"),
        migrations.AddIndex(
            model_name="contact", index=models.Index(fields=["party_phone"], name="contact_by_phone")
        ),
        migrations.AddIndex(
            model_name="contact", index=models.Index(fields=["booking_number"], name="contact_by_booking")
        ),
    ]
