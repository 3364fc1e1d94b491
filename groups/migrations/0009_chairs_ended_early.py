import pgtrigger.compiler
import pgtrigger.migrations
import samla.identity_numbers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('groups', '0008_people_on_pages'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='chairterm',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='chairterm',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='chairterm',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='chairterm',
            name='ended_reason',
            field=models.CharField(blank=True, max_length=300, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='skäl att uppdraget lämnades'),
        ),
        migrations.AddField(
            model_name='chairtermevent',
            name='ended_reason',
            field=models.CharField(blank=True, max_length=300, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='skäl att uppdraget lämnades'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chairterm',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_chairtermevent" ("appointment_id", "body_id", "ended_reason", "ends_on", "follows_id", "id", "office", "period_ends_on", "period_starts_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_id", "rotates", "same_side_reason", "side", "starts_on") SELECT new_values."appointment_id", new_values."body_id", new_values."ended_reason", new_values."ends_on", new_values."follows_id", new_values."id", new_values."office", new_values."period_ends_on", new_values."period_starts_on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."principal_id", new_values."rotates", new_values."same_side_reason", new_values."side", new_values."starts_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='058ce955c6be59d547220465412d20673f01ebbc', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_5bc17', referencing='REFERENCING NEW TABLE AS new_values ', table='groups_chairterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chairterm',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_chairtermevent" ("appointment_id", "body_id", "ended_reason", "ends_on", "follows_id", "id", "office", "period_ends_on", "period_starts_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_id", "rotates", "same_side_reason", "side", "starts_on") SELECT new_values."appointment_id", new_values."body_id", new_values."ended_reason", new_values."ends_on", new_values."follows_id", new_values."id", new_values."office", new_values."period_ends_on", new_values."period_starts_on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."principal_id", new_values."rotates", new_values."same_side_reason", new_values."side", new_values."starts_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='230a5ff3a10bede64ca2baa06fd1ed25fee10615', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e453e', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='groups_chairterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='chairterm',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_chairtermevent" ("appointment_id", "body_id", "ended_reason", "ends_on", "follows_id", "id", "office", "period_ends_on", "period_starts_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "principal_id", "rotates", "same_side_reason", "side", "starts_on") SELECT old_values."appointment_id", old_values."body_id", old_values."ended_reason", old_values."ends_on", old_values."follows_id", old_values."id", old_values."office", old_values."period_ends_on", old_values."period_starts_on", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."principal_id", old_values."rotates", old_values."same_side_reason", old_values."side", old_values."starts_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='34665b904bba118e0a22087274e03c9b605e31d1', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_01d4c', referencing='REFERENCING OLD TABLE AS old_values ', table='groups_chairterm', when='AFTER')),
        ),
    ]
