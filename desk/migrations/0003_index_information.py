"""The events of information to parties concerned, and of means of sign-in, are read as those of everything else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_information"),
        ("desk", "0002_index_documents"),
        ("groups", "0012_factors_and_information"),
    ]

    operations = [migrations.RunSQL("SELECT samla_index_history()", migrations.RunSQL.noop)]
