using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.DataSources;

public sealed class QueryTests(SharedService shared)
{
    private const string Schema = """
        {
          "title": {"name": "Name", "type": "title"},
          "numb": {"name": "Points", "type": "number"},
          "stat": {"name": "State", "type": "select", "options": [{"id": "o1", "name": "Open", "color": "red"}, {"id": "d1", "name": "Done", "color": "green"}]},
          "tags": {"name": "Tags", "type": "multi_select", "options": [{"id": "t1", "name": "home", "color": "red"}, {"id": "t2", "name": "work", "color": "red"}]},
          "date": {"name": "Due", "type": "date"},
          "done": {"name": "Ticked", "type": "checkbox"},
          "who1": {"name": "Who", "type": "people"},
          "mail": {"name": "Mail", "type": "email"},
          "made": {"name": "Made by", "type": "created_by"},
          "form": {"name": "Twice", "type": "formula", "expression": "prop(\"Points\") * 2"}
        }
        """;

    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task Rows_are_answered_as_pages_in_the_order_in_which_they_were_made()
    {
        var api = await ApiDescription.ReadAsync(_service);
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        var rows = await source.AddAsync(Row("a"), Row("b"), Row("c"));
        var answer = await source.QueryAsync();
        api.Fits("POST", "/v1/data_sources/{data_source_id}/query", answer);
        Assert.Equal(
            rows,
            answer.Json.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("id").GetGuid())
        );
        Assert.Equal("page_or_data_source", answer.Json.GetProperty("type").GetString());
        Assert.Equal("complete", answer.Json.GetProperty("request_status").GetProperty("type").GetString());
        Assert.Equal(
            source.Id,
            answer.Json.GetProperty("results")[0].GetProperty("parent").GetProperty("data_source_id").GetGuid()
        );
        var none = (await source.QueryAsync("""{"result_type": "data_source"}""")).Ok();
        Assert.Equal(0, none.Json.GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Every_kind_of_condition_finds_its_rows()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        await source.AddAsync(
            $$"""{"title": [["Alpha"]], "numb": 1, "stat": "o1", "tags": ["t1", "t2"], "date": {"start": "2026-03-10"}, "done": true, "who1": ["{{workspace.OwnerId}}"], "mail": "a@x.test"}""",
            """{"title": [["beta"]], "numb": 5, "stat": "d1", "tags": ["t2"], "date": {"start": "2026-03-11T09:00:00.000+00:00"}}""",
            """{"title": [["Gamma"]]}"""
        );
        (string Filter, string Titles)[] cases =
        [
            ("""{"property": "Name", "title": {"equals": "Alpha"}}""", "Alpha"),
            ("""{"property": "title", "rich_text": {"contains": "A"}}""", "Alpha beta Gamma"),
            ("""{"property": "Name", "title": {"starts_with": "BE"}}""", "beta"),
            ("""{"property": "Name", "type": "title", "title": {"does_not_contain": "m"}}""", "Alpha beta"),
            ("""{"property": "Points", "number": {"greater_than": 1}}""", "beta"),
            ("""{"property": "Points", "number": {"does_not_equal": 1}}""", "beta Gamma"),
            ("""{"property": "Points", "number": {"is_empty": true}}""", "Gamma"),
            ("""{"property": "State", "select": {"equals": "Open"}}""", "Alpha"),
            ("""{"property": "stat", "select": {"equals": "d1"}}""", "beta"),
            ("""{"property": "State", "select": {"equals": ["Open", "Done"]}}""", "Alpha beta"),
            ("""{"property": "State", "select": {"does_not_equal": ["Open", "Done"]}}""", "Gamma"),
            ("""{"property": "State", "select": {"equals": "Unheard of"}}""", ""),
            ("""{"property": "Tags", "multi_select": {"contains": "home"}}""", "Alpha"),
            ("""{"property": "Tags", "multi_select": {"does_not_contain": "home"}}""", "beta Gamma"),
            ("""{"property": "Due", "date": {"equals": "2026-03-11"}}""", "beta"),
            ("""{"property": "Due", "date": {"on_or_before": "2026-03-11"}}""", "Alpha beta"),
            ("""{"property": "Due", "date": {"after": "2026-03-11T08:59:59Z"}}""", "beta"),
            ("""{"property": "Due", "date": {"past_week": {}}}""", ""),
            ("""{"property": "Ticked", "checkbox": {"equals": false}}""", "beta Gamma"),
            ("""{"property": "Ticked", "checkbox": {"does_not_equal": false}}""", "Alpha"),
            ($$$"""{"property": "Who", "people": {"contains": "{{{workspace.OwnerId:N}}}"}}""", "Alpha"),
            ("""{"property": "Who", "people": {"contains": "me"}}""", "Alpha"),
            ("""{"property": "Who", "people": {"is_empty": true}}""", "beta Gamma"),
            ("""{"property": "Mail", "email": {"ends_with": "X.TEST"}}""", "Alpha"),
            ("""{"property": "Made by", "created_by": {"contains": "me"}}""", "Alpha beta Gamma"),
            ("""{"property": "Made by", "people": {"does_not_contain": "me"}}""", ""),
            ("""{"timestamp": "created_time", "created_time": {"past_week": {}}}""", "Alpha beta Gamma"),
            ("""{"timestamp": "last_edited_time", "last_edited_time": {"before": "yesterday"}}""", ""),
            ("""{"and": []}""", "Alpha beta Gamma"),
            ("""{"or": []}""", "Alpha beta Gamma"),
            (
                """{"or": [{"property": "Name", "title": {"equals": "Gamma"}}, {"and": [{"property": "Points", "number": {"less_than": 9}}, {"property": "State", "select": {"is_not_empty": true}}, {"property": "Ticked", "checkbox": {"equals": true}}]}]}""",
                "Alpha Gamma"
            ),
        ];
        foreach (var (filter, titles) in cases)
        {
            var found = string.Join(' ', await source.TitlesAsync(filter));
            Assert.True(found == titles, $"{filter} finds '{found}' and should find '{titles}'");
        }
    }

