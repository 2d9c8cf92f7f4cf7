using System.Collections.ObjectModel;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.BlockService.Notion.RichText;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Notion.DataSources;

/// <summary>The rows that relations lead to, as far as an answer needs them, with the schemas that they follow and the names of people in them.</summary>
internal sealed class RelatedRows
{
    /// <summary>How many data sources a value may reach through, from relation to relation.</summary>
    public const int DepthMaximum = 4;

    /// <summary>Related rows that are read for one answer. Those beyond count as if they were not there.</summary>
    public const int RowsMaximum = 10_000;

    /// <summary>Links from row to row that are followed for one answer. Those beyond count as if they were not there.</summary>
    public const int LinksMaximum = 100_000;

    /// <summary>Characters and items of all computed values of one answer. Those that would go beyond have no value.</summary>
    public const int ValuesMaximum = 16_000_000;

    private readonly Dictionary<Guid, Record> _rows = [];
    private readonly Dictionary<Guid, SourceFormulas> _sources = [];
    private readonly Dictionary<(Guid Row, string Relation), Links> _links = [];
    private Names _people = Names.None;

    /// <summary>No rows.</summary>
    public static RelatedRows None { get; } = new();

    /// <summary>Rows that were read.</summary>
    public IReadOnlyDictionary<Guid, Record> Rows => new ReadOnlyDictionary<Guid, Record>(_rows);

    /// <summary>A related row; null when it is not there for the actor.</summary>
    public Record? Row(Guid id) => _rows.GetValueOrDefault(id);

    /// <summary>The schema of a data source that was reached; null for others.</summary>
    public SourceFormulas? Source(Guid id) => _sources.GetValueOrDefault(id);

    /// <summary>Where a relation of a row leads; null when it was not followed.</summary>
    public Links? Of(Record row, string relationId) => _links.GetValueOrDefault((row.Pointer.Id, relationId));

    /// <summary>The title of a related row; null when it is not there for the actor.</summary>
    public string? TitleOf(Guid id) =>
        Row(id) is { Parent: { } parent } row && Source(parent.Id)?.Schema.ById(SchemaIds.Title) is { } title
            ? (StoredValue.Read(title, row) as Value.Text)?.Content ?? ""
            : null;

    /// <summary>The name of a person; null when it is not known.</summary>
    public string? NameOf(Guid id) => _people.MemberName(id);

    public void Add(Record row) => _rows[row.Pointer.Id] = row;

    public void Add(Guid id, SourceFormulas source) => _sources[id] = source;

    public void Add(Record row, string relationId, Links links) => _links[(row.Pointer.Id, relationId)] = links;

    public void SetPeople(Names people) => _people = people;
}

/// <summary>Where a relation of a row leads.</summary>
/// <param name="Source">The data source of the rows.</param>
/// <param name="Rows">The rows that are there for the actor, in the order of the relation.</param>
internal sealed record Links(SourceFormulas Source, IReadOnlyList<Record> Rows);
