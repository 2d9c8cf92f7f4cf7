using System.Text.Json;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.Pages;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary><c>POST /v1/data_sources/{id}/query</c>: rows by filter and sorts.</summary>
internal sealed class QueryEndpoint(IBlockStore store, IRecordQueries queries, FileLinkFactory links, TimeProvider time)
    : INotionEndpoints
{
    private const string ResultType = "page_or_data_source";

    // Some clients write lists in this other way.
    private static readonly RepeatedField FilterProperties = new(
        "filter_properties",
        NotionLimits.ArrayMaximum,
        "An id or a name of a property that the rows are to have; given once for each. Without it they have all."
    );

    private static readonly RepeatedField FilterPropertiesInBrackets = new(
        "filter_properties[]",
        NotionLimits.ArrayMaximum,
        "Another way to write `filter_properties`."
    );

    private readonly DataSourceReader _sources = new(store, queries);
    private readonly RowSearch _search = new(store, queries, time);
    private readonly RowValueReader _values = new(store);
    private readonly NameReader _names = new(store);

    public void Map(NotionApi api) =>
        api.Map(HttpMethods.Post, "/v1/data_sources/{data_source_id}/query", Doc, QueryAsync);

    private async Task QueryAsync(NotionRequest request)
    {
        var source = await _sources.ReadAsync(request.Actor, request.PathId("data_source_id"), request.Aborted);
        var only = ReadOnly(request, source.Schema);
        var result = await request.WithBodyAsync(body => FindAsync(request, source, body));
        await AnswerAsync(request, source, only, result);
    }

    private async Task<RowSearchResult> FindAsync(NotionRequest request, DataSource source, Input body)
    {
        body.Object("filter", "sorts", "start_cursor", "page_size", "in_trash", "archived", "result_type");
        var filter = body["filter"] is { HasValue: true } given
            ? new FilterInput(source.Schema, request.Actor.UserId, time.GetUtcNow()).Read(given)
            : null;
        var sorts = SortInput.Read(source.Schema, body["sorts"]);
        var isTrashed = CommonInput.ReadTrash(body) is true;
        var page = Paging.Of(body);
        // Rows that are data sources are of Notion's wikis, which nothing here is.
        if (body["result_type"].IsGiven && body["result_type"].Choice("page", "data_source") == "data_source")
            return new RowSearchResult([], null, IsComplete: true);
        return await _search.FindAsync(request.Actor, source, filter, sorts, isTrashed, page, request.Aborted);
    }

    private static HashSet<string>? ReadOnly(NotionRequest request, DataSourceSchema schema)
    {
        var query = request.Http.Request.Query;
        string[] names = [.. query.Get(FilterProperties), .. query.Get(FilterPropertiesInBrackets)];
        if (names.Length == 0)
            return null;
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var property =
                schema.Find(name)
                ?? throw BlockStoreException.Invalid(
                    $"query failed validation: filter_properties names {Quote.Short(name)}, which is no property of this data source. Name them by id or name."
                );
            ids.Add(property.Id);
        }

        return ids;
    }

    private async Task AnswerAsync(
        NotionRequest request,
        DataSource source,
        HashSet<string>? only,
        RowSearchResult result
    )
    {
        var rows = result.Rows.Select(r => r.Record).ToList();
        var values = await _values.ReadAsync(
            request.Actor,
            source.Schema,
            rows,
            only,
            time.GetUtcNow(),
            request.Aborted
        );
        var names = await _names.ReadAsync(request.Actor, rows, request.Aborted);
        var files = links.For(request);
        var json = JsonAnswer.Begin(request.Http);
        Paging.BeginList(json);
        foreach (var row in result.Rows)
            PageOutput.Write(json, row, source.Schema, values, names, files, request.BaseUrl, only);
        Paging.EndList(json, ResultType, result.NextCursor, end => WriteStatus(end, result.IsComplete));
        JsonAnswer.End(json);
    }

    private static void WriteStatus(Utf8JsonWriter json, bool isComplete)
    {
        json.WriteStartObject("request_status");
        json.WriteString("type", isComplete ? "complete" : "incomplete");
        if (!isComplete)
            json.WriteString("incomplete_reason", "query_result_limit_reached");
        json.WriteEndObject();
    }

    private static EndpointDoc Doc { get; } =
        new(
            "queryDataSource",
            DataSourceDoc.Tag,
            "Query a data source",
            $$$$"""
            Rows of a data source, those that satisfy `filter`, in the order of `sorts`; what these leave equal, and all without any, in the order in which they were made.

            - A filter is a condition on a property, by name or id, such as `{"property": "State", "select": {"equals": "Open"}}`, or on a time stamp, such as
              `{"timestamp": "created_time", "created_time": {"past_week": {}}}`, or `and` or `or` over these, two levels deep. At most {{{{FilterInput.ComparisonsMaximum}}}} comparisons.
            - Text equals exactly, and contains, starts and ends in any case. A day without a time is the whole of it in UTC; ranges compare by their start; a week begins on Sunday.
              `does_not_equal` and `does_not_contain` hold for rows without a value, too.
            - Rows without a value come last, whichever way the sort goes. Options are in the schema's order, text in that of its first {{{{TextFoldLength}}}} characters without regard to case,
              several values by the first.
            - A part may hold fewer rows than `page_size` and go on: what the token may not read is left out, and of conditions on formulas and rollups a request looks at
              {{{{RowSearch.RowsMaximum}}}} rows. Sorted by a formula or rollup, more rows than these are answered as `incomplete`.
            """
        )
        {
            Query = new QueryShape([FilterProperties, FilterPropertiesInBrackets]),
            Body = Schema.Of(
                "A query.",
                new Property("filter", DataSourceDoc.Any("Which rows; all without it."), IsRequired: false),
                new Property(
                    "sorts",
                    Schema.List(
                        "The strongest first.",
                        Schema.Of(
                            "A property or a time stamp.",
                            new Property("property", Schema.Text("An id or a name."), IsRequired: false),
                            new Property(
                                "timestamp",
                                Schema.Choice("In the place of a property.", "created_time", "last_edited_time"),
                                IsRequired: false
                            ),
                            new Property("direction", Schema.Choice("Which way.", "ascending", "descending"))
                        )
                    ) with
                    {
                        Maximum = NotionLimits.ArrayMaximum,
                    },
                    IsRequired: false
                ),
                new Property(
                    "start_cursor",
                    Schema.Text("The `next_cursor` of the answer before.").OrNull(),
                    IsRequired: false
                ),
                new Property(
                    "page_size",
                    Schema.Integer("Rows wanted; 100 without it.") with
                    {
                        Minimum = 1,
                        Maximum = NotionLimits.PageSizeMaximum,
                    },
                    IsRequired: false
                ),
                new Property("in_trash", Schema.Bool("Rows in the trash in place of the others."), IsRequired: false),
                new Property("archived", Schema.Bool("The older name of in_trash."), IsRequired: false),
                new Property(
                    "result_type",
                    Schema.Choice("Only rows that are this; here all are pages.", "page", "data_source"),
                    IsRequired: false
                )
            ),
            BodyExample = """
                {
                  "filter": {"and": [{"property": "title", "title": {"contains": "plan"}}, {"timestamp": "created_time", "created_time": {"past_week": {}}}]},
                  "sorts": [{"timestamp": "last_edited_time", "direction": "descending"}],
                  "page_size": 50
                }
                """,
            Answer = Paging.ListOf(
                "Rows.",
                ResultType,
                PageOutput.Schema,
                new Property(
                    "request_status",
                    Schema.Of(
                        "Whether all rows were looked at.",
                        new Property("type", Schema.Choice("Whether they were.", "complete", "incomplete")),
                        new Property(
                            "incomplete_reason",
                            Schema.Choice("Why not.", "query_result_limit_reached"),
                            IsRequired: false
                        )
                    )
                )
            ),
            AnswerExample = $$$"""
                {
                  "object": "list",
                  "results": [{{{PageOutput.Example}}}],
                  "next_cursor": null,
                  "has_more": false,
                  "type": "page_or_data_source",
                  "page_or_data_source": {},
                  "request_status": { "type": "complete" }
                }
                """,
            Refusals = [404],
        };

    private const int TextFoldLength = NotionStyle.Blocks.DataSources.Queries.TextFold.SortLength;
}