    [Fact]
    public async Task Sorts_order_rows_and_parts_go_on_where_the_one_before_ended()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        await source.AddAsync(
            Row("a", 2),
            Row("b"),
            Row("c", 1),
            Row("d", 2),
            """{"title": [["e"]], "numb": 1, "stat": "d1"}""",
            """{"title": [["f"]], "numb": 1, "stat": "o1"}"""
        );
        foreach (var size in new[] { 1, 2, 4, 100 })
        {
            Assert.Equal("abcdef", await SortedAsync("[]"));
            Assert.Equal("cefadb", await SortedAsync("""[{"property": "Points", "direction": "ascending"}]"""));
            Assert.Equal("adcefb", await SortedAsync("""[{"property": "numb", "direction": "descending"}]"""));
            Assert.Equal(
                "fecadb",
                await SortedAsync(
                    """[{"property": "Points", "direction": "ascending"}, {"property": "State", "direction": "ascending"}]"""
                )
            );
            Assert.Equal("fedcba", await SortedAsync("""[{"timestamp": "created_time", "direction": "descending"}]"""));
            async Task<string> SortedAsync(string sorts) => string.Concat(await source.TitlesAsync(null, sorts, size));
        }
    }

    [Fact]
    public async Task Only_the_properties_that_are_asked_for_are_answered()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        await source.AddAsync(Row("a", 2));
        foreach (
            var query in new[]
            {
                "?filter_properties=numb&filter_properties=Name",
                "?filter_properties[]=numb&filter_properties[]=title",
            }
        )
        {
            var answer = (await source.QueryAsync("{}", query)).Ok();
            Assert.Equal(
                ["Name", "Points"],
                answer
                    .Json.GetProperty("results")[0]
                    .GetProperty("properties")
                    .EnumerateObject()
                    .Select(p => p.Name)
                    .Order()
            );
        }

        (await source.QueryAsync("{}", "?filter_properties=gone")).Refused(400, "validation_error", "'gone'");
    }

    [Fact]
    public async Task Rows_in_the_trash_are_asked_for_by_name()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        var rows = await source.AddAsync(Row("a"), Row("b"));
        await source.TrashAsync(rows[0]);
        Assert.Equal(["b"], await source.TitlesAsync());
        foreach (var name in new[] { "in_trash", "archived" })
        {
            var answer = (await source.QueryAsync($$"""{"{{name}}": true}""")).Ok();
            Assert.Equal(["a"], RowSource.Titles(answer.Json));
        }
    }

    [Theory]
    [InlineData(
        """{"filter": {"property": "Gone", "number": {"equals": 1}}}""",
        "Could not find property with name or id: Gone"
    )]
    [InlineData(
        """{"filter": {"property": "Name", "number": {"equals": 1}}}""",
        "database property title does not match filter number"
    )]
    [InlineData(
        """{"filter": {"property": "State", "status": {"equals": "Open"}}}""",
        "database property select does not match filter status"
    )]
    [InlineData(
        """{"filter": {"property": "State", "verification": {"status": "none"}}}""",
        "does not match filter verification"
    )]
    [InlineData(
        """{"filter": {"property": "Points", "number": {"equals": "1"}}}""",
        "body.filter.number.equals should be a number"
    )]
    [InlineData(
        """{"filter": {"property": "Points", "number": {"contains": 1}}}""",
        "body.filter.number.contains should be not present"
    )]
    [InlineData("""{"filter": {"property": "Points", "number": {}}}""", "exactly one of")]
    [InlineData("""{"filter": {"property": "Points", "number": {"equals": 1, "less_than": 2}}}""", "exactly one of")]
    [InlineData("""{"filter": {"property": "Points", "number": {"is_empty": false}}}""", "`true`")]
    [InlineData("""{"filter": {"property": "Points", "type": "title", "number": {"equals": 1}}}""", "body.filter.type")]
    [InlineData("""{"filter": {"property": "Points"}}""", "body.filter should be an object with one of")]
    [InlineData("""{"filter": {}}""", "body.filter")]
    [InlineData("""{"filter": {"property": "Due", "date": {"after": "tomorrowish"}}}""", "ISO 8601")]
    [InlineData("""{"filter": {"property": "Due", "date": {"past_week": {"x": 1}}}}""", "an empty object")]
    [InlineData("""{"filter": {"property": "Who", "people": {"contains": "you"}}}""", "valid uuid")]
    [InlineData("""{"filter": {"timestamp": "made", "made": {}}}""", "body.filter.timestamp")]
    [InlineData("""{"filter": {"or": [{"and": [{"or": [{"and": []}]}]}]}}""", "nested 3 levels deep")]
    [InlineData("""{"filter": {"and": [], "or": []}}""", "body.filter.or")]
    [InlineData("""{"filter": []}""", "body.filter should be an object")]
    [InlineData(
        """{"sorts": [{"property": "Gone", "direction": "ascending"}]}""",
        "Could not find property with name or id: Gone"
    )]
    [InlineData("""{"sorts": [{"property": "Name"}]}""", "body.sorts[0].direction")]
    [InlineData(
        """{"sorts": [{"property": "Name", "timestamp": "created_time", "direction": "ascending"}]}""",
        "body.sorts[0].timestamp"
    )]
    [InlineData("""{"page_size": 101}""", "from 1 to 100")]
    [InlineData("""{"page_size": 0}""", "from 1 to 100")]
    [InlineData("""{"unheard": 1}""", "body.unheard")]
    [InlineData("""{"result_type": "block"}""", "body.result_type")]
    [InlineData("""{"start_cursor": "nonsense"}""", "start_cursor")]
    public async Task What_is_no_query_is_refused_by_name(string body, string message)
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        (await source.QueryAsync(body)).Refused(400, "validation_error", message);
    }

    [Fact]
    public async Task A_filter_has_a_largest_size()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        await source.AddAsync(Row("a", 2));
        var condition = """{"property": "Points", "number": {"equals": 2}}""";
        var hundred = """{"or": [""" + string.Join(',', Enumerable.Repeat(condition, 100)) + "]}";
        Assert.Equal(["a"], await source.TitlesAsync(hundred));
        var more = """{"filter": {"and": [""" + string.Join(',', Enumerable.Repeat(hundred, 6)) + "]}}";
        (await source.QueryAsync(more)).Refused(400, "validation_error", "compares more than 500 times");
        var array = """{"filter": {"or": [""" + string.Join(',', Enumerable.Repeat(condition, 101)) + "]}}";
        (await source.QueryAsync(array)).Refused(400, "validation_error", "body.filter.or.length");
    }

    [Fact]
    public async Task A_data_source_that_is_not_there_for_the_token_is_not_found()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        var stranger = await _service.NewWorkspaceAsync();
        var missing = await workspace.PostAsync($"/v1/data_sources/{Guid.NewGuid()}/query", "{}");
        missing.Refused(404, "object_not_found");
        var hidden = await stranger.PostAsync(source.Path, "{}");
        hidden.Refused(404, "object_not_found");
        var outsider = await workspace.AsMemberAsync("none");
        (await outsider.PostAsync(source.Path, "{}")).Refused(404, "object_not_found");
    }

    [Fact]
    public async Task Computed_conditions_are_answered_over_all_parts()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        await source.AddAsync([.. Enumerable.Range(0, 30).Select(i => Row($"{i}", i % 10))]);
        foreach (var size in new[] { 1, 4, 100 })
        {
            Assert.Equal(
                ["9", "19", "29"],
                await source.TitlesAsync(
                    """{"property": "Twice", "formula": {"number": {"greater_than": 17}}}""",
                    null,
                    size
                )
            );
            Assert.Equal(
                ["9", "10"],
                await source.TitlesAsync(
                    """{"and": [{"or": [{"property": "Twice", "formula": {"number": {"equals": 0}}}, {"property": "Twice", "formula": {"number": {"equals": 18}}}]}, {"property": "Name", "title": {"does_not_contain": "2"}}, {"or": [{"property": "Name", "title": {"equals": "9"}}, {"property": "Name", "title": {"equals": "10"}}]}]}""",
                    null,
                    size
                )
            );
        }
    }

    [Fact]
    public async Task Computed_sorts_are_answered_over_all_parts()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        await source.AddAsync(Row("a", 2), Row("b"), Row("c", 1), Row("d", 2), Row("e", 3));
        foreach (var size in new[] { 1, 2, 100 })
        {
            var sorted = await source.TitlesAsync(
                """{"property": "Name", "title": {"does_not_equal": "e"}}""",
                """[{"property": "Twice", "direction": "descending"}]""",
                size
            );
            Assert.Equal("adcb", string.Concat(sorted));
        }

        (
            await source.QueryAsync(
                """{"sorts": [{"property": "Twice", "direction": "ascending"}], "start_cursor": "AAAA"}"""
            )
        ).Refused(400, "validation_error", "start_cursor");
    }

    [Fact]
    public async Task Of_more_rows_than_can_be_sorted_the_answer_says_that_it_is_incomplete()
    {
        var workspace = await _service.NewWorkspaceAsync();
        var source = await RowSource.CreateAsync(workspace, Schema);
        await source.AddManyAsync(10_001, i => new JsonObject { ["numb"] = i });
        var answer = (
            await source.QueryAsync("""{"sorts": [{"property": "Twice", "direction": "ascending"}], "page_size": 1}""")
        ).Ok();
        var status = answer.Json.GetProperty("request_status");
        Assert.Equal("incomplete", status.GetProperty("type").GetString());
        Assert.Equal("query_result_limit_reached", status.GetProperty("incomplete_reason").GetString());
        Assert.Equal(JsonValueKind.String, answer.Json.GetProperty("next_cursor").ValueKind);
    }

    private static string Row(string title, int? points = null) =>
        points is null ? $$"""{"title": [["{{title}}"]]}""" : $$"""{"title": [["{{title}}"]], "numb": {{points}}}""";
}
