using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Querying;

/// <summary>
/// Stage 2's search. The index finds and ranks, and leaves out what it knows the actor may not read; then the chains of ancestors of what is left are read from PostgreSQL, right before
/// answering. The index is a moment behind: what it says about permissions saves work, and what the database says decides.
/// </summary>
internal sealed class ElasticBlockSearch(QueryGate gate, RecordSource source, SearchOptions options, TimeProvider time)
    : IBlockSearch
{
    /// <summary>Hits of one question to the index; many, so that a stale permission seldom costs a second one.</summary>
    private const int WindowMaximum = 250;

    /// <summary>Questions for one answer; only permissions that the index has not heard of yet need more than a few.</summary>
    private const int WindowsMaximum = 20;

    public Task<SearchResults> SearchAsync(Actor actor, SearchRequest request, CancellationToken ct) =>
        gate.RunAsync(token => AnswerAsync(actor, request, token), ct);

    private async Task<SearchResults> AnswerAsync(Actor actor, SearchRequest request, CancellationToken ct)
    {
        var cursor = SearchCursor.Decode(actor, request, time.GetUtcNow());
        var standing = await ActorStanding.ReadAsync(source, actor, request.AncestorId, ct);
        var found = await FindAsync(actor, standing, request, cursor, cursor?.IsTolerant ?? false, ct);
        // Whoever typed something that is nowhere has mistyped it.
        if (
            found is { Hits.Count: 0, HasMore: false }
            && request is { Mode: SearchMode.QuickFind, Offset: 0 }
            && cursor is null
        )
            found = await FindAsync(actor, standing, request, null, isTolerant: true, ct);
        return found;
    }

    private async Task<SearchResults> FindAsync(
        Actor actor,
        ActorStanding standing,
        SearchRequest request,
        SearchCursor? cursor,
        bool isTolerant,
        CancellationToken ct
    )
    {
        if (QueryJson.Of(actor, standing.IsMember, request, isTolerant) is not { } query)
            return new SearchResults([], false) { Facets = Facets.Empty(request.Facets) };
        var offset = request.Cursor is null ? request.Offset : 0;
        var needed = offset + request.Limit + 1;
        var permitted = new List<(SearchHit Hit, SearchCursor Place)>();
        var facets = Facets.Empty(request.Facets);
        var counts = request.Facets.Count > 0 && standing.MayCount;
        var place = cursor;
        var isAtEnd = false;
        // Some more than needed, for what the index does not know yet; the first window is nearly always enough.
        var window = Math.Min(WindowMaximum, needed + 10);
        for (var i = 0; i < WindowsMaximum && permitted.Count < needed; i++, window = WindowMaximum)
        {
            var body = BodyOf(request, query, place, window, withFacets: i == 0 && counts);
            using var answer = await gate.Elastic.SendAsync(
                HttpMethod.Post,
                $"{options.Alias}/_search?routing={actor.SpaceId}",
                body,
                ct
            );
            if (i == 0 && counts)
                facets = await PermittedAsync(actor, Facets.Read(answer.RootElement, request.Facets), ct);
            var hits = answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().ToArray();
            await AddPermittedAsync(actor, request, hits, isTolerant, permitted, ct);
            isAtEnd = hits.Length < window;
            if (isAtEnd)
                break;
            place = SearchCursor.Of(hits[^1].GetProperty("sort"), isTolerant);
        }

        var page = permitted.Skip(offset).Take(request.Limit).ToArray();
        // When the windows ran out, what comes after them has not been looked at; the next answer begins there.
        SearchCursor? next =
            permitted.Count >= needed ? page[^1].Place
            : isAtEnd ? null
            : place;
        return new SearchResults([.. page.Select(p => p.Hit)], next is not null)
        {
            NextCursor = next?.Encode(actor, request, time.GetUtcNow()),
            Facets = facets,
        };
    }

    private static JsonObject BodyOf(
        SearchRequest request,
        JsonObject query,
        SearchCursor? place,
        int window,
        bool withFacets
    )
    {
        var body = new JsonObject
        {
            ["size"] = window,
            ["query"] = query.DeepClone(),
            ["sort"] = new JsonArray(SortOf(request.Order), new JsonObject { ["id"] = "asc" }),
            ["_source"] = new JsonArray("id", "type", "page_id", "text", "edited_order", "record_version"),
            ["track_total_hits"] = false,
            ["track_scores"] = true,
            ["highlight"] = new JsonObject
            {
                ["pre_tags"] = new JsonArray(SearchDocument.MatchBegins.ToString()),
                ["post_tags"] = new JsonArray(SearchDocument.MatchEnds.ToString()),
                ["fields"] = new JsonObject
                {
                    [FieldOf(request)] = new JsonObject { ["fragment_size"] = 160, ["number_of_fragments"] = 2 },
                },
            },
        };
        if (place is { } after)
            body["search_after"] = after.ToJson();
        if (withFacets)
            body["aggs"] = Facets.ToJson(request.Facets);
        return body;
    }

    private static JsonObject SortOf(SearchOrder order) =>
        order switch
        {
            SearchOrder.LastEditedDescending => new JsonObject { ["edited_order"] = "desc" },
            SearchOrder.LastEditedAscending => new JsonObject { ["edited_order"] = "asc" },
            SearchOrder.CreatedDescending => new JsonObject { ["created_order"] = "desc" },
            SearchOrder.CreatedAscending => new JsonObject { ["created_order"] = "asc" },
            _ => new JsonObject { ["_score"] = "desc" },
        };

    /// <summary>As somebody types, the words are compared as they stand; else by their stems.</summary>
    private static string FieldOf(SearchRequest request) =>
        request.Mode == SearchMode.QuickFind ? "text.plain" : "text";

    private async Task AddPermittedAsync(
        Actor actor,
        SearchRequest request,
        JsonElement[] hits,
        bool isTolerant,
        List<(SearchHit, SearchCursor)> permitted,
        CancellationToken ct
    )
    {
        if (hits.Length == 0)
            return;
        var sources = hits.Select(h => h.GetProperty("_source")).ToArray();
        var pointers = sources.Select(s => RecordPointer.Block(s.GetProperty("id").GetGuid())).ToArray();
        var pages = sources.Select(s => s.GetProperty("page_id").GetGuid()).ToArray();
        var (tree, titles) = await source.PlaceAsync(actor.SpaceId, pointers, pages, ct);
        for (var i = 0; i < hits.Length; i++)
        {
            var pointer = pointers[i];
            if (!ActorStanding.MayRead(tree, pointer, actor))
                continue;
            if (request.AncestorId is { } ancestor && !tree.Upward(pointer).Skip(1).Any(h => h.Pointer.Id == ancestor))
                continue;
            var page = tree.Upward(pointer).FirstOrDefault(h => h.Type == "page")?.Pointer.Id ?? pointer.Id;
            permitted.Add(
                (
                    Describe(hits[i], sources[i], FieldOf(request), page, titles.GetValueOrDefault(page, "")),
                    SearchCursor.Of(hits[i].GetProperty("sort"), isTolerant)
                )
            );
        }
    }

    /// <summary>Without the pages that the actor may not know of, whatever the index still says: their ids, and how often the words stand on them, are theirs alone who may read them.</summary>
    private async Task<IReadOnlyList<FacetCounts>> PermittedAsync(
        Actor actor,
        IReadOnlyList<FacetCounts> facets,
        CancellationToken ct
    )
    {
        if (facets.FirstOrDefault(f => f.Facet == SearchFacet.PageId) is not { Values.Count: > 0 } pages)
            return facets;
        var (tree, _) = await source.PlaceAsync(actor.SpaceId, [.. pages.Values.Select(PointerOf)], [], ct);
        var permitted = pages.Values.Where(v => ActorStanding.MayRead(tree, PointerOf(v), actor)).ToArray();
        return [.. facets.Select(f => f == pages ? pages with { Values = permitted } : f)];

        static RecordPointer PointerOf(FacetCount count) => RecordPointer.Block(Guid.Parse(count.Value));
    }

    private static SearchHit Describe(JsonElement hit, JsonElement found, string field, Guid page, string title) =>
        new(
            found.GetProperty("id").GetGuid(),
            found.GetProperty("type").GetString()!,
            page,
            title,
            hit.TryGetProperty("_score", out var score) && score.ValueKind == JsonValueKind.Number
                ? score.GetDouble()
                : 0,
            Highlights.Read(hit, field),
            DateTimeOffset.UnixEpoch.AddTicks(found.GetProperty("edited_order").GetInt64() * 10),
            found.GetProperty("record_version").GetInt64()
        );
}
