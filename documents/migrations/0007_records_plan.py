"""The records plan names its decisions whole; disposal has a log; what is gone stays gone."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import samla.clock
import samla.identity_numbers
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0006_public_register'),
        ('groups', '0010_withdrawn_grants'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DisposalRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('type_name', models.CharField(editable=False, max_length=120, verbose_name='handlingsslag då')),
                ('retention', models.CharField(editable=False, max_length=60, verbose_name='vad planen sa')),
                ('method', models.CharField(blank=True, editable=False, max_length=200, verbose_name='gallringssätt')),
                ('authority_name', models.CharField(editable=False, max_length=200, verbose_name='myndighetens namn då')),
                ('decision_body', models.CharField(editable=False, max_length=120, verbose_name='gallringsbeslutet fattat av')),
                ('decision_on', models.DateField(editable=False, verbose_name='gallringsbeslutets dag')),
                ('decision_number', models.CharField(editable=False, max_length=60, verbose_name='gallringsbeslutets diarienummer')),
                ('application_body', models.CharField(max_length=120, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='tillämpningsbeslutet fattat av')),
                ('application_on', models.DateField(verbose_name='tillämpningsbeslutets dag')),
                ('application_number', models.CharField(max_length=60, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='tillämpningsbeslutets diarienummer')),
                ('confirmation', models.CharField(editable=False, max_length=300, verbose_name='det som bekräftades')),
                ('count', models.PositiveIntegerField(editable=False, verbose_name='antal handlingar')),
                ('by_name', models.CharField(editable=False, max_length=200, verbose_name='namn då')),
                ('at', models.DateTimeField(default=samla.clock.now, editable=False, verbose_name='gallrat')),
            ],
            options={
                'verbose_name': 'gallring',
                'verbose_name_plural': 'gallringar',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DisposedDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('designation', models.CharField(editable=False, max_length=40, verbose_name='beteckning')),
                ('subject', models.CharField(editable=False, max_length=300, verbose_name='vad handlingen rörde')),
                ('dated_on', models.DateField(editable=False, verbose_name='upprättad, inkommen eller expedierad den')),
                ('files', models.PositiveSmallIntegerField(editable=False, verbose_name='antal filer')),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='kontrollsumma för sista versionen')),
                ('size', models.PositiveBigIntegerField(editable=False, verbose_name='storlek i byte för sista versionen')),
                ('at', models.DateTimeField(default=samla.clock.now, editable=False, verbose_name='gallrad')),
            ],
            options={
                'verbose_name': 'gallrad handling',
                'verbose_name_plural': 'gallrade handlingar',
                'ordering': ['designation'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='document',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='document',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='document',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='documenttype',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='documenttype',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='documenttype',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recordentry',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recordentry',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='recordentry',
            name='delete_delete',
        ),
        migrations.RemoveConstraint(
            model_name='document',
            name='document_registered_iff_finalised',
        ),
        migrations.RemoveConstraint(
            model_name='documenttype',
            name='document_type_preserved_or_disposed',
        ),
        migrations.RemoveField(
            model_name='documenttypeevent',
            name='disposal_decision',
        ),
        migrations.AddField(
            model_name='document',
            name='discarded_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='kastad'),
        ),
        migrations.AddField(
            model_name='document',
            name='discarded_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='kastad av'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='discarded_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='kastad'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='discarded_by',
            field=models.ForeignKey(db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='kastad av'),
        ),
        migrations.AddField(
            model_name='documenttype',
            name='decision_body',
            field=models.CharField(blank=True, max_length=120, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='gallringsbeslutet fattat av'),
        ),
        migrations.AddField(
            model_name='documenttype',
            name='decision_number',
            field=models.CharField(blank=True, max_length=60, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='gallringsbeslutets diarienummer'),
        ),
        migrations.AddField(
            model_name='documenttype',
            name='decision_on',
            field=models.DateField(blank=True, null=True, verbose_name='gallringsbeslutets dag'),
        ),
        migrations.AddField(
            model_name='documenttype',
            name='note',
            field=models.CharField(blank=True, max_length=300, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='anmärkning'),
        ),
        migrations.AddField(
            model_name='documenttypeevent',
            name='decision_body',
            field=models.CharField(blank=True, max_length=120, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='gallringsbeslutet fattat av'),
        ),
        migrations.AddField(
            model_name='documenttypeevent',
            name='decision_number',
            field=models.CharField(blank=True, max_length=60, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='gallringsbeslutets diarienummer'),
        ),
        migrations.AddField(
            model_name='documenttypeevent',
            name='decision_on',
            field=models.DateField(blank=True, null=True, verbose_name='gallringsbeslutets dag'),
        ),
        migrations.AddField(
            model_name='documenttypeevent',
            name='note',
            field=models.CharField(blank=True, max_length=300, validators=[samla.identity_numbers.refuse_identity_numbers], verbose_name='anmärkning'),
        ),
        migrations.AddField(
            model_name='recordentry',
            name='disposed_on',
            field=models.DateField(editable=False, null=True, verbose_name='gallrad den'),
        ),
        migrations.AddField(
            model_name='recordentryevent',
            name='disposed_on',
            field=models.DateField(editable=False, null=True, verbose_name='gallrad den'),
        ),
        migrations.AlterField(
            model_name='document',
            name='state',
            field=models.CharField(choices=[('DRAFT', 'Utkast'), ('SHARED', 'Delat för synpunkter'), ('FINALISED', 'Upprättat'), ('ATTESTED', 'Justerat'), ('PUBLISHED', 'Publicerat'), ('DISPOSED', 'Gallrat'), ('DISCARDED', 'Kastat utkast')], default='DRAFT', editable=False, max_length=12, verbose_name='läge'),
        ),
        migrations.AlterField(
            model_name='documentevent',
            name='state',
            field=models.CharField(choices=[('DRAFT', 'Utkast'), ('SHARED', 'Delat för synpunkter'), ('FINALISED', 'Upprättat'), ('ATTESTED', 'Justerat'), ('PUBLISHED', 'Publicerat'), ('DISPOSED', 'Gallrat'), ('DISCARDED', 'Kastat utkast')], default='DRAFT', editable=False, max_length=12, verbose_name='läge'),
        ),
        migrations.AlterField(
            model_name='documenttype',
            name='collaboration',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='document_types', to='groups.carecollaboration'),
        ),
        migrations.AlterField(
            model_name='documenttype',
            name='ended_on',
            field=models.DateField(blank=True, null=True, verbose_name='används till och med'),
        ),
        migrations.AlterField(
            model_name='documenttype',
            name='position',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='documenttype',
            name='slug',
            field=models.SlugField(editable=False, max_length=80, verbose_name='kortnamn'),
        ),
        migrations.AlterField(
            model_name='documenttypeevent',
            name='collaboration',
            field=models.ForeignKey(db_constraint=False, editable=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='groups.carecollaboration'),
        ),
        migrations.AlterField(
            model_name='documenttypeevent',
            name='ended_on',
            field=models.DateField(blank=True, null=True, verbose_name='används till och med'),
        ),
        migrations.AlterField(
            model_name='documenttypeevent',
            name='position',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='ordning'),
        ),
        migrations.AlterField(
            model_name='documenttypeevent',
            name='slug',
            field=models.SlugField(db_index=False, editable=False, max_length=80, verbose_name='kortnamn'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='blob',
            trigger=pgtrigger.compiler.Trigger(name='needed_is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.disposed_at IS NULL AND NEW.disposed_at IS NOT NULL)', func="\n                    IF EXISTS (\n                        SELECT FROM documents_documentversion one JOIN documents_document its ON its.id = one.document_id\n                        WHERE one.blob_id = NEW.id AND its.state NOT IN ('DISPOSED', 'DISCARDED')\n                    ) THEN\n                        RAISE EXCEPTION 'a document still has these bytes' USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='e1726db57c0884f9eb9b006d2c56e4199d7d5af4', operation='UPDATE', pgid='pgtrigger_needed_is_kept_43df1', table='documents_blob', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='disposed_by_a_run', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (NEW.state = 'DISPOSED' AND OLD.state <> 'DISPOSED')", func="\n                    IF NOT EXISTS (SELECT FROM documents_disposeddocument WHERE document_id = NEW.id) THEN\n                        RAISE EXCEPTION 'a document is disposed of by a disposal run'\n                            USING ERRCODE = 'restrict_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='f0df7076f9cb8096214981feeec0387ad5e2429d', operation='UPDATE', pgid='pgtrigger_disposed_by_a_run_07ae4', table='documents_document', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='gone_stays_gone', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (OLD.state IN ('DISPOSED', 'DISCARDED') AND NEW.state <> OLD.state)", func="RAISE EXCEPTION 'what is gone does not come back' USING ERRCODE = 'restrict_violation';", hash='0b24d8d47c2d8f4eaa76f9cedee22d19e1a5ad91', operation='UPDATE', pgid='pgtrigger_gone_stays_gone_61eb5', table='documents_document', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_documentevent" ("accessibility", "attested_at", "attested_by_id", "author_id", "body_id", "collaboration_id", "counterparty", "created_at", "direction", "discarded_at", "discarded_by_id", "disposed_at", "disposed_by_id", "document_type_id", "drawn_up_on", "external_number", "finalised_at", "finalised_by_id", "home", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "secrecy_authority", "secrecy_on", "secrecy_provision", "shared_at", "shared_by_id", "state", "title", "version") SELECT new_values."accessibility", new_values."attested_at", new_values."attested_by_id", new_values."author_id", new_values."body_id", new_values."collaboration_id", new_values."counterparty", new_values."created_at", new_values."direction", new_values."discarded_at", new_values."discarded_by_id", new_values."disposed_at", new_values."disposed_by_id", new_values."document_type_id", new_values."drawn_up_on", new_values."external_number", new_values."finalised_at", new_values."finalised_by_id", new_values."home", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."published_at", new_values."published_by_id", new_values."secrecy_authority", new_values."secrecy_on", new_values."secrecy_provision", new_values."shared_at", new_values."shared_by_id", new_values."state", new_values."title", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9fcf5fc48cb5c2d6fce491035ea08a4c315a8205', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_be524', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_documentevent" ("accessibility", "attested_at", "attested_by_id", "author_id", "body_id", "collaboration_id", "counterparty", "created_at", "direction", "discarded_at", "discarded_by_id", "disposed_at", "disposed_by_id", "document_type_id", "drawn_up_on", "external_number", "finalised_at", "finalised_by_id", "home", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "secrecy_authority", "secrecy_on", "secrecy_provision", "shared_at", "shared_by_id", "state", "title", "version") SELECT new_values."accessibility", new_values."attested_at", new_values."attested_by_id", new_values."author_id", new_values."body_id", new_values."collaboration_id", new_values."counterparty", new_values."created_at", new_values."direction", new_values."discarded_at", new_values."discarded_by_id", new_values."disposed_at", new_values."disposed_by_id", new_values."document_type_id", new_values."drawn_up_on", new_values."external_number", new_values."finalised_at", new_values."finalised_by_id", new_values."home", new_values."id", new_values."number", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."published_at", new_values."published_by_id", new_values."secrecy_authority", new_values."secrecy_on", new_values."secrecy_provision", new_values."shared_at", new_values."shared_by_id", new_values."state", new_values."title", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='abc6956b88e8614b7e0e33e4e5c0f6a232fd96c1', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_a3ed6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_documentevent" ("accessibility", "attested_at", "attested_by_id", "author_id", "body_id", "collaboration_id", "counterparty", "created_at", "direction", "discarded_at", "discarded_by_id", "disposed_at", "disposed_by_id", "document_type_id", "drawn_up_on", "external_number", "finalised_at", "finalised_by_id", "home", "id", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "secrecy_authority", "secrecy_on", "secrecy_provision", "shared_at", "shared_by_id", "state", "title", "version") SELECT old_values."accessibility", old_values."attested_at", old_values."attested_by_id", old_values."author_id", old_values."body_id", old_values."collaboration_id", old_values."counterparty", old_values."created_at", old_values."direction", old_values."discarded_at", old_values."discarded_by_id", old_values."disposed_at", old_values."disposed_by_id", old_values."document_type_id", old_values."drawn_up_on", old_values."external_number", old_values."finalised_at", old_values."finalised_by_id", old_values."home", old_values."id", old_values."number", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."published_at", old_values."published_by_id", old_values."secrecy_authority", old_values."secrecy_on", old_values."secrecy_provision", old_values."shared_at", old_values."shared_by_id", old_values."state", old_values."title", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='1b0f4e79881037f47035352d20da558ecbe3f392', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_0c008', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documenttype',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_documenttypeevent" ("collaboration_id", "content_by", "decision_body", "decision_number", "decision_on", "disposal_method", "disposed_after_years", "ended_on", "handled_by", "id", "is_published", "is_registered", "kept_where", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "preserved", "revised_by", "revision_interval", "slug", "version") SELECT new_values."collaboration_id", new_values."content_by", new_values."decision_body", new_values."decision_number", new_values."decision_on", new_values."disposal_method", new_values."disposed_after_years", new_values."ended_on", new_values."handled_by", new_values."id", new_values."is_published", new_values."is_registered", new_values."kept_where", new_values."name", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."position", new_values."preserved", new_values."revised_by", new_values."revision_interval", new_values."slug", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='9989f342741ea3d868ab4757013f2dc517d8eeab', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_fa51e', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_documenttype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documenttype',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_documenttypeevent" ("collaboration_id", "content_by", "decision_body", "decision_number", "decision_on", "disposal_method", "disposed_after_years", "ended_on", "handled_by", "id", "is_published", "is_registered", "kept_where", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "preserved", "revised_by", "revision_interval", "slug", "version") SELECT new_values."collaboration_id", new_values."content_by", new_values."decision_body", new_values."decision_number", new_values."decision_on", new_values."disposal_method", new_values."disposed_after_years", new_values."ended_on", new_values."handled_by", new_values."id", new_values."is_published", new_values."is_registered", new_values."kept_where", new_values."name", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."position", new_values."preserved", new_values."revised_by", new_values."revision_interval", new_values."slug", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='a4bfc6655671cccd043ba0e6426a860f80a46c5e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_4c3ac', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_documenttype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documenttype',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_documenttypeevent" ("collaboration_id", "content_by", "decision_body", "decision_number", "decision_on", "disposal_method", "disposed_after_years", "ended_on", "handled_by", "id", "is_published", "is_registered", "kept_where", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "preserved", "revised_by", "revision_interval", "slug", "version") SELECT old_values."collaboration_id", old_values."content_by", old_values."decision_body", old_values."decision_number", old_values."decision_on", old_values."disposal_method", old_values."disposed_after_years", old_values."ended_on", old_values."handled_by", old_values."id", old_values."is_published", old_values."is_registered", old_values."kept_where", old_values."name", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."position", old_values."preserved", old_values."revised_by", old_values."revision_interval", old_values."slug", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='4686a8a4b6775a2202a124ed22433a714193f23a', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_4fd6e', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_documenttype', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='documentversion',
            trigger=pgtrigger.compiler.Trigger(name='bytes_are_there', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n        PERFORM 1 FROM documents_blob WHERE id = NEW.blob_id AND disposed_at IS NULL FOR SHARE;\n        IF NOT FOUND THEN\n            RAISE EXCEPTION 'the bytes of the version are gone' USING ERRCODE = 'restrict_violation';\n        END IF;\n        RETURN NEW;\n    ", hash='29903b8d16f2574ac704c548555e77bc95fb318e', operation='INSERT', pgid='pgtrigger_bytes_are_there_10075', table='documents_documentversion', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_recordentryevent" ("authority_id", "authority_name", "body_id", "collaboration_id", "counterparty_protected", "counterparty_public", "dated_on", "designation", "direction", "disposed_on", "document_id", "entered_at", "external_number", "id", "is_published", "is_secret", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_protected", "subject_public", "version") SELECT new_values."authority_id", new_values."authority_name", new_values."body_id", new_values."collaboration_id", new_values."counterparty_protected", new_values."counterparty_public", new_values."dated_on", new_values."designation", new_values."direction", new_values."disposed_on", new_values."document_id", new_values."entered_at", new_values."external_number", new_values."id", new_values."is_published", new_values."is_secret", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."subject_protected", new_values."subject_public", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='252ebc1d71b06a0064aed6010e89354735c75e9a', level='STATEMENT', operation='INSERT', pgid='pgtrigger_insert_insert_7d791', referencing='REFERENCING NEW TABLE AS new_values ', table='documents_recordentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_recordentryevent" ("authority_id", "authority_name", "body_id", "collaboration_id", "counterparty_protected", "counterparty_public", "dated_on", "designation", "direction", "disposed_on", "document_id", "entered_at", "external_number", "id", "is_published", "is_secret", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_protected", "subject_public", "version") SELECT new_values."authority_id", new_values."authority_name", new_values."body_id", new_values."collaboration_id", new_values."counterparty_protected", new_values."counterparty_public", new_values."dated_on", new_values."designation", new_values."direction", new_values."disposed_on", new_values."document_id", new_values."entered_at", new_values."external_number", new_values."id", new_values."is_published", new_values."is_secret", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."subject_protected", new_values."subject_public", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;', hash='097a86cdabdcdc37a81f64452ef71f5b2eb8cf82', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_7fc57', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='documents_recordentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='recordentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "documents_recordentryevent" ("authority_id", "authority_name", "body_id", "collaboration_id", "counterparty_protected", "counterparty_public", "dated_on", "designation", "direction", "disposed_on", "document_id", "entered_at", "external_number", "id", "is_published", "is_secret", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "subject_protected", "subject_public", "version") SELECT old_values."authority_id", old_values."authority_name", old_values."body_id", old_values."collaboration_id", old_values."counterparty_protected", old_values."counterparty_public", old_values."dated_on", old_values."designation", old_values."direction", old_values."disposed_on", old_values."document_id", old_values."entered_at", old_values."external_number", old_values."id", old_values."is_published", old_values."is_secret", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."subject_protected", old_values."subject_public", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='98c5cbd13169256104b6e3ba84bd6d0f88221961', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_b6401', referencing='REFERENCING OLD TABLE AS old_values ', table='documents_recordentry', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('discarded_at', None), ('discarded_by', None)), models.Q(('discarded_at__isnull', False), ('discarded_by__isnull', False)), _connector='OR'), name='document_discarded_at_and_by'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finalised_at', None), ('number', None), ('state__in', ('DRAFT', 'SHARED', 'DISCARDED'))), models.Q(models.Q(('state__in', ('DRAFT', 'SHARED', 'DISCARDED')), _negated=True), ('drawn_up_on__isnull', False), ('finalised_at__isnull', False), ('number__isnull', False)), _connector='OR'), name='document_registered_iff_finalised'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('discarded_at__isnull', False), ('shared_at', None), ('state', 'DISCARDED')), models.Q(models.Q(('state', 'DISCARDED'), _negated=True), ('discarded_at', None)), _connector='OR'), name='document_discarded_iff_state', violation_error_message='Ett utkast som har varit delat kastas inte.'),
        ),
        migrations.AddConstraint(
            model_name='documenttype',
            constraint=models.UniqueConstraint(fields=('collaboration', 'name'), name='document_type_name', violation_error_message='Det finns redan ett handlingsslag med det namnet.'),
        ),
        migrations.AddConstraint(
            model_name='documenttype',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('disposed_after_years', None), ('preserved', True)), models.Q(('preserved', False), models.Q(('decision_body', ''), _negated=True), ('decision_on__isnull', False), models.Q(('decision_number', ''), _negated=True)), _connector='OR'), name='document_type_preserved_or_disposed', violation_error_message='Utan gallringsbeslut bevaras handlingarna. Ange vem som beslutade, vilken dag och beslutets diarienummer.'),
        ),
        migrations.AddConstraint(
            model_name='documenttype',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision_body', ''), ('decision_number', ''), ('decision_on', None)), models.Q(models.Q(('decision_body', ''), _negated=True), ('decision_on__isnull', False), models.Q(('decision_number', ''), _negated=True)), _connector='OR'), name='document_type_decision_is_whole', violation_error_message='Ett gallringsbeslut har instans, dag och diarienummer: ange alla tre, eller inget.'),
        ),
        migrations.AddField(
            model_name='disposalrun',
            name='authority',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.organisation', verbose_name='myndighet'),
        ),
        migrations.AddField(
            model_name='disposalrun',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gallrat av'),
        ),
        migrations.AddField(
            model_name='disposalrun',
            name='collaboration',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='groups.carecollaboration'),
        ),
        migrations.AddField(
            model_name='disposalrun',
            name='document_type',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='disposals', to='documents.documenttype', verbose_name='handlingsslag'),
        ),
        migrations.AddField(
            model_name='disposeddocument',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='gallrad av'),
        ),
        migrations.AddField(
            model_name='disposeddocument',
            name='document',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='disposal', to='documents.document', verbose_name='handling'),
        ),
        migrations.AddField(
            model_name='disposeddocument',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='documents.disposalrun', verbose_name='gallring'),
        ),
        migrations.RemoveField(
            model_name='documenttype',
            name='disposal_decision',
        ),
        migrations.AddIndex(
            model_name='disposalrun',
            index=models.Index(fields=['at', 'id'], name='disposal_run_when'),
        ),
        migrations.AddConstraint(
            model_name='disposalrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision_body', ''), _negated=True), models.Q(('decision_number', ''), _negated=True)), name='disposal_run_by_decision', violation_error_message='Ingenting gallras utan gallringsbeslut: instans, dag och diarienummer.'),
        ),
        migrations.AddConstraint(
            model_name='disposalrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('application_body', ''), _negated=True), models.Q(('application_number', ''), _negated=True)), name='disposal_run_by_application', violation_error_message='Ingenting gallras utan myndighetens tillämpningsbeslut: instans, dag och diarienummer.'),
        ),
        migrations.AddConstraint(
            model_name='disposalrun',
            constraint=models.CheckConstraint(condition=models.Q(('count__gt', 0)), name='disposal_run_of_something'),
        ),
        migrations.AddConstraint(
            model_name='disposalrun',
            constraint=models.CheckConstraint(condition=models.Q(('confirmation', ''), _negated=True), name='disposal_run_confirmed'),
        ),
        migrations.AddIndex(
            model_name='disposeddocument',
            index=models.Index(fields=['at', 'id'], name='disposed_document_when'),
        ),
    ]
