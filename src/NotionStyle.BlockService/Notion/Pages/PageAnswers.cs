using System.Text.Json;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.RichText;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion.Pages;

/// <summary>Reads what is needed to answer pages of any places: the schemas of all their data sources in one read, and what computed values and mentions need.</summary>
internal sealed class PageAnswers(IBlockStore store, DataSourceReader sources, FileLinkFactory links, TimeProvider time)
{
    private readonly NameReader _names = new(store);
    private readonly RowValueReader _values = new(store);

    /// <summary>The parameter that says which properties an answer has.</summary>
    public static readonly RepeatedField FilterProperties = new(
        "filter_properties",
        NotionLimits.ArrayMaximum,
        "An id or a name of a property that the answer is to have; given once for each. Without it the answer has all."
    );

    /// <summary>Gets ready to write pages.</summary>
    /// <param name="request">The request.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="others">Further records of the answer, whose mentions are named as well.</param>
    /// <param name="wanted">Ids or names of the properties to write; empty for all.</param>
    public async Task<PageAnswer> ReadAsync(
        NotionRequest request,
        IReadOnlyList<PlacedRecord> pages,
        IEnumerable<PlacedRecord>? others = null,
        IReadOnlyList<string>? wanted = null
    )
    {
        var (actor, ct) = (request.Actor, request.Aborted);
        var rows = pages.Where(p => SourceOf(p) is not null).ToLookup(p => SourceOf(p)!.Value, p => p.Record);
        var found = rows.Count == 0 ? [] : await sources.ReadAsync(actor, rows.Select(r => r.Key), ct);
        var values = new Dictionary<Guid, RowValues>();
        foreach (var (id, source) in found)
            values[id] = await _values.ReadAsync(
                actor,
                source.Schema,
                [.. rows[id]],
                wanted is { Count: > 0 } ? Only(source.Schema, wanted) : null,
                time.GetUtcNow(),
                ct
            );
        return new PageAnswer
        {
            Sources = found,
            Values = values,
            Names = await _names.ReadAsync(actor, pages.Concat(others ?? []).Select(p => p.Record), ct),
            Files = links.For(request),
            BaseUrl = request.BaseUrl,
            Wanted = wanted ?? [],
        };
    }

    /// <summary>Answers with one page.</summary>
    /// <param name="request">The request.</param>
    /// <param name="page">The page.</param>
    /// <param name="refusesUnknown">Whether a property that is wanted and not there is refused; what has been written by now is answered all the same.</param>
    public async Task WriteAsync(NotionRequest request, PlacedRecord page, bool refusesUnknown)
    {
        var wanted = request.Http.Request.Query.Get(FilterProperties);
        var answer = await ReadAsync(request, [page], wanted: wanted);
        if (refusesUnknown)
            answer.CheckWanted(page);
        var writer = JsonAnswer.Begin(request.Http);
        answer.Write(writer, page);
        JsonAnswer.End(writer);
    }

    /// <summary>The data source that a page is a row of; null for none.</summary>
    public static Guid? SourceOf(PlacedRecord page) =>
        page.Record.Parent is { Table: RecordTable.Collection, Id: var id } ? id : null;

    /// <summary>The ids of properties.</summary>
    public static IReadOnlySet<string> Only(
        NotionStyle.Blocks.DataSources.DataSourceSchema schema,
        IReadOnlyList<string> wanted
    ) => wanted.Select(schema.Find).Where(p => p is not null).Select(p => p!.Id).ToHashSet();
}

/// <summary>Everything that writing pages needs.</summary>
internal sealed class PageAnswer
{
    /// <summary>The data sources whose rows are answered; those that the actor may not read are not there, and their rows show the title alone.</summary>
    public required IReadOnlyDictionary<Guid, DataSource> Sources { get; init; }

    public required IReadOnlyDictionary<Guid, RowValues> Values { get; init; }

    public required Names Names { get; init; }

    public required FileLinks Files { get; init; }

    public required string BaseUrl { get; init; }

    public required IReadOnlyList<string> Wanted { get; init; }

    private static RowValues NoValues { get; } = new(PageOutput.TitleAlone);

    /// <summary>The data source of a page; null for none.</summary>
    public DataSource? SourceOf(PlacedRecord page) =>
        PageAnswers.SourceOf(page) is { } id ? Sources.GetValueOrDefault(id) : null;

    /// <summary>The computed values of a page.</summary>
    public RowValues ValuesOf(PlacedRecord page) => SourceOf(page) is { } source ? Values[source.Id] : NoValues;

    /// <summary>Refuses a property that is wanted and not there.</summary>
    public void CheckWanted(PlacedRecord page)
    {
        var schema = SourceOf(page)?.Schema ?? PageOutput.TitleAlone;
        foreach (var name in Wanted)
        {
            if (schema.Find(name) is null)
                throw PageRefusals.NoProperty(name);
        }
    }

    public void Write(Utf8JsonWriter writer, PlacedRecord page)
    {
        var schema = SourceOf(page)?.Schema;
        PageOutput.Write(
            writer,
            page,
            schema,
            ValuesOf(page),
            Names,
            Files,
            BaseUrl,
            Wanted.Count == 0 ? null : PageAnswers.Only(schema ?? PageOutput.TitleAlone, Wanted)
        );
    }
}
