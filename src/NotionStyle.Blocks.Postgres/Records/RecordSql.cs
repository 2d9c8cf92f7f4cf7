using System.Collections.Concurrent;
using System.Text;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;

namespace NotionStyle.Blocks.Postgres.Records;

/// <summary>
/// The statements of one shard, each made once: the schema is part of the text, so no
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
        Heads = HeadsOf(Schema, RecordTable.Block);
        HeadsOfAny = HeadsOf(Schema, [.. HeadTables]);
        Descend = DescendOf(Schema);
        Places = PlacesOf(Schema);
    }

    /// <summary>The schema's name.</summary>
    public string Schema { get; }

    /// <summary>($1 space, $2 ids) whole records, locked in the order of their ids.</summary>
    public IReadOnlyDictionary<RecordTable, string> Lock { get; }

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

    /// <summary>($1 space, then the ids in each of <see cref="HeadTables" />) the same for records of any table that has parents.</summary>
    public string HeadsOfAny { get; }

    /// <summary>The tables whose records have parents, in the order of the parameters of <see cref="HeadsOfAny" />.</summary>
    public static IReadOnlyList<RecordTable> HeadTables { get; } =
    [.. RecordTables.All.Where(t => t.Parents().Count > 0)];

    /// <summary>
    /// ($1 space; $2 open blocks, deepest first, and $3 where to go on in each; $4 numbers of these, $5 neighbours of the place, $6 whether each was in front of it,
    /// $7 their indexes then; $8 limit; $9 levels) blocks of a page in reading order; see <see cref="Pages.PageReader" />.
    /// </summary>
    public string Descend { get; }

    /// <summary>
    /// (the parameters of <see cref="Descend" /> but the last two) for each open block but the deepest: its number, the index where reading goes on, and the two children in front
    /// of it and behind it.
    /// </summary>
    public string Places { get; }

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
    /// who cannot know how many ids a parameter has, now and then joins with the whole table. A step looks into the one table that <c>parent_table</c> names.
    /// </summary>
    private static string HeadsOf(string schema, params RecordTable[] seeds)
    {
        const string columns = "id, type, parent_table, parent_id, alive, permissions";
        // Comments and discussions are nobody's parents but each other's; a walk that begins at a block never comes to them.
        RecordTable[] steps = seeds is [RecordTable.Block]
            ? [RecordTable.Block, RecordTable.Collection]
            : [RecordTable.Block, RecordTable.Collection, RecordTable.Discussion];
        var start = seeds.Select(
            (t, i) =>
                $"SELECT '{t.Name()}' AS record_table, {columns} FROM {schema}.{t.Name()} WHERE space_id = $1 AND id = ANY(${i + 2})"
        );
        var step = steps.Select(t =>
            $"SELECT '{t.Name()}', {columns} FROM {schema}.{t.Name()} WHERE up.parent_table = '{t.Name()}' AND space_id = $1 AND id = up.parent_id"
        );
        return $"""
            WITH RECURSIVE up AS (
                ({string.Join(" UNION ALL ", start)})
              UNION
                SELECT above.* FROM up CROSS JOIN LATERAL ({string.Join(" UNION ALL ", step)} OFFSET 0) above
            )
            SELECT {columns}, record_table FROM up
            UNION ALL
            SELECT {columns}, 'space' FROM {schema}.space WHERE space_id = $1 AND id = $1
            """;
    }

    /// <summary>
    /// Depth first by one statement: <c>path</c> is the seed's number and then the index in each content on the way, so sorting by it is reading order. No level
    /// needs more than the limit of its children, so a slice of each content is enough, however long the page is.
    /// </summary>
    /// <remarks>
    /// <c>placed</c> finds the neighbours of each cut in the content of now; the cut that puts the most of them on their side is taken; of several, the one that leaves those in the order in
    /// which they stood, then the first. Of the
    /// neighbours in front of it, two at most are left out, which the slice makes up for. <c>near</c> tells the reader the neighbours of a seed's own children.
    /// </remarks>
    private static string DescendOf(string schema)
    {
        var columns = string.Join(", ", Columns.Split(", ").Select(c => "b." + c));
        return $"""
            WITH RECURSIVE {SeedsOf(schema)}, tree AS (
                SELECT {columns}, ARRAY[seed.ord, c.pos - 1] AS path, c.near
                FROM seed
                CROSS JOIN LATERAL (
                    -- From two children earlier on, so that the first ones know their neighbours, too.
                    SELECT id, GREATEST(1, seed.start - 2) + u.pos::int - 1 AS pos,
                        ARRAY[lag(id, 2) OVER w, lag(id) OVER w, lead(id) OVER w, lead(id, 2) OVER w] AS near
                    FROM unnest(seed.content[GREATEST(1, seed.start - 2) : seed.start + $8 + 1]) WITH ORDINALITY AS u (id, pos)
                    WINDOW w AS (ORDER BY u.pos)
                ) c
                CROSS JOIN LATERAL (SELECT * FROM {schema}.block WHERE space_id = $1 AND id = c.id OFFSET 0) b
                WHERE c.pos >= seed.start
                    AND NOT EXISTS (SELECT FROM neighbour n WHERE n.ord = seed.ord AND n.id = c.id AND n.is_before)
              UNION ALL
                SELECT {columns}, t.path || (c.pos::int - 1), NULL::uuid[]
                FROM tree t
                CROSS JOIN LATERAL unnest(t.content[1 : $8]) WITH ORDINALITY AS c (id, pos)
                CROSS JOIN LATERAL (SELECT * FROM {schema}.block WHERE space_id = $1 AND id = c.id OFFSET 0) b
                WHERE t.type <> '{PageType}' AND cardinality(t.path) <= $9
            )
            SELECT {Columns}, path, near FROM tree ORDER BY path LIMIT $8
            """;
    }

    /// <summary>The part that <see cref="Descend" /> and <see cref="Places" /> have in common: where reading goes on in each open block, in the content of now.</summary>
    private static string SeedsOf(string schema) =>
        $"""
            level AS (
                SELECT s.ord::int AS ord, s.cut, p.content,
                    -- From the page down: each block is still an alive child of the one before, and no page of its own by now.
                    bool_and(s.is_root OR COALESCE(p.alive AND p.type <> '{PageType}' AND p.parent_id = s.outer_id, false))
                        OVER (ORDER BY s.ord DESC) AS holds
                FROM (
                    SELECT ord, id, cut, lead(id) OVER w AS outer_id, lead(id) OVER w IS NULL AS is_root
                    FROM unnest($2::uuid[], $3::int[]) WITH ORDINALITY AS u (id, cut, ord)
                    WINDOW w AS (ORDER BY ord)
                ) s
                LEFT JOIN LATERAL (
                    SELECT content, alive, type, parent_id FROM {schema}.block WHERE space_id = $1 AND id = s.id OFFSET 0
                ) p ON true
            ), neighbour AS (
                SELECT * FROM unnest($4::int[], $5::uuid[], $6::boolean[], $7::int[]) AS n (ord, id, is_before, idx)
            ), placed AS MATERIALIZED (
                SELECT n.ord, n.is_before, n.idx, array_position(l.content, n.id) AS pos
                FROM level l JOIN neighbour n ON n.ord = l.ord
                WHERE l.holds
            ), seed AS MATERIALIZED (
                SELECT l.ord, l.content, COALESCE((
                    SELECT c.pos + c.is_before::int
                    FROM placed c
                    WHERE c.ord = l.ord AND c.pos IS NOT NULL
                    ORDER BY (
                        SELECT count(*) FROM placed o
                        WHERE o.ord = c.ord AND (o.pos < c.pos + c.is_before::int) <> o.is_before
                    ), (
                        SELECT count(*) FROM placed o JOIN placed p ON p.ord = o.ord
                        WHERE o.ord = c.ord AND o.idx < p.idx AND o.pos > p.pos
                            AND (o.pos < c.pos + c.is_before::int) = o.is_before
                            AND (p.pos < c.pos + c.is_before::int) = p.is_before
                    ), c.pos + c.is_before::int
                    LIMIT 1
                ), l.cut + 1) AS start
                FROM level l
                WHERE l.holds
            )
            """;

    private static string PlacesOf(string schema) =>
        $"""
            WITH {SeedsOf(schema)}
            SELECT ord, start - 1, ARRAY[content[start - 2], content[start - 1], content[start], content[start + 1]]
            FROM seed WHERE ord > 1
            """;

    private const string PageType = "page";
}
