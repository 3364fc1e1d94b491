"""When a grant was withdrawn, also by the operator, and also before it began.

What was withdrawn until now was so from the day after its last one. Going back fails when the operator has withdrawn
something, or something was withdrawn before it began: the earlier constraints could not say that.
"""

import django.contrib.postgres.constraints
import pgtrigger.compiler
import pgtrigger.migrations
import samla.ranges
from django.db import migrations, models

WITHDRAWN = """
UPDATE {table} SET withdrawn_at = (ends_on + 1)::timestamp AT TIME ZONE 'Europe/Stockholm'
 WHERE withdrawn_by_id IS NOT NULL
"""

# A permission that is there already keeps the name that it was made with; it means something else now.
RENAMED = """
UPDATE auth_permission p SET name = '{name}' FROM django_content_type t
 WHERE t.id = p.content_type_id AND t.app_label = 'groups' AND p.codename = 'read_organisation'
"""
NAMES = ("Läsa organisationens utkast", "Läsa det som organisationens representanter läser")


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("groups", "0009_chairs_ended_early"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="bodygrant",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="bodygrant",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="bodygrant",
            name="delete_delete",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="organisationgrant",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="organisationgrant",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="organisationgrant",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="bodygrant",
            name="body_grant_ends_after_start",
        ),
        migrations.RemoveConstraint(
            model_name="bodygrant",
            name="body_grant_withdrawn_with_reason",
        ),
        migrations.RemoveConstraint(
            model_name="bodygrant",
            name="body_grant_once_at_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="organisationgrant",
            name="organisation_grant_ends_after_start",
        ),
        migrations.RemoveConstraint(
            model_name="organisationgrant",
            name="organisation_grant_withdrawn_with_reason",
        ),
        migrations.RemoveConstraint(
            model_name="organisationgrant",
            name="organisation_grant_once_at_a_time",
        ),
        migrations.AddField(
            model_name="bodygrant",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="tillbakatagen"),
        ),
        migrations.AddField(
            model_name="bodygrantevent",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="tillbakatagen"),
        ),
        migrations.AddField(
            model_name="organisationgrant",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="tillbakatagen"),
        ),
        migrations.AddField(
            model_name="organisationgrantevent",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="tillbakatagen"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bodygrant",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_bodygrantevent" ("content_object_id", "ends_on", "given_at", "given_by_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on", "user_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT new_values."content_object_id", new_values."ends_on", new_values."given_at", new_values."given_by_id", new_values."id", new_values."permission_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."starts_on", new_values."user_id", new_values."withdrawn_at", new_values."withdrawn_by_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="0339e0ca627c307edd27978cdf344baab2df4541",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df5ad",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="groups_bodygrant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bodygrant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_bodygrantevent" ("content_object_id", "ends_on", "given_at", "given_by_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on", "user_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT new_values."content_object_id", new_values."ends_on", new_values."given_at", new_values."given_by_id", new_values."id", new_values."permission_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."starts_on", new_values."user_id", new_values."withdrawn_at", new_values."withdrawn_by_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="0572f85b8ead132492b50834e80b5082c38c5508",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2fdf4",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="groups_bodygrant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bodygrant",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_bodygrantevent" ("content_object_id", "ends_on", "given_at", "given_by_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on", "user_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT old_values."content_object_id", old_values."ends_on", old_values."given_at", old_values."given_by_id", old_values."id", old_values."permission_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."starts_on", old_values."user_id", old_values."withdrawn_at", old_values."withdrawn_by_id", old_values."withdrawn_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="2695d513aea1814eab371d394987ab3f610ccda1",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c806b",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="groups_bodygrant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisationgrant",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_organisationgrantevent" ("content_object_id", "ends_on", "given_at", "given_by_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on", "user_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT new_values."content_object_id", new_values."ends_on", new_values."given_at", new_values."given_by_id", new_values."id", new_values."permission_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."starts_on", new_values."user_id", new_values."withdrawn_at", new_values."withdrawn_by_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="3d7c6a6cef44009a173590f93222c6eb8b0be436",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ad478",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="groups_organisationgrant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisationgrant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_organisationgrantevent" ("content_object_id", "ends_on", "given_at", "given_by_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on", "user_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT new_values."content_object_id", new_values."ends_on", new_values."given_at", new_values."given_by_id", new_values."id", new_values."permission_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."starts_on", new_values."user_id", new_values."withdrawn_at", new_values."withdrawn_by_id", new_values."withdrawn_reason" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="5e28ba77e0b6d6df2c36862b49a387e284aedc7d",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a4cc6",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="groups_organisationgrant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="organisationgrant",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "groups_organisationgrantevent" ("content_object_id", "ends_on", "given_at", "given_by_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts_on", "user_id", "withdrawn_at", "withdrawn_by_id", "withdrawn_reason") SELECT old_values."content_object_id", old_values."ends_on", old_values."given_at", old_values."given_by_id", old_values."id", old_values."permission_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."starts_on", old_values."user_id", old_values."withdrawn_at", old_values."withdrawn_by_id", old_values."withdrawn_reason" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                    hash="37904061da5021b61fb330adb7abbfca5aa2d607",
                    level="STATEMENT",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_98e58",
                    referencing="REFERENCING OLD TABLE AS old_values ",
                    table="groups_organisationgrant",
                    when="AFTER",
                ),
            ),
        ),
        migrations.RunSQL(*(RENAMED.format(name=name) for name in NAMES)),
        *(
            migrations.RunSQL(WITHDRAWN.format(table=table), migrations.RunSQL.noop)
            for table in ("groups_bodygrant", "groups_organisationgrant")
        ),
        migrations.AddConstraint(
            model_name="bodygrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None),
                    ("ends_on__gte", models.F("starts_on")),
                    ("withdrawn_at__isnull", False),
                    _connector="OR",
                ),
                name="body_grant_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodygrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_reason", "")),
                    models.Q(
                        ("ends_on__isnull", False),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="body_grant_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="bodygrant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("withdrawn_at", None)),
                expressions=[
                    (samla.ranges.Same("user_id"), "&&"),
                    (samla.ranges.Same("permission_id"), "&&"),
                    (samla.ranges.Same("content_object_id"), "&&"),
                    (samla.ranges.Days("starts_on", "ends_on"), "&&"),
                ],
                name="body_grant_once_at_a_time",
                violation_error_message="Personen har redan den behörigheten under en del av perioden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on", None),
                    ("ends_on__gte", models.F("starts_on")),
                    ("withdrawn_at__isnull", False),
                    _connector="OR",
                ),
                name="organisation_grant_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationgrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None), ("withdrawn_reason", "")),
                    models.Q(
                        ("ends_on__isnull", False),
                        ("withdrawn_at__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="organisation_grant_withdrawn_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationgrant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("withdrawn_at", None)),
                expressions=[
                    (samla.ranges.Same("user_id"), "&&"),
                    (samla.ranges.Same("permission_id"), "&&"),
                    (samla.ranges.Same("content_object_id"), "&&"),
                    (samla.ranges.Days("starts_on", "ends_on"), "&&"),
                ],
                name="organisation_grant_once_at_a_time",
                violation_error_message="Personen har redan den behörigheten under en del av perioden.",
            ),
        ),
    ]
