using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Search;

/// <summary><c>POST /v1/search/blocks</c>: full-text search in one workspace.</summary>
internal sealed class SearchEndpoint(IBlockSearch search)
{
    private const int OffsetMaximum = 1_000;
    private const int TypesMaximum = 50;
    private const int EditorsMaximum = 100;

    private static readonly JsonEncodedText LastEditedTime = JsonEncodedText.Encode("last_edited_time");

    private static readonly Field<string> Query = Fields.Text(
        "query",
        StoreLimits.SearchQueryLengthMaximum,
        "What a person types: words must all occur, `\"quoted words\"` next to each other, `or` gives a choice, `-word` excludes."
    );

    private static readonly Field<long> Limit = Fields
        .Integer("limit", 1, StoreLimits.SearchMaximum, "Hits wanted.")
        .Or(20, "20");

    private static readonly Field<long> Offset = Fields
        .Integer("offset", 0, OffsetMaximum, "Hits to leave out at the start.")
        .Or(0, "0");

    private static readonly Field<IReadOnlyList<string>?> Types = Fields.OptionalTypes(
        "types",
        TypesMaximum,
        "Only blocks of these types."
    );

    private static readonly Field<Guid?> AncestorId = Fields.OptionalId("ancestor_id", "Only blocks below this one.");

    private static readonly Field<SearchMode> Mode = Fields.OptionalChoice(
        "mode",
        "How the query is read. `any`: one of its words is enough; pages, judged by all that is on them, come before blocks. `quick_find`: as somebody types; the last word may be a beginning, and when nothing is found, words may differ by a letter or two. Both from stage 2 on.",
        SearchMode.Words,
        [.. Enum.GetValues<SearchMode>().Select(m => (m.Name(), m))]
    );

    private static readonly Field<IReadOnlyList<Guid>?> EditedBy = Fields.OptionalIds(
        "last_edited_by",
        EditorsMaximum,
        "Only blocks that one of these members changed last."
    );

    private static readonly Field<DateTimeOffset?> EditedFrom = Fields.OptionalTime(
        "last_edited_from",
        "Only blocks that were changed last at this moment or later."
    );

    private static readonly Field<DateTimeOffset?> EditedBefore = Fields.OptionalTime(
        "last_edited_before",
        "Only blocks that were changed last before this moment."
    );

    private static readonly Field<DateTimeOffset?> CreatedFrom = Fields.OptionalTime(
        "created_from",
        "Only blocks that were made at this moment or later."
    );

    private static readonly Field<DateTimeOffset?> CreatedBefore = Fields.OptionalTime(
        "created_before",
        "Only blocks that were made before this moment."
    );

    private static readonly Field<SearchOrder> Order = Fields.OptionalChoice(
        "order",
        "The order of the hits.",
        SearchOrder.Relevance,
        [.. Enum.GetValues<SearchOrder>().Select(o => (o.Name(), o))]
    );

    private static readonly Field<IReadOnlyList<SearchFacet>> Facets = Fields.OptionalChoices(
        "facets",
        "What all hits are counted by. From stage 2 on.",
        [.. Enum.GetValues<SearchFacet>().Select(f => (f.Name(), f))]
    );

    private static readonly Field<string?> StartCursor = Fields.Cursor(
        "start_cursor",
        "`next_cursor` of the answer before, instead of an offset. From stage 2 on."
    );

    private static readonly BodyShape Shape = new(
        "A search.",
        Query,
        Limit,
        Offset,
        Types,
        AncestorId,
        Mode,
        EditedBy,
        EditedFrom,
        EditedBefore,
        CreatedFrom,
        CreatedBefore,
        Order,
        Facets,
        StartCursor
    );

