"""What earlier chair terms get in the new columns, before the constraints of 0006 hold for them.

A term is its own period. Its side is that of the holder's organisation. It rotates where the body does by its kind, when
it is a whole year and agrees with the others; what does not agree stays as it was, outside the rules.
"""

from django.db import migrations

BODIES = """
UPDATE groups_body SET chair_rotates = TRUE WHERE kind IN ('POLITICAL', 'COORDINATION');
UPDATE groups_body b SET chair_follows_id = p.id
  FROM groups_body p
 WHERE b.kind = 'COORDINATION' AND p.kind = 'POLITICAL' AND p.collaboration_id = b.collaboration_id
   AND p.id = (SELECT min(o.id) FROM groups_body o WHERE o.kind = 'POLITICAL' AND o.collaboration_id = b.collaboration_id);
"""

TERMS = """
UPDATE groups_chairterm t
   SET period_starts_on = t.starts_on, period_ends_on = t.ends_on, principal_id = o.principal_id,
       side = COALESCE(NULLIF(o.side, ''), p.side, '')
  FROM groups_appointment a
  JOIN groups_seat s ON s.id = a.seat_id
  LEFT JOIN groups_organisation o ON o.id = s.organisation_id
  LEFT JOIN groups_principal p ON p.id = o.principal_id
 WHERE a.id = t.appointment_id;
UPDATE groups_chairterm t SET rotates = TRUE, follows_id = COALESCE(b.chair_follows_id, b.id)
  FROM groups_body b
 WHERE b.id = t.body_id AND b.chair_rotates AND t.side <> ''
   AND t.ends_on = (t.starts_on + interval '1 year' - interval '1 day')::date;
UPDATE groups_chairterm t SET rotates = FALSE, follows_id = NULL
 WHERE t.rotates AND EXISTS (
    SELECT FROM groups_chairterm o
     WHERE o.rotates AND o.id <> t.id AND daterange(o.starts_on, o.ends_on, '[]') && daterange(t.starts_on, t.ends_on, '[]')
       AND ((o.body_id = t.body_id AND o.side = t.side)
            OR (o.follows_id = t.follows_id AND o.office = 'CHAIR' AND t.office = 'CHAIR' AND o.side <> t.side)));
"""

# The history had no such columns either. Its rows are completed, by the owner, with what they say themselves.
HISTORY = """
ALTER TABLE groups_chairtermevent DISABLE TRIGGER USER;
UPDATE groups_chairtermevent SET period_starts_on = starts_on, period_ends_on = ends_on WHERE period_starts_on = DATE '0001-01-01';
ALTER TABLE groups_chairtermevent ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0004_people_chairs_and_populations")]

    # The columns go with 0004, and with them what is written here.
    operations = [migrations.RunSQL(sql, migrations.RunSQL.noop) for sql in (BODIES, TERMS, HISTORY)]
