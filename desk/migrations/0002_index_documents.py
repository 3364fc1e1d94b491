"""The events of documents, their files, the register and the records plan are read as those of everything else."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_documents"),
        ("desk", "0001_index_history"),
        ("documents", "0003_documents"),
    ]

    operations = [
        migrations.RunSQL(
            "SELECT samla_index_history(); CREATE INDEX documents_documentversion_when ON documents_documentversion (at, id);",
            "DROP INDEX documents_documentversion_when;",
        )
    ]
