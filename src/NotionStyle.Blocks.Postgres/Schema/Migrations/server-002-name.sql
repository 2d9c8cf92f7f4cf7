-- The name under which this server's connection string came first; another name later means that two connection strings were exchanged.
CREATE TABLE notionstyle.server_name (
    one_row         boolean  PRIMARY KEY DEFAULT true CHECK (one_row),
    name            text     NOT NULL
);
