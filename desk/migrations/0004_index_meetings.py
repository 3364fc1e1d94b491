"""The events of meetings are read as those of everything else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0003_index_information"),
        ("meetings", "0001_initial"),
    ]

    operations = [migrations.RunSQL("SELECT samla_index_history()", migrations.RunSQL.noop)]
