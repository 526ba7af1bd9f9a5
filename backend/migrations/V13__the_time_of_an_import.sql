-- When an import began: it may run for so long and no longer.
ALTER TABLE import_leases ADD COLUMN begun_at timestamptz NOT NULL DEFAULT now();
