import django.contrib.postgres.constraints
import django.db.models
from django.db import migrations, models

import samla.ranges


class Migration(migrations.Migration):
    dependencies = [("groups", "0005_chairs_as_they_were")]

    operations = [
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('chair_follows', None), ('chair_rotates', True), _connector='OR'), name='body_follows_only_when_it_rotates'),
        ),
        migrations.AddConstraint(
            model_name='body',
            constraint=models.CheckConstraint(condition=models.Q(('chair_follows', models.F('pk')), _negated=True), name='body_follows_another'),
        ),
        migrations.AddConstraint(
            model_name='chairterm',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__lte', models.F('period_ends_on')), ('starts_on__gte', models.F('period_starts_on'))), name='chair_term_within_period'),
        ),
        migrations.AddConstraint(
            model_name='chairterm',
            constraint=models.CheckConstraint(condition=models.Q(('rotates', False), ('period_ends_on', samla.ranges.LastDayOfYear('period_starts_on')), _connector='OR'), name='chair_term_one_year', violation_error_message='En mandatperiod är exakt ett år.'),
        ),
        migrations.AddConstraint(
            model_name='chairterm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('follows', None), ('rotates', False)), models.Q(('follows__isnull', False), ('rotates', True), models.Q(('side', ''), _negated=True)), _connector='OR'), name='chair_term_rotates_between_sides'),
        ),
        migrations.AddConstraint(
            model_name='chairterm',
            constraint=models.CheckConstraint(condition=models.Q(('appointment__isnull', False), models.Q(('side', ''), _negated=True), _connector='OR'), name='chair_term_has_holder_or_side'),
        ),
        migrations.AddConstraint(
            model_name='chairterm',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('rotates', True)), expressions=[(samla.ranges.Same('body_id'), '&&'), (samla.ranges.OneOfTwo('side', 'REGION'), '&&'), (samla.ranges.Days('starts_on', 'ends_on'), '&&')], name='chair_term_sides_opposite', violation_error_message='Ordförande och vice ordförande ska komma från var sin sida.'),
        ),
        migrations.AddConstraint(
            model_name='chairterm',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('office', 'CHAIR'), ('rotates', True)), expressions=[(samla.ranges.Same('follows_id'), '&&'), (samla.ranges.OneOfTwo('side', 'REGION'), '-|-'), (samla.ranges.Days('starts_on', 'ends_on'), '&&')], name='chair_term_sides_together', violation_error_message='Ordföranden ska komma från samma sida som den politiska gruppens.'),
        ),
    ]
