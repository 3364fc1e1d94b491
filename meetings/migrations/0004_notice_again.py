from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="noticereceiver", name="notice_receiver_once"),
    ]