    private static readonly EndpointDoc Doc = new(
        "searchBlocks",
        "Search",
        "Find blocks by their text",
        """
        Best hits first. Finds only what is alive and what this token may read. No query is an error: what cannot be read as an operator is a word.

        `highlights` is a piece of the text around the match, in runs; put the runs together for the text, and set those with `match` apart.
        """
    )
    {
        Body = Shape.Schema,
        BodyExample = """
            {"query": "\"reading list\" -archive", "limit": 10, "types": ["page", "paragraph"]}
            """,
        Answer = Schema.Of(
            "What was found.",
            Schema.Object("list"),
            new Property(
                "results",
                Schema.List(
                    "Best first.",
                    Schema.Of(
                        "One block.",
                        new Property("block_id", Schema.Id("The block.")),
                        new Property("type", Schema.Text("Its type.")),
                        new Property(
                            "page_id",
                            Schema.Id("The page that it is on; the block itself when it is a page.")
                        ),
                        new Property("page_title", Schema.Text("That page's title as plain text.")),
                        new Property(
                            "score",
                            new Schema(ValueKind.Number, "The engine's own measure; comparable only within one answer.")
                        ),
                        new Property(
                            "highlights",
                            Schema.List(
                                "A piece of the text, in runs.",
                                Schema.Of(
                                    "A run.",
                                    new Property("text", Schema.Text("Plain text.")),
                                    new Property("match", Schema.Bool("Whether it is what was searched for."))
                                )
                            )
                        ),
                        new Property("last_edited_time", Schema.Time("When the block was changed last.")),
                        new Property("version", Schema.Integer("The version that was found."))
                    )
                )
            ),
            new Property(
                "has_more",
                Schema.Bool(
                    "Whether there may be further hits, be there as many as were asked for or fewer; ask for them with `start_cursor`, at stage 1 with `offset`."
                )
            ),
            new Property(
                "next_cursor",
                Schema.Text("Where the next hits begin, for `start_cursor`; null at the end, and at stage 1.").OrNull()
            ),
            new Property(
                "facets",
                Schema.List(
                    "The facets that were asked for. They are counted in the index, a moment behind; but pages that you may not read are never among them, and below an `ancestor_id` that you may not read nothing is counted.",
                    Schema.Of(
                        "A facet.",
                        new Property("facet", Schema.Text("Its name.")),
                        new Property(
                            "values",
                            Schema.List(
                                "Its most frequent values, or the months in their order.",
                                Schema.Of(
                                    "A value.",
                                    new Property("value", Schema.Text("A type, an id or a month.")),
                                    new Property("count", Schema.Integer("Blocks that were found."))
                                )
                            )
                        )
                    )
                )
            )
        ),
        AnswerExample = """
            {
              "object": "list",
              "results": [
                {
                  "block_id": "5b0a3c1e-7d2f-4b6a-9c8e-1f2d3c4b5a01",
                  "type": "paragraph",
                  "page_id": "0b6f6f0a-2a8e-4d5c-8f0e-5a5f7c1d2e01",
                  "page_title": "Reading list",
                  "score": 0.61,
                  "highlights": [{ "text": "on my ", "match": false }, { "text": "reading list", "match": true }],
                  "last_edited_time": "2026-11-21T16:40:12.345Z",
                  "version": 3
                }
              ],
              "has_more": false,
              "next_cursor": null,
              "facets": []
            }
            """,
    };

    public void Map(Api api) => api.ForWorkspace(HttpMethods.Post, "/v1/search/blocks", Doc, SearchAsync);

    private async Task SearchAsync(HttpContext context, Actor actor)
    {
        var request = await Body.ReadAsync(
            context,
            Shape,
            body => new SearchRequest(
                body.Get(Query),
                (int)body.Get(Limit),
                (int)body.Get(Offset),
                body.Get(Types),
                body.Get(AncestorId)
            )
            {
                Mode = body.Get(Mode),
                EditedBy = body.Get(EditedBy),
                Times = new SearchTimes(
                    body.Get(EditedFrom),
                    body.Get(EditedBefore),
                    body.Get(CreatedFrom),
                    body.Get(CreatedBefore)
                ),
                Order = body.Get(Order),
                Facets = body.Get(Facets),
                Cursor = body.Get(StartCursor),
            }
        );
        var found = await search.SearchAsync(actor, request, context.RequestAborted);

        var writer = JsonAnswer.Begin(context);
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("results");
        foreach (var hit in found.Hits)
            Write(writer, hit);
        writer.WriteEndArray();
        writer.WriteBoolean("has_more", found.HasMore);
        writer.WriteString("next_cursor", found.NextCursor);
        writer.WriteStartArray("facets");
        foreach (var facet in found.Facets)
            Write(writer, facet);
        writer.WriteEndArray();
        writer.WriteEndObject();
        JsonAnswer.End(writer);
    }

    private static void Write(Utf8JsonWriter writer, FacetCounts facet)
    {
        writer.WriteStartObject();
        writer.WriteString("facet", facet.Facet.Name());
        writer.WriteStartArray("values");
        foreach (var (value, count) in facet.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("value", value);
            writer.WriteNumber("count", count);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, SearchHit hit)
    {
        writer.WriteStartObject();
        writer.WriteString("block_id", hit.BlockId);
        writer.WriteString("type", hit.Type);
        writer.WriteString("page_id", hit.PageId);
        writer.WriteString("page_title", hit.PageTitle);
        // JSON has no infinity and no NaN, and an engine's measure is not worth a failed request.
        writer.WriteNumber("score", double.IsFinite(hit.Score) ? hit.Score : 0);
        writer.WriteStartArray("highlights");
        foreach (var run in hit.Highlights)
        {
            writer.WriteStartObject();
            writer.WriteString("text", run.Text);
            writer.WriteBoolean("match", run.IsMatch);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        RecordJson.WriteTime(writer, LastEditedTime, hit.LastEditedTime);
        writer.WriteNumber("version", hit.Version);
        writer.WriteEndObject();
    }
}
