-- Once per server: what this server knows of itself. Applied as a whole, in one transaction.
-- The logical shards whose data is here. A writer names the epoch by which it came; another epoch means that the shard has moved since.
CREATE TABLE notionstyle.owned_shard (
    logical_shard   smallint PRIMARY KEY CHECK (logical_shard BETWEEN 0 AND 479),
    epoch           bigint   NOT NULL,
    writable        boolean  NOT NULL DEFAULT true,
    schema_version  integer  NOT NULL
);

-- The shard map: where each logical shard lives. Read on the control server (the first), empty on the others.
CREATE TABLE notionstyle.shard_map (
    logical_shard   smallint PRIMARY KEY CHECK (logical_shard BETWEEN 0 AND 479),
    server          text     NOT NULL,
    epoch           bigint   NOT NULL
);

-- Whoever changes the map, every router hears of it when the change commits.
CREATE FUNCTION notionstyle.shard_map_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('notionstyle_shard_map', '');
    RETURN NULL;
END $$;

CREATE TRIGGER shard_map_changed
    AFTER INSERT OR UPDATE OR DELETE ON notionstyle.shard_map
    FOR EACH STATEMENT EXECUTE FUNCTION notionstyle.shard_map_changed();
