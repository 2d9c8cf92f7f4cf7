using System.Text.RegularExpressions;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Postgres.Transactions;
using NotionStyle.Blocks.Records;
using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Blocks.Postgres.Search;

/// <summary>
/// Stage 1's search: the GIN-indexed tsvector beside each block's text, on the server that also takes the edits. Permissions cannot be in the index, since they are
/// inherited; so candidates are read in windows, best first, and their chains of ancestors decide which of them the actor may know of.
/// </summary>
internal sealed partial class PostgresBlockSearch(ShardRouter router) : IBlockSearch
{
    /// <summary>
    /// Candidates of each window. Every window ranks all matches again to find where it begins, so the first is small, being enough for nearly everyone, and what comes
    /// after it is read in two more and not in twenty. All of them together are what is looked at for one answer: a member who may read less than a tiny part of a
    /// workspace may miss hits beyond them.
    /// </summary>
    private static readonly int[] WindowSizes = [250, 1_000, 3_750];

    // The highlighter's marks are characters of private use. In a text they are replaced first, or they would pass for marks; and a "<" stands aside meanwhile,
    // because the highlighter leaves out what looks like a tag.
    private const char Unknown = '\uFFFD';
    private const char LessThan = '\uE002';
    private const char MatchBegins = '\uE000';
    private const char MatchEnds = '\uE001';

    public Task<SearchResults> SearchAsync(Actor actor, SearchRequest request, CancellationToken ct)
    {
        RefuseLaterStages(request);
        // Every minus sign of a run negates once more, and PostgreSQL gives up ("tsquery stack too small") after 32 of them.
        var query = MinusSigns().Replace(request.Query, "-");
        return RetryPolicy.ReadAsync(() => AttemptAsync(actor, request with { Query = query }, ct), router, ct);
    }

