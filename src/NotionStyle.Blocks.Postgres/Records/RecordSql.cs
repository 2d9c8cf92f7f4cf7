using System.Collections.Concurrent;
using System.Text;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres.Records;

/// <summary>
/// The statements of one shard, each made once: the schema is part of the text, so the server prepares a statement once per shard and connection, and no
/// <c>search_path</c> has to be set on the way.
/// </summary>
internal sealed class RecordSql
{
    /// <summary>What <see cref="RecordReader" /> reads, in its order.</summary>
    public const string Columns =
        "id, type, properties, format, content, parent_table, parent_id, permissions, alive, version, created_time, created_by, last_edited_time, last_edited_by";

    private static readonly ConcurrentDictionary<int, RecordSql> Shards = new();
    private readonly ConcurrentDictionary<(RecordTable Table, RecordFields Fields, bool Single), string> _updates =
        new();

    private RecordSql(int logicalShard)
    {
        Schema = LogicalShard.Schema(logicalShard);
        Lock = RecordTables.All.ToDictionary(
            t => t,
            t =>
                $"SELECT {Columns} FROM {Schema}.{t.Name()} WHERE space_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE"
        );
        LockIds = RecordTables.All.ToDictionary(
            t => t,
            t =>
                $"SELECT id FROM {Schema}.{t.Name()} WHERE space_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE"
        );
        Read = RecordTables.All.ToDictionary(
            t => t,
            t => $"SELECT {Columns} FROM {Schema}.{t.Name()} WHERE space_id = $1 AND id = ANY($2)"
        );
        Insert = RecordTables.All.ToDictionary(t => t, InsertOf);
        Epoch = "SELECT epoch FROM notionstyle.owned_shard WHERE logical_shard = $1 AND writable";
        Fence =
            $"SELECT (SELECT epoch FROM notionstyle.owned_shard WHERE logical_shard = $3 AND writable), (SELECT fingerprint FROM {Schema}.transaction WHERE space_id = $1 AND id = $2)";
        Remember =
            $"INSERT INTO {Schema}.transaction (space_id, id, fingerprint, user_id, committed_time, pages) VALUES ($1, $2, $3, $4, $5, $6)";
        Heads = HeadsOf(Schema);
        Descend = DescendOf(Schema);
    }

    /// <summary>The schema's name.</summary>
    public string Schema { get; }

    /// <summary>($1 space, $2 ids) whole records, locked in the order of their ids.</summary>
    public IReadOnlyDictionary<RecordTable, string> Lock { get; }

    /// <summary>($1 space, $2 ids) the ids of those that exist, locked in their order and not read.</summary>
    public IReadOnlyDictionary<RecordTable, string> LockIds { get; }

    /// <summary>($1 space, $2 ids) whole records.</summary>
    public IReadOnlyDictionary<RecordTable, string> Read { get; }

    /// <summary>($1 space, then an array per column) new records.</summary>
    public IReadOnlyDictionary<RecordTable, string> Insert { get; }

    /// <summary>($1 logical shard) the epoch of the shard; no row when it may not be written here.</summary>
    public string Epoch { get; }

    /// <summary>($1 space, $2 transaction, $3 logical shard) the epoch of the shard, null when it may not be written here; the fingerprint, null when the transaction is new.</summary>
    public string Fence { get; }

    /// <summary>($1 space, $2 id, $3 fingerprint, $4 user, $5 time, $6 pages) remembers a transaction.</summary>
    public string Remember { get; }

    /// <summary>($1 space, $2 block ids) heads of blocks and of all their ancestors, the workspace last.</summary>
    public string Heads { get; }

    /// <summary>($1 space, $2 parents, $3 next children, $4 their indexes, $5 "start after" flags, $6 limit) blocks of a page in reading order; see <see cref="Pages.PageReader" />.</summary>
    public string Descend { get; }

    /// <summary>The statements of a shard.</summary>
    public static RecordSql Of(int logicalShard) => Shards.GetOrAdd(logicalShard, static shard => new RecordSql(shard));

    /// <summary>
    /// An update of just the changed columns: what is not named is not written, so a long <c>content</c> is not copied through the WAL because a title changed.
    /// Single: ($1 space, $2 time, $3 user, $4 id, $5 version, then a value per column); else the same with an array from $4 on.
    /// </summary>
    public string Update(RecordTable table, RecordFields fields, bool single) =>
        _updates.GetOrAdd((table, fields, single), key => UpdateOf(key.Table, key.Fields, key.Single));

    /// <summary>The columns of changed fields, with the type of their parameter when it is an element of an array and when it stands alone, and the cast to the column's type.</summary>
    public static IEnumerable<(string Column, string ElementType, string Cast)> ColumnsOf(
        RecordTable table,
        RecordFields fields
    )
    {
        if (fields.HasFlag(RecordFields.Type))
            yield return ("type", "text", "");
        if (fields.HasFlag(RecordFields.Properties))
            yield return ("properties", "text", "::jsonb");
        if (fields.HasFlag(RecordFields.Format))
            yield return ("format", "text", "::jsonb");
        // Arrays of different lengths cannot be the elements of one array parameter; they travel as array literals.
        if (fields.HasFlag(RecordFields.Content))
            yield return ("content", "text", "::uuid[]");
        if (fields.HasFlag(RecordFields.Parent))
        {
            yield return ("parent_table", "text", "");
            yield return ("parent_id", "uuid", "");
        }

        if (fields.HasFlag(RecordFields.Permissions))
            yield return ("permissions", "text", "::jsonb");
        if (fields.HasFlag(RecordFields.Alive))
            yield return ("alive", "boolean", "");
        if (fields.HasFlag(RecordFields.Properties) && table == RecordTable.Block)
            yield return ("text", "text", "");
    }

