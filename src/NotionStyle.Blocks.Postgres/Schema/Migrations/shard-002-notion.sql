-- What the Notion API needs besides blocks: data sources, comments and file uploads. Records like all others.
CREATE TABLE {schema}.collection (LIKE {schema}.space INCLUDING DEFAULTS, PRIMARY KEY (space_id, id));
CREATE TABLE {schema}.discussion (LIKE {schema}.space INCLUDING DEFAULTS, PRIMARY KEY (space_id, id));
CREATE TABLE {schema}.comment (LIKE {schema}.space INCLUDING DEFAULTS, PRIMARY KEY (space_id, id));
CREATE TABLE {schema}.file_upload (LIKE {schema}.space INCLUDING DEFAULTS, PRIMARY KEY (space_id, id));

-- None of these stands in a content; they are found by their parent, in the order in which they were made.
CREATE INDEX collection_parent ON {schema}.collection (space_id, parent_id, created_time, id);
CREATE INDEX discussion_parent ON {schema}.discussion (space_id, parent_id, created_time, id);
CREATE INDEX comment_parent ON {schema}.comment (space_id, parent_id, created_time, id);
CREATE INDEX file_upload_maker ON {schema}.file_upload (space_id, created_by, created_time, id);

-- Rows of data sources: in the order in which they were made, and by the values of their properties (options, people, relations, flags, whole texts).
CREATE INDEX block_row ON {schema}.block (space_id, parent_id, created_time, id) WHERE parent_table = 'collection';
CREATE INDEX block_row_properties ON {schema}.block USING gin (properties jsonb_path_ops) WHERE parent_table = 'collection';

-- Search by title goes through pages and data sources from the last edit on.
CREATE INDEX block_page_edited ON {schema}.block (space_id, last_edited_time, id) WHERE type = 'page';
CREATE INDEX collection_edited ON {schema}.collection (space_id, last_edited_time, id);
