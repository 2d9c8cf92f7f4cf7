using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Records;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Querying;

/// <summary>
/// Pages and data sources by a part of their title, in the order of their last edits. The index knows every one, two or three characters of a title in a row, which leaves few candidates;
/// whether the title really contains the text is looked at here, by the rule of stage 1.
/// </summary>
internal sealed class ElasticTitleSearch(QueryGate gate, RecordSource source, SearchOptions options, TimeProvider time)
{
    /// <summary>Candidates that one call looks at; then it answers what it has, with a cursor to go on by.</summary>
    private const int CandidatesMaximum = 20_000;

    private const int WindowMaximum = 1_000;

    /// <summary>Candidates, at least, whose permissions one question to the database is about: a small page must not make many of them.</summary>
    private const int CheckedTogether = 100;

    /// <summary>Characters of the text that narrow the candidates down; more of them would not narrow further.</summary>
    private const int NarrowingMaximum = 64;

    public Task<FoundTitles> FindAsync(Actor actor, TitleQuery query, CancellationToken ct)
    {
        // With the keys of stage 1: a cursor of the one goes on at the other.
        var question = query.QuestionOf(actor);
        var start = query.Page.Cursor is { } text ? ReadPlace(text, actor, question) : (Place?)null;
        return gate.RunAsync(token => FindAsync(actor, query, question, start, token), ct);
    }

    private async Task<FoundTitles> FindAsync(
        Actor actor,
        TitleQuery query,
        ulong question,
        Place? start,
        CancellationToken ct
    )
    {
        var folded = SearchDocument.Fold(query.Text);
        var standing = await ActorStanding.ReadAsync(source, actor, null, ct);
        var filter = FilterOf(actor, standing.IsMember, query, folded);
        var found = new List<Place>();
        var place = start;
        var window = Math.Max(query.Page.Limit + 1, 100);
        for (var seen = 0; seen < CandidatesMaximum; window = Math.Min(Math.Max(window, window * 4), WindowMaximum + 1))
        {
            var body = BodyOf(query, filter, place, window);
            using var answer = await gate.Elastic.SendAsync(
                HttpMethod.Post,
                $"{options.Alias}/_search?routing={actor.SpaceId}",
                body,
                ct
            );
            var hits = answer.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().ToArray();
            seen += hits.Length;
            var matching = hits.Where(h =>
                    h.GetProperty("_source")
                        .GetProperty("title_folded")
                        .GetString()!
                        .Contains(folded, StringComparison.Ordinal)
                )
                .Select(h => Place.Of(h.GetProperty("sort")));
            foreach (
                var part in matching.Chunk(Math.Clamp(query.Page.Limit + 1, CheckedTogether, RecordSource.ReadMaximum))
            )
            {
                found.AddRange(await PermittedAsync(actor, part, ct));
                if (found.Count > query.Page.Limit)
                    return Answer(actor, question, found, query.Page.Limit, found[query.Page.Limit - 1]);
            }

            if (hits.Length < window)
                return Answer(actor, question, found, found.Count, null);
            place = Place.Of(hits[^1].GetProperty("sort"));
        }

        return Answer(actor, question, found, found.Count, place);
    }

    private async Task<IEnumerable<Place>> PermittedAsync(Actor actor, Place[] places, CancellationToken ct)
    {
        var (tree, _) = await source.PlaceAsync(actor.SpaceId, [.. places.Select(p => p.Pointer)], [], ct);
        return places.Where(p => ActorStanding.MayRead(tree, p.Pointer, actor));
    }

    private static JsonArray FilterOf(Actor actor, bool isMember, TitleQuery query, string folded)
    {
        var filter = QueryJson.Permitted(actor, isMember);
        if (query.Kind is { } kind)
            filter.Add(QueryJson.Term("table", kind.Name()));
        filter.Add(
            new JsonObject
            {
                ["bool"] = new JsonObject
                {
                    ["should"] = new JsonArray(
                        QueryJson.Term("type", "page"),
                        QueryJson.Term("table", RecordTable.Collection.Name())
                    ),
                    ["minimum_should_match"] = 1,
                },
            }
        );
        var runes = folded.EnumerateRunes().Take(NarrowingMaximum).ToArray();
        if (runes.Length is 1 or 2)
            filter.Add(QueryJson.Term("title_folded", string.Concat(runes)));
        else if (runes.Length > 2)
            filter.Add(
                new JsonObject
                {
                    ["match"] = new JsonObject
                    {
                        ["title_folded"] = new JsonObject { ["query"] = string.Concat(runes), ["operator"] = "and" },
                    },
                }
            );
        return filter;
    }

    private static JsonObject BodyOf(TitleQuery query, JsonArray filter, Place? place, int window)
    {
        var direction = query.IsAscending ? "asc" : "desc";
        var body = new JsonObject
        {
            ["size"] = window,
            ["query"] = new JsonObject { ["bool"] = new JsonObject { ["filter"] = filter.DeepClone() } },
            ["sort"] = new JsonArray(
                new JsonObject { ["edited_order"] = direction },
                new JsonObject { ["id"] = direction },
                new JsonObject { ["table"] = direction }
            ),
            ["_source"] = new JsonArray("title_folded"),
            ["track_total_hits"] = false,
        };
        if (place is { } after)
            body["search_after"] = new JsonArray(
                SearchDocument.Micros(after.Edited),
                after.Pointer.Id.ToString(),
                after.Pointer.Table.Name()
            );
        return body;
    }

    private FoundTitles Answer(Actor actor, ulong question, List<Place> found, int count, Place? next) =>
        new(
            [.. found.Take(count).Select(f => f.Pointer)],
            next is not { } place
                ? null
                : new KeysetCursor(
                    actor.SpaceId,
                    question,
                    time.GetUtcNow(),
                    [
                        KeysetCursor.TimeKey(place.Edited),
                        (place.Pointer.Table == RecordTable.Block ? 0 : 1).ToString(CultureInfo.InvariantCulture),
                    ],
                    place.Pointer.Id
                ).Encode()
        );

    private Place ReadPlace(string text, Actor actor, ulong question)
    {
        var cursor = KeysetCursor.Decode(text, actor.SpaceId, question, keys: 2, time.GetUtcNow());
        var table = cursor.Keys[1] switch
        {
            "0" => RecordTable.Block,
            "1" => RecordTable.Collection,
            _ => throw KeysetCursor.NotOurs(),
        };
        return new Place(cursor.TimeAt(0), new RecordPointer(table, cursor.LastId));
    }

    /// <summary>A place in the order: a record, and when it was edited as far as this list goes.</summary>
    private readonly record struct Place(DateTimeOffset Edited, RecordPointer Pointer)
    {
        public static Place Of(JsonElement sort) =>
            new(
                DateTimeOffset.UnixEpoch.AddTicks(sort[0].GetInt64() * 10),
                new RecordPointer(
                    sort[2].GetString() == RecordTable.Block.Name() ? RecordTable.Block : RecordTable.Collection,
                    sort[1].GetGuid()
                )
            );
    }
}
