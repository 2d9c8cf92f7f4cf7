using System.Globalization;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Queries;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Queries;

/// <summary>Rows, filters and sorts over every type that is stored, from a seed. Values are few, so that they meet; one in five is not of its type's form, or hardly.</summary>
internal sealed class RandomRows(int seed, IReadOnlyList<Guid> people)
{
    private static readonly string[] Texts =
    [
        "",
        "a",
        "A",
        "ab",
        "aB",
        "Äb",
        "äB b",
        "a%b_",
        "\\",
        "ß",
        "日本",
        "\U0001F600",
        "\uFFFD z",
        "b'\"",
        "2026-01-31",
        "5",
    ];

    private static readonly string[] Numbers =
    [
        "0",
        "-0",
        "1",
        "1.0",
        "5",
        "-5",
        "0.1",
        "0.1000000000000000055",
        "9007199254740992",
        "9007199254740993",
        "4e-324",
        "1.7976931348623157e308",
    ];

    private static readonly string[] Dates =
    [
        "2026-01-31",
        "2026-02-01",
        "2026-02-30",
        "2024-02-29",
        "2025-02-29",
        "0000-01-01",
        "0001-01-01",
        "9999-12-31",
        "2026-1-31",
        "2026-13-01",
        "2026-01-31T00:00:00Z",
        "2026-01-31T00:00:00.000+00:00",
        "2026-01-31T09:00Z",
        "2026-01-31t09:00:00z",
        "2026-01-31 09:00:00+0000",
        "2026-01-31T10:00:00.000+01:00",
        "2026-01-31T09:00:00.0001Z",
        "2026-01-31T09:00:00.123999999Z",
        "2026-01-31T09:00:00.124Z",
        "2026-01-31T09:00.5Z",
        "2026-01-31T23:30:00-02:00",
        "2026-01-31T24:00:00Z",
        "2026-01-31T23:59:60Z",
        "2026-01-31T09:00:00+14:00",
        "2026-01-31T09:00:00+14:01",
        "2026-01-31T09:00:00+05:99",
        "2026-01-31T09:00:00",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59.9999999Z",
        "9999-12-31T23:59:59-01:00",
        "1969-12-31T23:59:59.9999999Z",
        "2026-01-31\n",
    ];

    private static readonly PropertyType[] Types =
    [
        .. PropertyTypes.All.Where(t => t is not (PropertyType.Formula or PropertyType.Rollup or PropertyType.Place)),
    ];

    private readonly Random _random = new(seed);

    public DataSourceSchema Schema { get; } =
        new([
            .. Types.Select(type => new PropertyDefinition
            {
                Id =
                    type == PropertyType.Title
                        ? "title"
                        : "p" + ((int)type).ToString("D3", CultureInfo.InvariantCulture),
                Name = type.Name(),
                Type = type,
                Options = type.HasOptions()
                    ?
                    [
                        new PropertyOption("two", "Two", "red"),
                        new PropertyOption("one", "one", "blue"),
                        new PropertyOption("ab", "5", "blue"),
                    ]
                    : [],
            }),
        ]);

    public int Next(int count) => _random.Next(count);

    public bool Chance(double probability) => _random.Chance(probability);

    /// <summary>The properties of a row.</summary>
    public JsonObject Row()
    {
        var row = new JsonObject();
        foreach (var property in Schema.Properties)
        {
            if (_random.Chance(0.75))
                row[property.Id] = _random.Chance(0.1) ? AnyJson(2) : Stored(property.Type);
        }

        return row;
    }

