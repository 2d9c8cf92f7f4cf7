using NotionStyle.Blocks;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.Pages;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Search;

/// <summary><c>POST /v1/search</c>: pages and data sources by title.</summary>
internal sealed class TitleSearchEndpoint : INotionEndpoints
{
    private readonly IBlockStore _store;
    private readonly IRecordQueries _queries;
    private readonly PageAnswers _pages;

    public TitleSearchEndpoint(IBlockStore store, IRecordQueries queries, FileLinkFactory links, TimeProvider time)
    {
        (_store, _queries) = (store, queries);
        _pages = new PageAnswers(store, new DataSourceReader(store, queries), links, time);
    }

    public void Map(NotionApi api) =>
        api.Map(
            HttpMethods.Post,
            "/v1/search",
            new EndpointDoc(
                "search",
                "Search",
                "Search by title",
                """
                Pages and data sources whose title contains the text, in any case; all of them for no text. Newest edit first unless the sort says otherwise; there is no other measure of
                relevance. What is in the trash, or may not be read by this token, is not found. For the text of pages there is `POST /v1/search/blocks`.
                """
            )
            {
                Body = Schema.Of(
                    "What is searched for.",
                    new("query", Schema.Text("A piece of the title.").OrNull(), IsRequired: false),
                    new(
                        "filter",
                        new Schema(
                            ValueKind.Object,
                            "`{\"property\": \"object\", \"value\": \"page\" or \"data_source\"}`"
                        )
                        {
                            IsNullable = true,
                        },
                        IsRequired: false
                    ),
                    new(
                        "sort",
                        new Schema(
                            ValueKind.Object,
                            "`{\"timestamp\": \"last_edited_time\", \"direction\": \"ascending\" or \"descending\"}`"
                        )
                        {
                            IsNullable = true,
                        },
                        IsRequired: false
                    ),
                    new("start_cursor", Paging.StartCursor.Schema, IsRequired: false),
                    new("page_size", Paging.PageSize.Schema, IsRequired: false)
                ),
                BodyExample = """
                {
                  "query": "reading",
                  "filter": { "property": "object", "value": "page" },
                  "sort": { "timestamp": "last_edited_time", "direction": "descending" }
                }
                """,
                Answer = Paging.ListOf(
                    "What was found.",
                    "page_or_data_source",
                    new Schema(ValueKind.Object, "A page or a data source, as `object` says.")
                ),
                AnswerExample = $$"""
                {
                  "object": "list",
                  "results": [{{PageOutput.Example}}],
                  "next_cursor": null,
                  "has_more": false,
                  "type": "page_or_data_source",
                  "page_or_data_source": {}
                }
                """,
            },
            SearchAsync
        );

    private async Task SearchAsync(NotionRequest request)
    {
        var query = await request.WithBodyAsync(body => Task.FromResult(Read(body)));
        var found = await _queries.FindByTitleAsync(request.Actor, query, request.Aborted);
        var (pages, collections) = (
            found.Records.Where(r => r.Record.Pointer.Table == RecordTable.Block).ToList(),
            found.Records.Where(r => r.Record.Pointer.Table == RecordTable.Collection).ToList()
        );
        var sources = collections.ToDictionary(c => c.Record.Pointer.Id, DataSource.Of);
        var answer = await _pages.ReadAsync(request, pages, collections);
        var related = await RelatedRecords.ReadAsync(_store, request.Actor, sources.Values, request.Aborted);
        var writer = JsonAnswer.Begin(request.Http);
        Paging.BeginList(writer);
        foreach (var record in found.Records)
        {
            if (sources.TryGetValue(record.Record.Pointer.Id, out var source))
                DataSourceOutput.Write(writer, source, related, answer.Names, answer.Files, request.BaseUrl);
            else
                answer.Write(writer, record);
            await JsonAnswer.SendPieceAsync(request.Http, writer);
        }

        Paging.EndList(writer, "page_or_data_source", found.NextCursor);
        JsonAnswer.End(writer);
    }

    private static TitleQuery Read(Input body)
    {
        body.Object("query", "filter", "sort", "start_cursor", "page_size");
        var text = body["query"].HasValue ? body["query"].Text(StoreLimits.SearchQueryLengthMaximum) : "";
        return new TitleQuery(text, ReadFilter(body["filter"]), ReadSort(body["sort"]), Paging.Of(body));
    }

    private static RecordTable? ReadFilter(Input filter)
    {
        if (!filter.HasValue)
            return null;
        filter.Object("property", "value", "in_trash");
        if (filter["in_trash"].HasValue && filter["in_trash"].Bool())
            throw filter["in_trash"].Refuse("false or not present: what is in the trash is not searched");
        var (property, value) = (filter["property"], filter["value"]);
        if (!property.IsGiven && !value.IsGiven && filter["in_trash"].IsGiven)
            return null;
        property.Choice("object");
        return value.Choice("page", "data_source") == "page" ? RecordTable.Block : RecordTable.Collection;
    }

    /// <summary>Whether the oldest edit comes first.</summary>
    private static bool ReadSort(Input sort)
    {
        if (!sort.HasValue)
            return false;
        if (sort["property"].IsGiven)
        {
            sort.Object("property")["property"].Choice("relevance");
            return false;
        }

        sort.Object("timestamp", "direction");
        sort["timestamp"].Choice("last_edited_time");
        return sort["direction"].Choice("ascending", "descending") == "ascending";
    }
}