    private string InsertOf(RecordTable table)
    {
        var columns = ColumnsOf(table, RecordFields.All).ToArray();
        var sql = new StringBuilder(
            $"INSERT INTO {Schema}.{table.Name()} (space_id, id, version, created_time, created_by, last_edited_time, last_edited_by"
        );
        foreach (var (column, _, _) in columns)
            sql.Append(", ").Append(column);
        sql.Append(") SELECT $1, u.id, u.version, $2, $3, $2, $3");
        foreach (var (column, _, cast) in columns)
            sql.Append(", u.").Append(column).Append(cast);
        sql.Append(" FROM unnest($4::uuid[], $5::bigint[]");
        for (var i = 0; i < columns.Length; i++)
            sql.Append($", ${i + 6}::{columns[i].ElementType}[]");
        sql.Append(") AS u (id, version");
        foreach (var (column, _, _) in columns)
            sql.Append(", ").Append(column);
        return sql.Append(')').ToString();
    }

    private string UpdateOf(RecordTable table, RecordFields fields, bool single)
    {
        var columns = ColumnsOf(table, fields).ToArray();
        var sql = new StringBuilder($"UPDATE {Schema}.{table.Name()} r SET last_edited_time = $2, last_edited_by = $3");
        if (single)
        {
            sql.Append(", version = $5");
            for (var i = 0; i < columns.Length; i++)
                sql.Append($", {columns[i].Column} = ${i + 6}{columns[i].Cast}");
            return sql.Append(" WHERE r.space_id = $1 AND r.id = $4").ToString();
        }

        sql.Append(", version = u.version");
        foreach (var (column, _, cast) in columns)
            sql.Append($", {column} = u.{column}{cast}");
        sql.Append(" FROM unnest($4::uuid[], $5::bigint[]");
        for (var i = 0; i < columns.Length; i++)
            sql.Append($", ${i + 6}::{columns[i].ElementType}[]");
        sql.Append(") AS u (id, version");
        foreach (var (column, _, _) in columns)
            sql.Append(", ").Append(column);
        return sql.Append(") WHERE r.space_id = $1 AND r.id = u.id").ToString();
    }

    /// <summary>
    /// UNION (not ALL) drops what two chains have in common, and ends a walk that went in a circle. OFFSET 0 keeps each step a look-up by key: without it the planner,
    /// who cannot know how many ids a parameter has, now and then joins with the whole table.
    /// </summary>
    private static string HeadsOf(string schema) =>
        $"""
            WITH RECURSIVE up AS (
                SELECT id, type, parent_table, parent_id, alive, permissions
                FROM {schema}.block WHERE space_id = $1 AND id = ANY($2)
              UNION
                SELECT b.* FROM up
                CROSS JOIN LATERAL (
                    SELECT id, type, parent_table, parent_id, alive, permissions
                    FROM {schema}.block WHERE space_id = $1 AND id = up.parent_id OFFSET 0
                ) b
                WHERE up.parent_table = 'block'
            )
            SELECT id, type, parent_table, parent_id, alive, permissions, false FROM up
            UNION ALL
            SELECT id, type, parent_table, parent_id, alive, permissions, true FROM {schema}.space WHERE space_id = $1 AND id = $1
            """;

    /// <summary>
    /// Depth first by one statement: <c>path</c> is the seed's number and then the index in each content on the way, so sorting by it is reading order. No level
    /// needs more than the limit of its children, so a slice of each content is enough, however long the page is.
    /// </summary>
    private static string DescendOf(string schema)
    {
        var columns = string.Join(", ", Columns.Split(", ").Select(c => "b." + c));
        return $"""
            WITH RECURSIVE seed AS (
                SELECT s.ord::int AS ord, p.content,
                    GREATEST(1, COALESCE(
                        array_position(p.content, s.child) + CASE WHEN s.after THEN 1 ELSE 0 END,
                        s.index + 1)) AS start
                FROM unnest($2::uuid[], $3::uuid[], $4::int[], $5::boolean[]) WITH ORDINALITY AS s (parent, child, index, after, ord)
                CROSS JOIN LATERAL (SELECT content FROM {schema}.block WHERE space_id = $1 AND id = s.parent OFFSET 0) p
            ), tree AS (
                SELECT {columns}, ARRAY[seed.ord, seed.start + c.pos::int - 2] AS path
                FROM seed
                CROSS JOIN LATERAL unnest(seed.content[seed.start : seed.start + $6 - 1]) WITH ORDINALITY AS c (id, pos)
                CROSS JOIN LATERAL (SELECT * FROM {schema}.block WHERE space_id = $1 AND id = c.id OFFSET 0) b
              UNION ALL
                SELECT {columns}, t.path || (c.pos::int - 1)
                FROM tree t
                CROSS JOIN LATERAL unnest(t.content[1 : $6]) WITH ORDINALITY AS c (id, pos)
                CROSS JOIN LATERAL (SELECT * FROM {schema}.block WHERE space_id = $1 AND id = c.id OFFSET 0) b
                WHERE t.type <> '{PageType}' AND cardinality(t.path) <= {StoreLimits.DepthMaximum + 1}
            )
            SELECT {Columns}, path FROM tree ORDER BY path LIMIT $6
            """;
    }

    private const string PageType = "page";
}
