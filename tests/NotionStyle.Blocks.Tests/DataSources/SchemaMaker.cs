using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.Records;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.Blocks.Tests.DataSources;

/// <summary>Makes schemas and JSON of any shape from a seed.</summary>
internal sealed class SchemaMaker(int seed)
{
    /// <summary>Words that mean something in a schema or in a value: what random JSON has to be made of to get anywhere.</summary>
    private static readonly string[] Words =
    [
        .. PropertyTypes.All.Select(t => t.Name()),
        "name",
        "type",
        "options",
        "groups",
        "option_ids",
        "id",
        "color",
        "description",
        "number_format",
        "expression",
        "data_source_id",
        "rollup_property_id",
        "relation_property_id",
        "function",
        "prefix",
        "start",
        "end",
        "time_zone",
        "url",
        "file_upload_id",
        "lat",
        "lon",
        "a",
        "2026-01-31",
        "2026-01-31T09:00:00+01:00",
        "9999-12-31T23:59:59-14:00",
        "Europe/Berlin",
        "00000000-0000-0000-0000-000000000001",
        "sum",
        "",
    ];

    private readonly Random _random = new(seed);

    public static Record Collection(JsonNode? schema) =>
        new()
        {
            Pointer = RecordPointer.Collection(Guid.NewGuid()),
            Type = "collection",
            Format = new JsonField(new JsonObject { ["schema"] = schema?.DeepClone() }),
        };

    public JsonNode? AnyJson(int depth = 5) =>
        _random.Next(depth == 0 ? 6 : 10) switch
        {
            0 => null,
            1 => _random.Next(2) == 0,
            2 => _random.NextDouble() * Math.Pow(10, _random.Next(-3, 300)),
            3 => _random.Next(-5, 5),
            4 or 5 => Word(),
            6 or 7 => new JsonArray([.. Enumerable.Range(0, _random.Next(5)).Select(_ => AnyJson(depth - 1))]),
            _ => AnyObject(depth - 1),
        };

    public DataSourceSchema Schema()
    {
        var properties = new List<PropertyDefinition>
        {
            new()
            {
                Id = SchemaIds.Title,
                Name = "Called",
                Type = PropertyType.Title,
                Description = MaybeText(),
            },
        };
        for (var count = _random.Next(20); count > 0; count--)
            properties.Add(Property(SchemaIds.NewProperty(id => properties.Any(p => p.Id == id)), $"{Word()} {count}"));
        return new DataSourceSchema(properties);
    }

    private PropertyDefinition Property(string id, string name)
    {
        var type = (PropertyType)_random.Next(1, PropertyTypes.All.Count);
        var options = type.HasOptions()
            ? Enumerable
                .Range(0, _random.Next(5))
                .Select(i => new PropertyOption(
                    SchemaIds.NewOption(),
                    $"option {i}",
                    Any(SchemaWords.Colors),
                    MaybeText()
                ))
                .ToArray()
            : [];
        var cut = _random.Next(options.Length + 1);
        return new PropertyDefinition
        {
            Id = id,
            Name = name,
            Type = type,
            Description = MaybeText(),
            Options = options,
            Groups =
                type == PropertyType.Status
                    ?
                    [
                        new OptionGroup("1", "To-do", "gray", [.. options[..cut].Select(o => o.Id)]),
                        new OptionGroup("2", "Complete", "green", [.. options[cut..].Select(o => o.Id).Reverse()]),
                    ]
                    : [],
            NumberFormat = type == PropertyType.Number ? Any(SchemaWords.NumberFormats) : null,
            Expression = type == PropertyType.Formula ? MaybeText() ?? "" : null,
            Relation =
                type == PropertyType.Relation
                    ? new RelationTarget(Guid.NewGuid(), _random.Next(2) == 0 ? null : "abcd")
                    : null,
            Rollup =
                type == PropertyType.Rollup
                    ? new RollupDefinition("abcd", "title", Any(SchemaWords.RollupFunctions))
                    : null,
            Prefix = type == PropertyType.UniqueId && _random.Next(2) == 0 ? "TASK" : null,
        };
    }

    private JsonObject AnyObject(int depth)
    {
        var json = new JsonObject();
        for (var count = _random.Next(6); count > 0; count--)
            json[Word()] = AnyJson(depth);
        return json;
    }

    private string Word() => Words[_random.Next(Words.Length)];

    private string? MaybeText() => _random.Next(2) == 0 ? null : "what it is for";

    private string Any(IEnumerable<string> words) => words.ElementAt(_random.Next(words.Count()));
}
