-- The position in PostgreSQL's log that a session's owner has seen all before: a replica that has not come as far is not asked.
ALTER TABLE sessions ADD COLUMN seen pg_lsn;
