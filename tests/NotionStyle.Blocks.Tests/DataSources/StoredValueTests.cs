using System.Globalization;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Records;
using NotionStyle.Blocks.Tests.Markdown;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.Blocks.Tests.DataSources;

public sealed class StoredValueTests
{
    private const string First = "00000000-0000-0000-0000-000000000001";
    private const string Second = "00000000-0000-0000-0000-000000000002";

    [Fact]
    public void Any_json_reads_as_a_value_of_the_type_or_as_none()
    {
        Properties.ForAllSeeds(
            5_000,
            seed =>
            {
                var maker = new SchemaMaker(seed);
                var stored = maker.AnyJson();
                foreach (var type in PropertyTypes.All)
                {
                    var value = Read(type, stored);
                    var isOfType = type switch
                    {
                        PropertyType.Title
                        or PropertyType.RichText
                        or PropertyType.Url
                        or PropertyType.Email
                        or PropertyType.PhoneNumber
                        or PropertyType.Place => value is Value.Text { IsEmpty: false },
                        PropertyType.Number or PropertyType.UniqueId => value is Value.Number { Amount: var amount }
                            && double.IsFinite(amount),
                        PropertyType.Checkbox => value is Value.Flag,
                        PropertyType.Select or PropertyType.Status => value is Value.Choice,
                        PropertyType.Date or PropertyType.CreatedTime or PropertyType.LastEditedTime => value
                            is Value.Date,
                        PropertyType.CreatedBy or PropertyType.LastEditedBy => value is Value.Person,
                        _ => value is Value.Many { IsEmpty: false },
                    };
                    if (!isOfType && value != Value.Nothing)
                        return $"{type} of {stored?.ToJsonString()} is {value}";
                }

                return null;
            }
        );
    }

    [Fact]
    public void Each_type_reads_its_stored_form()
    {
        Assert.Equal(new Value.Text("a b"), Read(PropertyType.Title, """[["a ", [["b"]]], ["b"]]"""));
        Assert.Equal(new Value.Number(-1.5), Read(PropertyType.Number, "-1.5"));
        Assert.Equal(new Value.Number(7), Read(PropertyType.Number, JsonValue.Create(7)));
        Assert.Equal(new Value.Choice("b", "Bee", 1), Read(PropertyType.Select, "\"b\""));
        Assert.Equal(
            new Value.Many([new Value.Choice("b", "Bee", 1), new Value.Choice("a", "Ay", 0)]),
            Read(PropertyType.MultiSelect, """["b", "gone", "a", "b", 7]""")
        );
        Assert.Equal(
            new Value.Many([new Value.Row(Guid.Parse(Second)), new Value.Row(Guid.Parse(First))]),
            Read(PropertyType.Relation, $"""["{Second}", "{First}", "{Second}", "x"]""")
        );
        Assert.Equal(
            new Value.Many([new Value.Person(Guid.Parse(First))]),
            Read(PropertyType.People, $"""["{First}"]""")
        );
        Assert.Equal(
            new Value.Many([new Value.File("a.pdf"), new Value.File("https://x.test/b")]),
            Read(
                PropertyType.Files,
                $$"""[{"name": "a.pdf", "file_upload_id": "{{First}}"}, {"url": "https://x.test/b"}, {"name": "lost"}]"""
            )
        );
        Assert.Equal(new Value.Flag(true), Read(PropertyType.Checkbox, "true"));
        Assert.Equal(new Value.Text("x@y.test"), Read(PropertyType.Email, "\"x@y.test\""));
        Assert.Equal(new Value.Text("Home"), Read(PropertyType.Place, """{"lat": 1, "lon": 2, "name": "Home"}"""));
        Assert.Equal(new Value.Text("1.5, 2"), Read(PropertyType.Place, """{"lat": 1.5, "lon": 2, "name": null}"""));
    }

    [Fact]
    public void An_option_that_the_schema_does_not_know_is_no_value()
    {
        Assert.Equal(Value.Nothing, Read(PropertyType.Select, "\"gone\""));
        Assert.Equal(Value.Nothing, Read(PropertyType.MultiSelect, """["gone"]"""));
    }

