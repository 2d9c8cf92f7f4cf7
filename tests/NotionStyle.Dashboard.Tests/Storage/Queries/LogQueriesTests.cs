using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;
using static NotionStyle.Dashboard.Tests.Storage.Queries.Sample;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

public sealed class LogQueriesTests : IDisposable
{
    private readonly TemporaryStore _store = new();
    private readonly LogQueries _queries;

    public LogQueriesTests() => _queries = new LogQueries(_store);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _store.Dispose();

    private async Task AssertFoundAsync(LogFilter filter, params string[] expected)
    {
        var page = await _queries.ListAsync(filter, Token);
        Assert.Equal(expected, page.Records.Select(r => r.Body));
        Assert.Equal(expected.Length, page.Total);
    }

    [Fact]
    public async Task A_record_comes_back_as_it_was_stored()
    {
        var log = Log(5, "Executed <b>", 17, trace: 1, span: 2, attributes: Attributes(("shard", 7))) with
        {
            EventName = "Executed",
        };
        _store.Add(1, log, Log(6, "bare") with { SeverityText = "", Severity = 0 });
        var records = (await _queries.ListAsync(new LogFilter { OldestFirst = true }, Token)).Records;
        Assert.Equal(2, records.Count);
        Assert.Equal(log.Attributes.Json, records[0].Attributes.Json);
        Assert.Equal(log.Resource.Attributes.Json, records[0].Resource.Attributes.Json);
        var same = records[0] with { Attributes = log.Attributes, Resource = log.Resource };
        Assert.Equal(log, same);
        Assert.Equal(
            (null, null, "", ""),
            (records[1].TraceId, records[1].SpanId, records[1].EventName, records[1].SeverityText)
        );
    }

    [Fact]
    public async Task The_newest_come_first_records_of_one_moment_keep_their_order_and_the_total_is_of_all()
    {
        _store.Add(1, Log(1, "a"), Log(2, "b1"), Log(2, "b2"), Log(3, "c"));
        await AssertFoundAsync(new LogFilter(), "c", "b2", "b1", "a");
        await AssertFoundAsync(new LogFilter { OldestFirst = true }, "a", "b1", "b2", "c");
        var page = await _queries.ListAsync(new LogFilter { Skip = 1, Take = 2 }, Token);
        Assert.Equal("b2 b1", string.Join(' ', page.Records.Select(r => r.Body)));
        Assert.Equal(4, page.Total);
        Assert.Equal(4, (await _queries.ListAsync(new LogFilter { Skip = 10 }, Token)).Total);
    }

    [Fact]
    public async Task Range_service_run_severity_trace_and_span_narrow_the_list()
    {
        _store.Add(1, Log(1, "early"), Log(2, "db", service: "db"), Log(3, "warn", 13));
        _store.Add(
            2,
            Log(4, "traced", trace: 1, span: 1),
            Log(5, "other span", trace: 1, span: 2),
            Log(6, "other", trace: 2, span: 1)
        );
        await AssertFoundAsync(new LogFilter { Range = new TimeRange(At(2), At(3)) }, "db");
        await AssertFoundAsync(new LogFilter { Service = "db" }, "db");
        await AssertFoundAsync(new LogFilter { Run = 1, Service = "api" }, "warn", "early");
        await AssertFoundAsync(new LogFilter { MinSeverity = 13 }, "warn");
        await AssertFoundAsync(new LogFilter { TraceId = Trace(1) }, "other span", "traced");
        await AssertFoundAsync(new LogFilter { TraceId = Trace(1), SpanId = new SpanId(1) }, "traced");
    }