    private async Task<SearchResults> AttemptAsync(Actor actor, SearchRequest request, CancellationToken ct)
    {
        var route = router.Route(actor.SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        var needed = request.Offset + request.Limit + 1;
        var permitted = new List<Candidate>();
        var offset = 0;
        foreach (var size in WindowSizes)
        {
            var candidates = await CandidatesAsync(connection, route, actor, request, size, offset, ct);
            await FilterAsync(connection, route, actor, request.AncestorId, candidates, permitted, ct);
            if (candidates.Count < size || permitted.Count >= needed)
                break;
            offset += size;
        }

        var page = permitted.Skip(request.Offset).Take(request.Limit).ToArray();
        var hits = await DescribeAsync(connection, route, actor, request.Query, page, ct);
        return new SearchResults(hits, permitted.Count >= needed);
    }

    /// <summary>What a database of rows cannot do well is the next stage's; it is refused by name, not answered wrongly.</summary>
    private static void RefuseLaterStages(SearchRequest request)
    {
        var what =
            request.Mode != SearchMode.Words ? $"mode '{request.Mode.Name()}'"
            : request.Facets.Count > 0 ? "facets"
            : request.Cursor is not null ? "start_cursor"
            : null;
        if (what is not null)
            throw BlockStoreException.Invalid(
                $"{what} needs the search of stage 2 or later; this system runs at stage 1. Leave it out, or start with --stage 2."
            );
    }

    private static string OrderOf(SearchOrder order) =>
        order switch
        {
            SearchOrder.LastEditedDescending => "b.last_edited_time DESC",
            SearchOrder.LastEditedAscending => "b.last_edited_time",
            SearchOrder.CreatedDescending => "b.created_time DESC",
            SearchOrder.CreatedAscending => "b.created_time",
            _ => "score DESC",
        };

    /// <summary>ts_rank_cd counts how near the words are to each other, and (1) damps long texts; a title is worth more than a mention.</summary>
    private static async Task<List<Candidate>> CandidatesAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Actor actor,
        SearchRequest request,
        int size,
        int offset,
        CancellationToken ct
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add(
                $"""
                SELECT b.id, b.type, b.version, b.last_edited_time,
                    ts_rank_cd(b.search, q, 1)
                        * CASE WHEN b.type = 'page' THEN 4 WHEN b.type LIKE 'heading%' THEN 2 ELSE 1 END AS score
                FROM {route.Sql.Schema}.block b, websearch_to_tsquery('english', $2) q
                WHERE b.space_id = $1 AND b.alive AND b.search @@ q AND ($3::text[] IS NULL OR b.type = ANY($3))
                    -- A query of exclusions alone matches what has no text; nobody looks for that.
                    AND b.text <> ''
                    AND ($6::uuid[] IS NULL OR b.last_edited_by = ANY($6))
                    AND ($7::timestamptz IS NULL OR b.last_edited_time >= $7)
                    AND ($8::timestamptz IS NULL OR b.last_edited_time < $8)
                    AND ($9::timestamptz IS NULL OR b.created_time >= $9)
                    AND ($10::timestamptz IS NULL OR b.created_time < $10)
                ORDER BY {OrderOf(request.Order)}, b.id
                LIMIT $4 OFFSET $5
                """
            )
            .With(actor.SpaceId)
            .With(request.Query)
            .WithNullable(request.Types?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)
            .With(size)
            .With(offset)
            .WithNullable(request.EditedBy?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Uuid)
            .WithNullable(request.Times.EditedFrom?.ToUniversalTime(), NpgsqlDbType.TimestampTz)
            .WithNullable(request.Times.EditedBefore?.ToUniversalTime(), NpgsqlDbType.TimestampTz)
            .WithNullable(request.Times.CreatedFrom?.ToUniversalTime(), NpgsqlDbType.TimestampTz)
            .WithNullable(request.Times.CreatedBefore?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var candidates = new List<Candidate>();
        while (await reader.ReadAsync(ct))
        {
            candidates.Add(
                new Candidate(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetInt64(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetDouble(4)
                )
            );
        }

        return candidates;
    }

    private static async Task FilterAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Actor actor,
        Guid? ancestorId,
        List<Candidate> candidates,
        List<Candidate> permitted,
        CancellationToken ct
    )
    {
        if (candidates.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(route.Sql.Heads).With(actor.SpaceId).With(candidates.Select(c => c.Id).ToArray());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var tree = new PermissionTree(await RecordReader.ReadHeadsAsync(reader, ct));
        foreach (var candidate in candidates)
        {
            var pointer = RecordPointer.Block(candidate.Id);
            if (tree.RoleOn(pointer, actor) < Role.Reader || !tree.IsAlive(pointer))
                continue;
            if (ancestorId is { } ancestor && !tree.Upward(pointer).Skip(1).Any(h => h.Pointer.Id == ancestor))
                continue;
            var page = tree.Upward(pointer).FirstOrDefault(h => h.Type == "page");
            permitted.Add(candidate with { PageId = page?.Pointer.Id ?? candidate.Id });
        }
    }

    private static async Task<IReadOnlyList<SearchHit>> DescribeAsync(
        NpgsqlConnection connection,
        ShardRoute route,
        Actor actor,
        string query,
        Candidate[] candidates,
        CancellationToken ct
    )
    {
        if (candidates.Length == 0)
            return [];
        await using var batch = new NpgsqlBatch(connection);
        batch
            .Add(
                $"""
                SELECT id, ts_headline('english', translate(left(text, 20000), '{MatchBegins}{MatchEnds}{LessThan}<', '{Unknown}{Unknown}{Unknown}{LessThan}'), websearch_to_tsquery('english', $3),
                    'StartSel={MatchBegins}, StopSel={MatchEnds}, MinWords=8, MaxWords=30, MaxFragments=2')
                FROM {route.Sql.Schema}.block WHERE space_id = $1 AND id = ANY($2)
                """
            )
            .With(actor.SpaceId)
            .With(candidates.Select(c => c.Id).ToArray())
            .With(query);
        batch
            .Add($"SELECT id, left(text, 2000) FROM {route.Sql.Schema}.block WHERE space_id = $1 AND id = ANY($2)")
            .With(actor.SpaceId)
            .With(candidates.Select(c => c.PageId).Distinct().ToArray());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var headlines = await TextsAsync(reader, ct);
        await reader.NextResultAsync(ct);
        var titles = await TextsAsync(reader, ct);
        return
        [
            .. candidates.Select(c => new SearchHit(
                c.Id,
                c.Type,
                c.PageId,
                titles.GetValueOrDefault(c.PageId, ""),
                c.Score,
                Runs(headlines.GetValueOrDefault(c.Id, "")),
                c.LastEditedTime,
                c.Version
            )),
        ];
    }

    private static async Task<Dictionary<Guid, string>> TextsAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var texts = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(ct))
            texts[reader.GetGuid(0)] = reader.GetString(1);
        return texts;
    }

    private static List<HighlightRun> Runs(string headline)
    {
        var runs = new List<HighlightRun>();
        var isMatch = false;
        var start = 0;
        for (var i = 0; i <= headline.Length; i++)
        {
            if (i < headline.Length && headline[i] is not (MatchBegins or MatchEnds))
                continue;
            if (i > start)
                runs.Add(new HighlightRun(headline[start..i].Replace(LessThan, '<'), isMatch));
            if (i < headline.Length)
                isMatch = headline[i] == MatchBegins;
            start = i + 1;
        }

        return runs;
    }

    [GeneratedRegex(@"-(\s*-)+")]
    private static partial Regex MinusSigns();

    private sealed record Candidate(Guid Id, string Type, long Version, DateTimeOffset LastEditedTime, double Score)
    {
        public Guid PageId { get; init; }
    }
}
