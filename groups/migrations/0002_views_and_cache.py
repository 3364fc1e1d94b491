"""The two views behind every question of who sits where, and the table of the shared cache."""

from django.db import migrations

OFFICE_HOLDING = """
CREATE VIEW groups_officeholding AS
WITH held AS (
    SELECT t.id AS term_id, t.body_id, t.office, a.user_id, a.id AS appointment_id,
           GREATEST(t.starts_on, a.starts_on, s.valid_from, b.valid_from) AS starts_on,
           LEAST(t.ends_on, a.ends_on, s.valid_to, b.valid_to) AS ends_on
      FROM groups_chairterm t
      JOIN groups_appointment a ON a.id = t.appointment_id
      JOIN groups_seat s ON s.id = a.seat_id
      JOIN groups_body b ON b.id = t.body_id
)
SELECT 't' || term_id AS id, body_id, office, user_id, appointment_id, starts_on, ends_on
  FROM held WHERE starts_on <= ends_on
UNION ALL
SELECT 't' || h.term_id || 's' || s.id, s.body_id, s.confers_office, h.user_id, h.appointment_id,
       GREATEST(h.starts_on, s.valid_from, b.valid_from), LEAST(h.ends_on, s.valid_to, b.valid_to)
  FROM held h
  JOIN groups_seat s ON s.derived_from_id = h.body_id AND s.derived_office = h.office
  JOIN groups_body b ON b.id = s.body_id
 WHERE s.confers_office <> ''
   AND GREATEST(h.starts_on, s.valid_from, b.valid_from) <= LEAST(h.ends_on, s.valid_to, b.valid_to)
"""

SITTING = """
CREATE VIEW groups_sitting AS
WITH held AS (
    SELECT 'a' || a.id AS id, s.body_id, s.id AS seat_id, a.user_id, a.id AS appointment_id,
           GREATEST(a.starts_on, s.valid_from, b.valid_from) AS starts_on,
           LEAST(a.ends_on, s.valid_to, b.valid_to) AS ends_on
      FROM groups_appointment a
      JOIN groups_seat s ON s.id = a.seat_id
      JOIN groups_body b ON b.id = s.body_id
    UNION ALL
    SELECT 't' || t.id || 's' || s.id, s.body_id, s.id, a.user_id, a.id,
           GREATEST(t.starts_on, a.starts_on, own.valid_from, led.valid_from, s.valid_from, b.valid_from),
           LEAST(t.ends_on, a.ends_on, own.valid_to, led.valid_to, s.valid_to, b.valid_to)
      FROM groups_seat s
      JOIN groups_chairterm t ON t.body_id = s.derived_from_id AND t.office = s.derived_office
      JOIN groups_appointment a ON a.id = t.appointment_id
      JOIN groups_seat own ON own.id = a.seat_id
      JOIN groups_body led ON led.id = t.body_id
      JOIN groups_body b ON b.id = s.body_id
)
SELECT id, body_id, seat_id, user_id, appointment_id, starts_on, ends_on
  FROM held WHERE ends_on IS NULL OR starts_on <= ends_on
"""

CACHE = """
CREATE TABLE samla_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX samla_cache_expires ON samla_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("groups", "0001_initial")]

    operations = [
        migrations.RunSQL(OFFICE_HOLDING, "DROP VIEW groups_officeholding"),
        migrations.RunSQL(SITTING, "DROP VIEW groups_sitting"),
        migrations.RunSQL(CACHE, "DROP TABLE samla_cache"),
    ]