    [Fact]
    public void A_checkbox_that_nobody_touched_is_no()
    {
        Assert.Equal(new Value.Flag(false), Read(PropertyType.Checkbox, (JsonNode?)null));
        Assert.Equal(new Value.Flag(false), Read(PropertyType.Checkbox, "\"true\""));
    }

    [Theory]
    [InlineData("""{"start": "2026-01-31"}""", "2026-01-31T00:00:00+00:00", false, null, null)]
    [InlineData(
        """{"start": "2026-01-31", "end": "2026-02-01"}""",
        "2026-01-31T00:00:00+00:00",
        false,
        "2026-02-01T00:00:00+00:00",
        null
    )]
    [InlineData(
        """{"start": "2026-01-31T09:00:00.25+01:00", "end": null, "time_zone": "Europe/Berlin"}""",
        "2026-01-31T09:00:00.25+01:00",
        true,
        null,
        "Europe/Berlin"
    )]
    [InlineData(
        """{"start": "2026-01-31T09:00Z", "time_zone": "Middle/Earth"}""",
        "2026-01-31T09:00:00+00:00",
        true,
        null,
        null
    )]
    public void Dates_are_days_or_moments(string stored, string start, bool hasTime, string? end, string? zone)
    {
        var range = Assert.IsType<Value.Date>(Read(PropertyType.Date, stored)).Range;
        Assert.Equal(new DateRange(Moment(start), hasTime, end is null ? null : Moment(end), zone), range);
        Assert.Equal(range, StoredDate.Read(StoredDate.Write(range)));
    }

    [Theory]
    [InlineData("\"2026-01-31\"")]
    [InlineData("""{"start": "2026-02-30"}""")]
    [InlineData("""{"start": "2026-1-3"}""")]
    [InlineData("""{"start": "2026-01-31\n"}""")]
    [InlineData("""{"start": "٢٠٢٦-01-31"}""")]
    [InlineData("""{"start": "2026-01-31T25:00:00Z"}""")]
    [InlineData("""{"start": "2026-01-31T09:00:00"}""")]
    [InlineData("""{"start": "2026-01-31T09:00:00+15:00"}""")]
    [InlineData("""{"start": "0001-01-01T00:00:00+01:00"}""")]
    [InlineData("""{"start": "9999-12-31T23:59:59-01:00"}""")]
    [InlineData("""{"start": "2026-01-31", "end": "2026-01-31T09:00:00Z"}""")]
    [InlineData("""{"start": "2026-01-31", "end": 7}""")]
    [InlineData("""{"end": "2026-01-31"}""")]
    public void What_is_no_date_is_no_value(string stored) =>
        Assert.Equal(Value.Nothing, Read(PropertyType.Date, stored));

    [Fact]
    public void Stamps_are_those_of_the_row()
    {
        var row = Row(null);
        Assert.Equal(new Value.Person(row.CreatedBy), StoredValue.Read(Property(PropertyType.CreatedBy), row));
        Assert.Equal(
            new Value.Date(new DateRange(row.LastEditedTime, true)),
            StoredValue.Read(Property(PropertyType.LastEditedTime), row)
        );
    }

    [Theory]
    [InlineData("Europe/Berlin", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("UTC", true)]
    [InlineData("Etc/GMT+3", true)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("../../etc/passwd", false)]
    [InlineData("Middle/Earth", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Time_zones_are_those_of_the_iana_database(string? name, bool isKnown) =>
        Assert.Equal(isKnown, DateText.FindTimeZone(name) is not null);

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static Value Read(PropertyType type, string json) => Read(type, JsonNode.Parse(json));

    private static Value Read(PropertyType type, JsonNode? stored) => StoredValue.Read(Property(type), Row(stored));

    private static PropertyDefinition Property(PropertyType type) =>
        new()
        {
            Id = "abcd",
            Name = "X",
            Type = type,
            Options = [new PropertyOption("a", "Ay", "red"), new PropertyOption("b", "Bee", "blue")],
        };

    private static Record Row(JsonNode? stored) =>
        new()
        {
            Pointer = RecordPointer.Block(Guid.NewGuid()),
            Type = BlockTypes.Page,
            Properties = new JsonField(new JsonObject { ["abcd"] = stored?.DeepClone() }),
            CreatedBy = Guid.NewGuid(),
            LastEditedBy = Guid.NewGuid(),
            LastEditedTime = DateTimeOffset.UtcNow,
        };
}
