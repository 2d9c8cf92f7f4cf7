-- Once per logical shard; {schema} is its schema. Applied as a whole, in one transaction with the new schema_version.
CREATE SCHEMA {schema};

-- Every record table has the same columns. The key begins with the workspace: an id that exists elsewhere collides with nothing and tells nothing.
CREATE TABLE {schema}.space (
    space_id          uuid        NOT NULL,
    id                uuid        NOT NULL,
    type              text        NOT NULL,
    properties        jsonb,
    format            jsonb,
    content           uuid[]      NOT NULL DEFAULT '{}',
    parent_table      text,
    parent_id         uuid,
    permissions       jsonb,
    alive             boolean     NOT NULL,
    version           bigint      NOT NULL,
    created_time      timestamptz NOT NULL,
    created_by        uuid        NOT NULL,
    last_edited_time  timestamptz NOT NULL,
    last_edited_by    uuid        NOT NULL,
    PRIMARY KEY (space_id, id)
);

CREATE TABLE {schema}.notion_user (LIKE {schema}.space INCLUDING DEFAULTS, PRIMARY KEY (space_id, id));

-- Blocks are searched besides: the words of their rich text, as one text and as the lexemes that the index holds.
CREATE TABLE {schema}.block (
    LIKE {schema}.space INCLUDING DEFAULTS,
    text              text        NOT NULL DEFAULT '',
    search            tsvector    GENERATED ALWAYS AS (to_tsvector('english', text)) STORED,
    PRIMARY KEY (space_id, id)
) WITH (fillfactor = 90);  -- room for edits that touch no index to stay on their page (HOT)

CREATE INDEX block_search ON {schema}.block USING gin (search);

-- Committed transactions: a repeat within the retention has no second effect. Also what analytics knows of edits.
CREATE TABLE {schema}.transaction (
    space_id          uuid        NOT NULL,
    id                uuid        NOT NULL,
    fingerprint       uuid        NOT NULL,
    user_id           uuid        NOT NULL,
    committed_time    timestamptz NOT NULL,
    pages             uuid[]      NOT NULL,
    PRIMARY KEY (space_id, id)
);

-- Bearer tokens, by hash alone.
CREATE TABLE {schema}.token (
    space_id          uuid         NOT NULL,
    hash              uuid         NOT NULL,
    id                uuid         NOT NULL,
    user_id           uuid         NOT NULL,
    label             varchar(200) NOT NULL,
    created_time      timestamptz  NOT NULL,
    revoked_time      timestamptz,
    PRIMARY KEY (space_id, hash)
);
