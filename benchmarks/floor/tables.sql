CREATE TABLE district (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE organization (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE class (
    id int PRIMARY KEY, number text NOT NULL UNIQUE, name text NOT NULL,
    organization_id int NOT NULL REFERENCES organization, district_id int NOT NULL REFERENCES district,
    starts_on date NOT NULL, seats int NOT NULL, taken int NOT NULL DEFAULT 0,
    is_public boolean NOT NULL DEFAULT true, CHECK (taken <= seats)
);
CREATE INDEX ON class (is_public, starts_on DESC, id);
CREATE TABLE enrolment (
    id bigserial PRIMARY KEY, class_id int NOT NULL REFERENCES class, person_id int NOT NULL,
    name text NOT NULL, state text NOT NULL DEFAULT 'confirmed', at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (class_id, person_id)
);
CREATE TABLE audit (
    id bigserial PRIMARY KEY, at timestamptz NOT NULL, verb text NOT NULL, object_id bigint NOT NULL,
    after jsonb NOT NULL
);
CREATE TABLE message (
    id bigserial PRIMARY KEY, person_id int NOT NULL, code text NOT NULL, context jsonb NOT NULL,
    created_at timestamptz NOT NULL
);
INSERT INTO district SELECT n, 'district ' || n FROM generate_series(1, 14) n;
INSERT INTO organization SELECT n, 'institution ' || n FROM generate_series(1, 200) n;
INSERT INTO class (id, number, name, organization_id, district_id, starts_on, seats)
SELECT n, 'C' || n, 'class ' || n, 1 + n % 200, 1 + n % 14, DATE '2027-01-01' + n % 300, 30000
FROM generate_series(1, 100000) n;
ANALYZE;