    public RowFilter Filter(int depth = 2)
    {
        if (depth > 0 && _random.Chance(0.3))
        {
            RowFilter[] filters = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Filter(depth - 1))];
            return _random.Chance(0.5) ? new RowFilter.And(filters) : new RowFilter.Or(filters);
        }

        var key = Key();
        var how = _random.Pick(Enum.GetValues<FilterOperator>());
        return new RowFilter.Condition(
            key,
            how,
            how is FilterOperator.IsEmpty or FilterOperator.IsNotEmpty ? null : Operand(how, TypeOf(key))
        );
    }

    public IReadOnlyList<RowSort> Sorts() =>
        [.. Enumerable.Range(0, _random.Pick([0, 1, 1, 1, 2, 3])).Select(_ => new RowSort(Key(), _random.Chance(0.5)))];

    private RowKey Key() =>
        _random.Next(12) switch
        {
            0 => new RowKey.CreatedTime(),
            1 => new RowKey.LastEditedTime(),
            _ => new RowKey.Property(_random.Pick(Schema.Properties)),
        };

    private static PropertyType TypeOf(RowKey key) =>
        key is RowKey.Property { Definition.Type: var type } ? type : PropertyType.CreatedTime;

    private FilterOperand Operand(FilterOperator how, PropertyType type)
    {
        if (how == FilterOperator.Within)
        {
            var from = new DateTimeOffset(2026, 1, 30, 0, 0, 0, TimeSpan.Zero).AddDays(_random.Next(4));
            return new FilterOperand.Between(from, from.AddDays(_random.Next(3)));
        }

        if (_random.Chance(0.1))
            type = _random.Pick(Types);
        return type switch
        {
            PropertyType.Number or PropertyType.UniqueId => new FilterOperand.Number(
                Finite(double.Parse(_random.Pick(Numbers), CultureInfo.InvariantCulture))
            ),
            PropertyType.Checkbox => new FilterOperand.Flag(_random.Chance(0.5)),
            PropertyType.Select or PropertyType.Status or PropertyType.MultiSelect => _random.Chance(0.5)
                ? new FilterOperand.Option(_random.Pick(["one", "two", "gone"]))
                : new FilterOperand.Text(_random.Pick(["Two", "one", "two", "5", "gone", ""])),
            PropertyType.People or PropertyType.Relation or PropertyType.CreatedBy or PropertyType.LastEditedBy =>
                new FilterOperand.Id(_random.Pick([.. people, Guid.Empty])),
            PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => Date(),
            _ => new FilterOperand.Text(_random.Pick(Texts)),
        };
    }

    private FilterOperand.Date Date()
    {
        while (true)
        {
            if (
                NotionStyle.Blocks.DataSources.Values.DateText.TryParse(
                    _random.Pick(Dates),
                    out var moment,
                    out var hasTime,
                    out _
                )
            )
                return new FilterOperand.Date(moment, hasTime);
        }
    }

    private static double Finite(double number) => double.IsFinite(number) ? number : 1e300;

    private JsonNode? Stored(PropertyType type) =>
        type switch
        {
            PropertyType.Title or PropertyType.RichText => new JsonArray([
                .. Enumerable
                    .Range(0, _random.Pick([1, 1, 1, 0, 2, 3]))
                    .Select(_ => (JsonNode?)(_random.Chance(0.1) ? AnyJson(1) : new JsonArray(LongText()))),
            ]),
            PropertyType.Number or PropertyType.UniqueId => JsonNode.Parse(_random.Pick(Numbers)),
            PropertyType.Checkbox => _random.Pick<JsonNode?>([true, false, null, "true", 1]),
            PropertyType.Select or PropertyType.Status => Option(),
            PropertyType.MultiSelect => Several(Option),
            PropertyType.People or PropertyType.Relation => Several(Id),
            PropertyType.Files => Several(File),
            PropertyType.Date => StoredDate(),
            _ => LongText(),
        };

    /// <summary>Beyond what the order goes by, too.</summary>
    private string LongText() =>
        _random.Chance(0.1)
            ? string.Concat(Enumerable.Repeat(_random.Pick(["\U0001F600", "é"]), 100)) + _random.Pick(Texts)
            : _random.Pick(Texts);

    private JsonNode Option() => _random.Pick(["one", "two", "ab", "One", "gone", ""]);

    private JsonNode Id()
    {
        var id = _random.Pick([.. people, Guid.Empty]).ToString();
        return _random.Next(8) switch
        {
            0 => id.ToUpperInvariant(),
            1 => id.Replace("-", "", StringComparison.Ordinal),
            2 => " " + id,
            _ => id,
        };
    }

    private JsonObject File()
    {
        var file = new JsonObject();
        if (_random.Chance(0.7))
            file["name"] = _random.Chance(0.1) ? AnyJson(1) : _random.Pick(Texts);
        if (_random.Chance(0.5))
            file["url"] = _random.Chance(0.1) ? AnyJson(1) : _random.Pick(Texts);
        if (_random.Chance(0.5))
            file["file_upload_id"] = _random.Chance(0.1) ? AnyJson(1) : Id();
        return file;
    }

    private JsonObject StoredDate()
    {
        var date = new JsonObject { ["start"] = _random.Chance(0.05) ? AnyJson(1) : _random.Pick(Dates) };
        if (_random.Chance(0.3))
            date["end"] = _random.Chance(0.2) ? AnyJson(1) : _random.Pick(Dates);
        return date;
    }

    private JsonArray Several(Func<JsonNode> item) =>
        new([
            .. Enumerable.Range(0, _random.Next(4)).Select(_ => _random.Chance(0.1) ? AnyJson(1) : (JsonNode?)item()),
        ]);

    private JsonNode? AnyJson(int depth) =>
        _random.Next(depth == 0 ? 6 : 9) switch
        {
            0 => null,
            1 => _random.Chance(0.5),
            2 => JsonNode.Parse(_random.Pick(Numbers)),
            3 => _random.Pick(Texts),
            4 => _random.Pick(Dates),
            5 => Option(),
            6 or 7 => new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => AnyJson(depth - 1))]),
            _ => new JsonObject { [_random.Pick(["start", "url", "one", "two", "name"])] = AnyJson(depth - 1) },
        };
}
