-- Which people have an import running, whichever server does it. A lease that is not renewed runs out.
CREATE TABLE import_leases (
    person_id  uuid CONSTRAINT import_leases_pkey PRIMARY KEY
                    CONSTRAINT import_leases_person_fkey REFERENCES people ON DELETE CASCADE,
    import_id  uuid NOT NULL,
    renewed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX import_leases_age ON import_leases (renewed_at);
