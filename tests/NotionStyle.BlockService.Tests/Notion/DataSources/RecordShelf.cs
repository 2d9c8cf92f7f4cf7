using System.Text.Json.Nodes;
using NotionStyle.Blocks;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Records that are read by their ids, and nothing else of a store; it counts the reads.</summary>
internal sealed class RecordShelf : IBlockStore
{
    private readonly Dictionary<RecordPointer, Record> _records = [];
    private readonly HashSet<RecordPointer> _hidden = [];

    public int Reads { get; private set; }

    public int RecordsRead { get; private set; }

    public static PropertyDefinition Define(string name, PropertyType type) =>
        new()
        {
            Id = type == PropertyType.Title ? SchemaIds.Title : name,
            Name = name,
            Type = type,
        };

    public static PropertyDefinition Formula(string name, string expression) =>
        Define(name, PropertyType.Formula) with
        {
            Expression = expression,
        };

    public static PropertyDefinition Relation(string name, Guid source) =>
        Define(name, PropertyType.Relation) with
        {
            Relation = new RelationTarget(source, null),
        };

    public static PropertyDefinition Rollup(string name, string relation, string target, string function) =>
        Define(name, PropertyType.Rollup) with
        {
            Rollup = new RollupDefinition(relation, target, function),
        };

    /// <summary>Puts a data source on the shelf.</summary>
    public DataSourceSchema Source(Guid id, params PropertyDefinition[] properties)
    {
        var record = new Record
        {
            Pointer = RecordPointer.Collection(id),
            Type = "collection",
            Format = new JsonField(new JsonObject { ["schema"] = SchemaJson.Write(properties) }),
            Version = 1,
        };
        _records[record.Pointer] = record;
        return SchemaJson.Read(record);
    }

    /// <summary>Puts a row on the shelf.</summary>
    public Record Row(Guid source, Guid id, string title, params (string Id, JsonNode? Value)[] values)
    {
        var properties = new JsonObject { ["title"] = new JsonArray(new JsonArray(title)) };
        foreach (var (key, value) in values)
            properties[key] = value;
        var record = new Record
        {
            Pointer = RecordPointer.Block(id),
            Type = BlockTypes.Page,
            Parent = RecordPointer.Collection(source),
            Properties = new JsonField(properties),
            Version = 1,
        };
        _records[record.Pointer] = record;
        return record;
    }

    public void Member(Guid id, string name)
    {
        var pointer = new RecordPointer(RecordTable.NotionUser, id);
        _records[pointer] = new Record
        {
            Pointer = pointer,
            Type = "person",
            Properties = new JsonField(new JsonObject { ["name"] = new JsonArray(new JsonArray(name)) }),
        };
    }

    public void Hide(Guid id) => _hidden.Add(RecordPointer.Block(id));

    public static JsonArray Ids(params Guid[] ids) => new([.. ids.Select(id => (JsonNode)id.ToString())]);

    public Task<IReadOnlyList<PlacedRecord?>> ReadAsync(
        Actor actor,
        IReadOnlyList<RecordPointer> pointers,
        CancellationToken ct
    )
    {
        Assert.InRange(pointers.Count, 0, StoreLimits.ReadMaximum);
        if (pointers.Count > 0)
            Reads++;
        RecordsRead += pointers.Count;
        IReadOnlyList<PlacedRecord?> answers =
        [
            .. pointers.Select(p =>
                _records.GetValueOrDefault(p) is { } record && !_hidden.Contains(p)
                    ? new PlacedRecord(record, Role.Reader, [])
                    : null
            ),
        ];
        return Task.FromResult(answers);
    }

    public Task<TransactionResult> CommitAsync(Actor actor, Transaction transaction, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<PageChunk> ReadPageAsync(Actor actor, PageChunkRequest request, CancellationToken ct) =>
        throw new NotSupportedException();

    public Task<IReadOnlyList<SyncResult>> SyncAsync(
        Actor actor,
        IReadOnlyList<RecordVersion> known,
        CancellationToken ct
    ) => throw new NotSupportedException();
}
