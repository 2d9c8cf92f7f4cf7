using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.DataSources;
using NotionStyle.Blocks.DataSources.Values;
using NotionStyle.Blocks.Permissions;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.RichText;
using static NotionStyle.BlockService.Tests.Notion.DataSources.RecordShelf;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

/// <summary>Projects and their tasks: formulas and rollups over related rows, and how many reads they cost.</summary>
public sealed class ComputedValueTests
{
    private static readonly Guid Projects = Guid.Parse("00000000-0000-4000-8000-00000000000a");
    private static readonly Guid Tasks = Guid.Parse("00000000-0000-4000-8000-00000000000b");
    private static readonly Guid Project = Guid.Parse("00000000-0000-4000-8000-000000000010");
    private static readonly Guid First = Guid.Parse("00000000-0000-4000-8000-000000000021");
    private static readonly Guid Second = Guid.Parse("00000000-0000-4000-8000-000000000022");
    private static readonly Guid Third = Guid.Parse("00000000-0000-4000-8000-000000000023");
    private static readonly Guid Ada = Guid.Parse("00000000-0000-4000-8000-0000000000aa");
    private static readonly DateTimeOffset Now = new(2026, 3, 20, 14, 23, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly RecordShelf _shelf = new();

    [Theory]
    [InlineData("sum", "Hours", """{"type":"number","number":7,"function":"sum"}""")]
    [InlineData("average", "Twice", """{"type":"number","number":7,"function":"average"}""")]
    [InlineData("count", "title", """{"type":"number","number":2,"function":"count"}""")]
    [InlineData("min", "title", """{"type":"number","number":null,"function":"min"}""")]
    [InlineData("percent_checked", "Done", """{"type":"number","number":0.5,"function":"percent_checked"}""")]
    [InlineData(
        "latest_date",
        "Due",
        """{"type":"date","date":{"start":"2026-02-01","end":null,"time_zone":null},"function":"latest_date"}"""
    )]
    [InlineData(
        "date_range",
        "Due",
        """{"type":"date","date":{"start":"2026-01-31","end":"2026-02-01","time_zone":null},"function":"date_range"}"""
    )]
    [InlineData(
        "show_original",
        "Hours",
        """{"type":"array","array":[{"type":"number","number":3},{"type":"number","number":4}],"function":"show_original"}"""
    )]
    [InlineData(
        "show_original",
        "Twice",
        """{"type":"array","array":[{"type":"formula","formula":{"type":"number","number":6}},{"type":"formula","formula":{"type":"number","number":8}}],"function":"show_original"}"""
    )]
    [InlineData(
        "show_unique",
        "Kind",
        """{"type":"array","array":[{"type":"select","select":{"id":"a","name":"Bug","color":"red"}}],"function":"show_unique"}"""
    )]
    [InlineData(
        "count_per_group",
        "Kind",
        """{"type":"array","array":[{"type":"number","number":2},{"type":"number","number":0}],"function":"count_per_group"}"""
    )]
    [InlineData("show_original", "gone", """{"type":"array","array":[],"function":"show_original"}""")]
    public async Task A_rollup_is_answered_in_the_shape_of_its_function(string function, string target, string expected)
    {
        PutTasks();
        var (schema, row) = PutProject(Rollup("Rolled", "Tasks", target, function));
        var values = await ReadAsync(schema, row);

        Assert.Equal(expected, Written(values, row, "Rolled"));
    }

    [Fact]
    public async Task Titles_are_shown_as_rich_text_without_ids()
    {
        PutTasks();
        var (schema, row) = PutProject(Rollup("Rolled", "Tasks", "title", "show_original"));

        var answer = JsonNode.Parse(Written(await ReadAsync(schema, row), row, "Rolled"))!;

        Assert.Equal("title", (string?)answer["array"]![0]!["type"]);
        Assert.Equal("One", (string?)answer["array"]![0]!["title"]![0]!["plain_text"]);
        Assert.Null(answer["array"]![0]!["id"]);
    }

    [Theory]
    [InlineData("prop(\"Budget\") * 2", """{"type":"number","number":200}""")]
    [InlineData("prop(\"Budget\") > 2", """{"type":"boolean","boolean":true}""")]
    [InlineData(
        "parseDate(\"2026-01-31\")",
        """{"type":"date","date":{"start":"2026-01-31","end":null,"time_zone":null}}"""
    )]
    [InlineData("\"a\" + prop(\"Name\")", """{"type":"string","string":"aProject"}""")]
    [InlineData("prop(\"Tasks\")", """{"type":"string","string":"One, Two"}""")]
    [InlineData("prop(\"Tasks\").map(current.prop(\"Hours\")).sum()", """{"type":"number","number":7}""")]
    [InlineData("prop(\"Tasks\").filter(current.prop(\"Done\")).length()", """{"type":"number","number":1}""")]
    [InlineData("prop(\"Hours\") + prop(\"Budget\")", """{"type":"number","number":107}""")]
    [InlineData("prop(\"Lead\").map(current.name())", """{"type":"string","string":"Ada"}""")]
    [InlineData("round(1 / 0)", """{"type":"number","number":null}""")]
    [InlineData("if(true, parseDate(\"x\"), now())", """{"type":"date","date":null}""")]
    [InlineData("prop(\"None\")", """{"type":"string","string":null}""")]
    [InlineData("this is no formula", """{"type":"string","string":null}""")]
    [InlineData("prop(\"Computed\")", """{"type":"string","string":null}""")]
    [InlineData(
        "now()",
        """{"type":"date","date":{"start":"2026-03-20T14:23:00.000+00:00","end":null,"time_zone":null}}"""
    )]
    public async Task A_formula_is_answered_in_the_type_of_its_value(string expression, string expected)
    {
        PutTasks();
        _shelf.Member(Ada, "Ada");
        var (schema, row) = PutProject(
            Formula("Computed", expression),
            Rollup("Hours", "Tasks", "Hours", "sum"),
            Define("Lead", PropertyType.People),
            Define("None", PropertyType.RichText)
        );
        row.Properties.Node!["Lead"] = Ids(Ada);

        Assert.Equal(expected, Written(await ReadAsync(schema, row), row, "Computed"));
    }

    [Fact]
    public async Task Rows_that_are_hidden_trashed_moved_or_gone_count_for_nothing()
    {
        PutTasks();
        var trashed = _shelf.Row(Tasks, Guid.NewGuid(), "Trashed", ("Hours", 100));
        trashed.Alive = false;
        var moved = _shelf.Row(Guid.NewGuid(), Guid.NewGuid(), "Moved", ("Hours", 100));
        var paragraph = _shelf.Row(Tasks, Guid.NewGuid(), "No row", ("Hours", 100));
        paragraph.Type = "paragraph";
        _shelf.Hide(Second);
        var (schema, row) = PutProject(
            Rollup("Hours", "Tasks", "Hours", "sum"),
            Rollup("Count", "Tasks", "title", "count"),
            Formula("Length", "prop(\"Tasks\").length()"),
            Formula("Names", "prop(\"Tasks\").join(\"+\")")
        );
        row.Properties.Node!["Tasks"] = Ids(
            First,
            Second,
            trashed.Pointer.Id,
            moved.Pointer.Id,
            paragraph.Pointer.Id,
            Guid.NewGuid()
        );
        var values = await ReadAsync(schema, row);

        Assert.Equal(new Value.Number(3), Of(values, row, "Hours"));
        Assert.Equal(new Value.Number(1), Of(values, row, "Count"));
        Assert.Equal(new Value.Number(1), Of(values, row, "Length"));
        Assert.Equal(new Value.Text("One"), Of(values, row, "Names"));
    }

    [Fact]
    public async Task A_rollup_whose_data_source_may_not_be_read_has_no_value()
    {
        _shelf.Row(Tasks, First, "One", ("Hours", 3));
        var (schema, row) = PutProject(Rollup("Hours", "Tasks", "Hours", "sum"));

        Assert.Equal(Value.Nothing, Of(await ReadAsync(schema, row), row, "Hours"));
    }

    [Fact]
    public async Task What_is_not_wanted_is_not_read()
    {
        PutTasks();
        var (schema, row) = PutProject(Rollup("Hours", "Tasks", "Hours", "sum"), Formula("F", "prop(\"Budget\") + 1"));

        var values = await Reader.ReadAsync(default, schema, [row], new HashSet<string> { "F", "Budget" }, Now, Stop);

        Assert.Equal(0, _shelf.Reads);
        Assert.Equal(new Value.Number(101), Of(values, row, "F"));
    }

    [Fact]
    public async Task Any_number_of_rows_costs_as_many_reads_as_their_related_rows_fill()
    {
        _shelf.Source(Tasks, Define("Name", PropertyType.Title), Define("Hours", PropertyType.Number));
        var tasks = Enumerable
            .Range(0, 1_500)
            .Select(i => _shelf.Row(Tasks, Guid.NewGuid(), $"T{i}", ("Hours", 1)))
            .ToList();
        var schema = ProjectSchema(Rollup("Hours", "Tasks", "Hours", "sum"), Formula("More", "prop(\"Hours\") + 1"));
        var rows = Enumerable
            .Range(0, 300)
            .Select(i =>
                _shelf.Row(
                    Projects,
                    Guid.NewGuid(),
                    $"P{i}",
                    ("Tasks", Ids([.. tasks.Skip(i * 5).Take(5).Select(t => t.Pointer.Id)]))
                )
            )
            .ToList();

        var values = await Reader.ReadAsync(default, schema, rows, null, Now, Stop);

        Assert.All(rows, row => Assert.Equal(new Value.Number(6), Of(values, row, "More")));
        Assert.Equal(2, _shelf.Reads);
        Assert.Equal(1_501, _shelf.RecordsRead);
    }

    [Fact]
    public async Task Related_rows_past_the_maximum_count_as_if_they_were_not_there()
    {
        _shelf.Source(Tasks, Define("Name", PropertyType.Title), Define("Hours", PropertyType.Number));
        var tasks = Enumerable
            .Range(0, RelatedRows.RowsMaximum + 5)
            .Select(i => _shelf.Row(Tasks, Guid.NewGuid(), $"T{i}", ("Hours", 1)).Pointer.Id)
            .ToArray();
        var (schema, row) = PutProject(Rollup("Count", "Tasks", "title", "count"));
        row.Properties.Node!["Tasks"] = Ids(tasks);

        Assert.Equal(new Value.Number(RelatedRows.RowsMaximum), Of(await ReadAsync(schema, row), row, "Count"));
    }

    [Fact]
    public async Task Filters_see_a_formula_as_answers_show_it_and_formulas_see_it_as_it_is()
    {
        PutTasks();
        var (schema, row) = PutProject(
            Formula("List", "prop(\"Tasks\").map(current.prop(\"Hours\"))"),
            Formula("Sum", "prop(\"List\").sum()")
        );
        var values = await ReadAsync(schema, row);

        Assert.Equal(new Value.Text("3, 4"), Of(values, row, "List"));
        Assert.Equal(new Value.Number(7), Of(values, row, "Sum"));
    }

    [Fact]
    public async Task Values_that_no_memory_would_hold_are_no_values()
    {
        _shelf.Source(Tasks, Define("Name", PropertyType.Title), Formula("Long", "\"a\".repeat(90000)"));
        var tasks = Enumerable
            .Range(0, 1_000)
            .Select(i => _shelf.Row(Tasks, Guid.NewGuid(), $"T{i}").Pointer.Id)
            .ToArray();
        var (schema, row) = PutProject(Rollup("Longs", "Tasks", "Long", "count_values"), Formula("F", "1"));
        row.Properties.Node!["Tasks"] = Ids(tasks);
        var values = await ReadAsync(schema, row);

        var count = Assert.IsType<Value.Number>(Of(values, row, "Longs")).Amount;

        Assert.Equal(RelatedRows.ValuesMaximum / 90_001, count);
        Assert.Equal(new Value.Number(1), Of(values, row, "F"));
    }

    [Fact]
    public async Task A_page_shows_twenty_five_rows_of_a_rollup_and_all_when_they_are_asked_for()
    {
        _shelf.Source(Tasks, Define("Name", PropertyType.Title));
        var tasks = Enumerable
            .Range(0, 30)
            .Select(i => _shelf.Row(Tasks, Guid.NewGuid(), $"T{i}").Pointer.Id)
            .ToArray();
        var (schema, row) = PutProject(Rollup("Names", "Tasks", "title", "show_original"));
        row.Properties.Node!["Tasks"] = Ids(tasks);
        var values = await ReadAsync(schema, row);

        Assert.Equal(25, JsonNode.Parse(Written(values, row, "Names"))!["array"]!.AsArray().Count);
        values.RowsShown = int.MaxValue;
        Assert.Equal(30, JsonNode.Parse(Written(values, row, "Names"))!["array"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_value_reaches_through_four_data_sources_and_no_further()
    {
        var sources = Enumerable.Range(0, 7).Select(_ => Guid.NewGuid()).ToArray();
        var rows = new Record[sources.Length];
        var schemas = new DataSourceSchema[sources.Length];
        for (var i = sources.Length - 1; i >= 0; i--)
        {
            var isLast = i == sources.Length - 1;
            schemas[i] = isLast
                ? _shelf.Source(sources[i], Define("Name", PropertyType.Title), Define("Sum", PropertyType.Number))
                : _shelf.Source(
                    sources[i],
                    Define("Name", PropertyType.Title),
                    Relation("Next", sources[i + 1]),
                    Rollup("Sum", "Next", "Sum", "max")
                );
            rows[i] = isLast
                ? _shelf.Row(sources[i], Guid.NewGuid(), "last", ("Sum", 5))
                : _shelf.Row(sources[i], Guid.NewGuid(), $"{i}", ("Next", Ids(rows[i + 1].Pointer.Id)));
        }

        Assert.Equal(new Value.Number(5), Of(await ReadAsync(schemas[2], rows[2]), rows[2], "Sum"));
        Assert.Equal(Value.Nothing, Of(await ReadAsync(schemas[1], rows[1]), rows[1], "Sum"));
    }

    [Fact]
    public async Task Rollups_and_formulas_in_circles_end()
    {
        var schema = _shelf.Source(
            Projects,
            Define("Name", PropertyType.Title),
            Define("N", PropertyType.Number),
            Relation("Others", Projects),
            Formula("A", "prop(\"B\") + 1"),
            Formula("B", "prop(\"A\") + 1"),
            Rollup("R", "Others", "F", "sum"),
            Formula("F", "prop(\"R\") + prop(\"N\")")
        );
        var rows = Enumerable.Range(0, 20).Select(_ => Guid.NewGuid()).ToArray();
        var records = rows.Select(id => _shelf.Row(Projects, id, "x", ("N", 1), ("Others", Ids(rows)))).ToList();
        var values = await Reader.ReadAsync(default, schema, records, null, Now, Stop);
        var again = await Reader.ReadAsync(default, schema, [.. records.AsEnumerable().Reverse()], null, Now, Stop);

        Assert.Equal(Value.Nothing, Of(values, records[0], "A"));
        // The deepest level has no rollup: its formulas are 1, and each level above adds twenty of them.
        Assert.Equal(new Value.Number(1 + (20 * (1 + (20 * (1 + (20 * (1 + 20))))))), Of(values, records[0], "F"));
        Assert.Equal(Of(values, records[0], "F"), Of(again, records[0], "F"));
    }

    [Fact]
    public async Task A_row_with_any_json_for_values_is_answered()
    {
        PutTasks();
        var (schema, row) = PutProject(
            Rollup("Hours", "Tasks", "Hours", "sum"),
            Rollup("Wild", "Budget", "Hours", "sum"),
            Formula("F", "prop(\"Tasks\").length() + prop(\"Budget\")")
        );
        foreach (
            var wild in (string[])["null", "7", "\"x\"", "[1, null, \"x\", {}]", "{\"a\": [[[]]]}", "[[\"\\u0000\"]]"]
        )
        {
            row.Properties.Node!["Tasks"] = JsonNode.Parse(wild);
            row.Properties.Node!["Budget"] = JsonNode.Parse(wild);
            var values = await ReadAsync(schema, row);
            foreach (var property in schema.Properties)
                Assert.StartsWith("{", Written(values, row, property.Name), StringComparison.Ordinal);
        }
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private RowValueReader Reader => new(_shelf);

    private Task<RowValues> ReadAsync(DataSourceSchema schema, Record row) =>
        Reader.ReadAsync(new Actor(Guid.Empty, Ada), schema, [row], null, Now, Stop);

    private static Value Of(RowValues values, Record row, string property) =>
        values.Of(row, values.Schema.ByName(property)!);

    private static string Written(RowValues values, Record row, string property)
    {
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written))
            PropertyValueOutput.Write(
                writer,
                values.Schema.ByName(property)!,
                row,
                values,
                Names.None,
                // No value here is a file.
                files: null!
            );
        var json = JsonNode.Parse(Encoding.UTF8.GetString(written.WrittenSpan))!;
        return (json[(string)json["type"]!] as JsonObject ?? json).ToJsonString(Plain);
    }

    private void PutTasks()
    {
        _shelf.Source(
            Tasks,
            Define("Name", PropertyType.Title),
            Define("Hours", PropertyType.Number),
            Define("Done", PropertyType.Checkbox),
            Define("Due", PropertyType.Date),
            Define("Kind", PropertyType.Select) with
            {
                Options = [new PropertyOption("a", "Bug", "red"), new PropertyOption("b", "Wish", "blue")],
            },
            Formula("Twice", "prop(\"Hours\") * 2")
        );
        _shelf.Row(
            Tasks,
            First,
            "One",
            ("Hours", 3),
            ("Done", true),
            ("Kind", "a"),
            ("Due", new JsonObject { ["start"] = "2026-01-31" })
        );
        _shelf.Row(
            Tasks,
            Second,
            "Two",
            ("Hours", 4),
            ("Kind", "a"),
            ("Due", new JsonObject { ["start"] = "2026-02-01" })
        );
        _shelf.Row(Tasks, Third, "Three", ("Hours", 1_000));
    }

    private DataSourceSchema ProjectSchema(params PropertyDefinition[] computed) =>
        _shelf.Source(
            Projects,
            [
                Define("Name", PropertyType.Title),
                Define("Budget", PropertyType.Number),
                Relation("Tasks", Tasks),
                .. computed,
            ]
        );

    private (DataSourceSchema Schema, Record Row) PutProject(params PropertyDefinition[] computed) =>
        (
            ProjectSchema(computed),
            _shelf.Row(Projects, Project, "Project", ("Budget", 100), ("Tasks", Ids(First, Second)))
        );
}
