"""The public register: a view with nothing but public columns, and indexes for its search and its orders.

The words are kept beside each line, worked out by the database from the public columns only. They are no field of the
model: nobody writes them, and the history needs no copy.
"""

from django.db import migrations

# Punctuation parts words: in a designation or an address of the web PostgreSQL would otherwise see one long word.
PUBLIC_TEXT = """translate(
    subject_public || ' ' || designation || ' ' || counterparty_public || ' ' || authority_name || ' ' || external_number,
    '-:/.,;_@§()!?&+*"”’–' || chr(39), repeat(' ', 21))"""
DESIGNATION_ORDER = "(split_part(designation, ':', 1) || ':' || lpad(split_part(designation, ':', 2), 6, '0')) COLLATE \"C\""
SUBJECT_ORDER = "translate(lower(subject_public), 'åäöéèüÿ', '{|}eeyy') COLLATE \"C\""

FORWARD = f"""
ALTER TABLE documents_recordentry
    ADD COLUMN words tsvector GENERATED ALWAYS AS (
        to_tsvector('simple', {PUBLIC_TEXT}) || to_tsvector('swedish', {PUBLIC_TEXT})) STORED,
    ADD COLUMN words_backwards tsvector GENERATED ALWAYS AS (to_tsvector('simple', reverse({PUBLIC_TEXT}))) STORED;
CREATE INDEX record_entry_words ON documents_recordentry USING gin (words) WHERE NOT is_secret;
CREATE INDEX record_entry_words_backwards ON documents_recordentry USING gin (words_backwards) WHERE NOT is_secret;
CREATE INDEX record_entry_public_date ON documents_recordentry (collaboration_id, dated_on, id) WHERE NOT is_secret;
CREATE INDEX record_entry_public_designation ON documents_recordentry (collaboration_id, ({DESIGNATION_ORDER}), id)
    WHERE NOT is_secret;
CREATE INDEX record_entry_public_subject ON documents_recordentry (collaboration_id, ({SUBJECT_ORDER}), id)
    WHERE NOT is_secret;
CREATE VIEW documents_publicentry AS
    SELECT id, collaboration_id, body_id, document_id, authority_id, entered_at, designation, dated_on, direction,
           subject_public, counterparty_public, authority_name, external_number, is_published, words, words_backwards,
           {DESIGNATION_ORDER} AS designation_order, {SUBJECT_ORDER} AS subject_order
      FROM documents_recordentry
     WHERE NOT is_secret;
"""
BACK = """
DROP VIEW documents_publicentry;
DROP INDEX record_entry_words, record_entry_words_backwards, record_entry_public_date, record_entry_public_designation,
    record_entry_public_subject;
ALTER TABLE documents_recordentry DROP COLUMN words, DROP COLUMN words_backwards;
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0005_document_steps")]

    operations = [migrations.RunSQL(FORWARD, BACK)]
