"""紙の名簿: a day at a site as it stood the evening before, kept for some days."""

from django.db import models

from madoguchi.core.fields import MachineCharField
from madoguchi.municipality.models import Site


class PaperList(models.Model):
    """A finished file. It holds names, so it stands behind its own right and is thrown away after some days."""

    day = models.DateField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="paper_lists")
    made_at = models.DateTimeField()
    people = models.PositiveIntegerField()
    form = MachineCharField(max_length=4, choices=[("pdf", "PDF"), ("html", "HTML")])
    sealed = models.BinaryField()  # encrypted with the installation's key

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "site"], name="paper_list_once")]