    [Fact]
    public async Task A_text_finds_body_scope_and_values_in_any_case_but_not_keys()
    {
        _store.Add(
            1,
            Log(1, "Executed DbCommand"),
            Log(2, "second", attributes: Attributes(("k", "the EXECUTED one"))),
            Log(3, "third", attributes: Attributes(("executed", 1))),
            Log(4, "fourth") with
            {
                Scope = new InstrumentationScope("My.Executed", ""),
            }
        );
        await AssertFoundAsync(new LogFilter { Text = "eXecuted" }, "fourth", "second", "Executed DbCommand");
        await AssertFoundAsync(new LogFilter { Text = "100% ' \"" });
    }

    [Theory]
    [InlineData("body", FilterOperator.Contains, "COMMAND", 1)]
    [InlineData("body", FilterOperator.Equals, "command", 0)]
    [InlineData("scope", FilterOperator.Equals, "App.Category", 1)]
    [InlineData("event", FilterOperator.Exists, "", 0)]
    [InlineData("severity", FilterOperator.Equals, "Error", 1)]
    [InlineData("severity", FilterOperator.Equals, "18", 1)]
    [InlineData("severity", FilterOperator.Equals, "17", 0)]
    [InlineData("severity", FilterOperator.NotEquals, "info", 1)]
    [InlineData("severity", FilterOperator.GreaterThan, "warning", 1)]
    [InlineData("severity", FilterOperator.GreaterThan, "error", 0)]
    [InlineData("severity", FilterOperator.LessThan, "19", 1)]
    [InlineData("severity", FilterOperator.Contains, "ERR", 1)]
    [InlineData("severity", FilterOperator.Equals, "loud", 0)]
    [InlineData("trace_id", FilterOperator.Exists, "", 0)]
    [InlineData("trace_id", FilterOperator.NotEquals, "f000000000000001abcd000000000001", 1)]
    [InlineData("shard", FilterOperator.GreaterThan, "76", 1)]
    [InlineData("{OriginalFormat}", FilterOperator.Contains, "{shard}", 1)]
    [InlineData("resource.host", FilterOperator.Equals, "h", 1)]
    public async Task A_condition_is_met_as_its_operator_says(
        string key,
        FilterOperator comparison,
        string value,
        int found
    )
    {
        _store.Add(
            1,
            Log(1, "Command 77", 18, attributes: Attributes(("shard", 77), ("{OriginalFormat}", "Command {shard}")))
        );
        var filter = new LogFilter { Attributes = [new AttributeFilter(key, comparison, value)] };
        Assert.Equal(found, (await _queries.ListAsync(filter, Token)).Total);
        var off = new LogFilter { Attributes = [new AttributeFilter(key, comparison, value, IsEnabled: false)] };
        Assert.Equal(1, (await _queries.ListAsync(off, Token)).Total);
    }

    [Fact]
    public async Task Counts_are_by_severity_in_slots_over_the_time_that_the_records_span()
    {
        Assert.Empty(await _queries.CountsAsync(new LogFilter(), 10, Token));
        _store.Add(
            1,
            Log(100, "a", 9),
            Log(101, "b", 13),
            Log(150, "c", 17),
            Log(200, "d", 21),
            Log(200, "e", 0),
            Log(900, "not", 9, service: "db")
        );
        var slots = await _queries.CountsAsync(new LogFilter { Service = "api" }, 10, Token);
        Assert.Equal(10, slots.Count);
        Assert.Equal(At(100), slots[0].From);
        Assert.All(
            slots.Zip(slots.Skip(1)),
            pair => Assert.Equal(pair.First.From + pair.First.Length, pair.Second.From)
        );
        Assert.True(slots[^1].From + slots[^1].Length > At(200));
        Assert.Equal((0, 1, 1), (slots[0].Errors, slots[0].Warnings, slots[0].Others));
        Assert.Equal((1, 0, 1), (slots[^1].Errors, slots[^1].Warnings, slots[^1].Others));
        Assert.Equal((2, 1, 2), (slots.Sum(s => s.Errors), slots.Sum(s => s.Warnings), slots.Sum(s => s.Others)));
        Assert.Single(await _queries.CountsAsync(new LogFilter { Service = "db" }, 10, Token));
    }
}
