-- Version 1 of the telemetry store. Times are nanoseconds since 1970 in UTC; ids are their bytes as one number; attributes are the text of one JSON object.
-- No indexes: DuckDB's zone maps find a time or an id by itself, and what is appended must be cheap.

-- One row each time the dashboard starts.
CREATE TABLE run (
    run     INTEGER NOT NULL,
    started BIGINT  NOT NULL,
    label   VARCHAR NOT NULL
);

-- Who sent: one process of a service. The writer knows them all by heart and appends only new ones.
CREATE TABLE resource (
    resource   INTEGER NOT NULL,
    service    VARCHAR NOT NULL,
    instance   VARCHAR NOT NULL,
    attributes VARCHAR NOT NULL
);

CREATE TABLE span (
    run            INTEGER  NOT NULL,
    resource       INTEGER  NOT NULL,
    trace_id       UHUGEINT NOT NULL,
    span_id        UBIGINT  NOT NULL,
    parent_span_id UBIGINT,
    name           VARCHAR  NOT NULL,
    kind           UTINYINT NOT NULL,
    start          BIGINT   NOT NULL,
    duration       BIGINT   NOT NULL,
    status         UTINYINT NOT NULL,
    status_message VARCHAR,
    trace_state    VARCHAR,
    scope          VARCHAR  NOT NULL,
    scope_version  VARCHAR,
    attributes     VARCHAR  NOT NULL,
    -- [{"t": time, "n": name, "a": {…}}], null when there are none.
    events         VARCHAR,
    -- [{"t": trace id as text, "s": span id as text, "a": {…}}], null when there are none.
    links          VARCHAR
);

CREATE TABLE log (
    run           INTEGER  NOT NULL,
    resource      INTEGER  NOT NULL,
    time          BIGINT   NOT NULL,
    severity      UTINYINT NOT NULL,
    severity_text VARCHAR,
    body          VARCHAR  NOT NULL,
    event_name    VARCHAR,
    trace_id      UHUGEINT,
    span_id       UBIGINT,
    scope         VARCHAR  NOT NULL,
    attributes    VARCHAR  NOT NULL
);

-- One instrument of one meter in one process with one set of attributes. Known by heart like resources.
CREATE TABLE series (
    series      INTEGER  NOT NULL,
    resource    INTEGER  NOT NULL,
    scope       VARCHAR  NOT NULL,
    name        VARCHAR  NOT NULL,
    description VARCHAR  NOT NULL,
    unit        VARCHAR  NOT NULL,
    kind        UTINYINT NOT NULL,
    is_delta    BOOLEAN  NOT NULL,
    attributes  VARCHAR  NOT NULL
);

CREATE TABLE point (
    run       INTEGER NOT NULL,
    series    INTEGER NOT NULL,
    start     BIGINT  NOT NULL,
    time      BIGINT  NOT NULL,
    value     DOUBLE  NOT NULL,
    count     BIGINT  NOT NULL,
    min       DOUBLE,
    max       DOUBLE,
    -- Null but for histograms and summaries.
    bounds    DOUBLE[],
    buckets   DOUBLE[],
    -- [{"t": time, "v": value, "trace": trace id as text, "span": span id as text}], null when there are none.
    exemplars VARCHAR
);
