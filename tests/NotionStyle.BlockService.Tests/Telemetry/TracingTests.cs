using System.Diagnostics;
using System.Diagnostics.Metrics;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.BlockService.Tests.Support;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace NotionStyle.BlockService.Tests.Telemetry;

/// <summary>Listeners hear the whole process, so no other test may run beside those that listen.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>What a person finds in the traces and metrics of the service over PostgreSQL.</summary>
[Collection(typeof(AloneInTheProcess))]
public sealed class TracingTests(PostgresService postgres) : IClassFixture<PostgresService>
{
    [Fact]
    public async Task The_trace_of_an_edit_has_the_request_the_commit_and_the_SQL_with_its_rows_shard_and_server()
    {
        TestWorkspace? workspace = null;
        var recording = await Recording.OfAsync(
            postgres,
            async service =>
            {
                workspace = await service.NewWorkspaceAsync();
                var page = await workspace.NewBlockAsync("page", "P");
                await workspace.NewBlockAsync("paragraph", "A line", page);
            }
        );
        var shard = LogicalShard.Of(workspace!.SpaceId);
        var server = shard < 240 ? "shards-1" : "shards-2";

        var request = recording.Spans.Last(s => s.DisplayName == "POST /v1/transactions");
        Assert.Equal(shard, request.GetTagItem("notionstyle.shard"));
        Assert.Equal(server, request.GetTagItem("notionstyle.server"));
        Assert.Equal(workspace.SpaceId.ToString(), request.GetTagItem("notionstyle.workspace.id"));

        var trace = recording.TraceOf(request);
        var commit = Assert.Single(trace, s => s.DisplayName == "commit transaction");
        Assert.Equal(request.SpanId, commit.ParentSpanId);
        Assert.Equal(2, commit.GetTagItem("notionstyle.transaction.operations"));
        Assert.Equal(false, commit.GetTagItem("notionstyle.transaction.duplicate"));

        var statements = trace.Where(s => s.ParentSpanId == commit.SpanId).OrderBy(s => s.StartTimeUtc).ToArray();
        Assert.All(
            statements,
            s =>
            {
                Assert.Equal(ActivityKind.Client, s.Kind);
                Assert.Equal("postgresql", s.GetTagItem("db.system.name"));
                Assert.Equal(server, s.GetTagItem("db.namespace"));
                Assert.Equal(shard, s.GetTagItem("notionstyle.shard"));
                Assert.Equal(server, s.GetTagItem("notionstyle.server"));
                Assert.Contains(LogicalShard.Schema(shard) + ".block", (string)s.GetTagItem("db.query.text")!);
            }
        );
        Assert.Equal(["BATCH", "BATCH"], statements.Select(s => s.GetTagItem("db.operation.name")));
        Assert.StartsWith("BEGIN; SELECT", statements[0].DisplayName, StringComparison.Ordinal);
        Assert.EndsWith("COMMIT", statements[1].DisplayName, StringComparison.Ordinal);
        // The locked page, the fence, and the heads of the page and of the workspace above it.
        Assert.Equal(4L, statements[0].GetTagItem("db.response.returned_rows"));
        Assert.Equal(0L, statements[1].GetTagItem("db.response.returned_rows"));
    }

    [Fact]
    public async Task A_health_probe_leaves_neither_span_nor_log()
    {
        var recording = await Recording.OfAsync(
            postgres,
            async service =>
            {
                (await service.SendAsync("GET", "/health", null)).Ok();
                (await service.SendAsync("GET", "/alive", null)).Ok();
            }
        );
        Assert.DoesNotContain(
            recording.Spans,
            s => s.Kind == ActivityKind.Server || s.GetTagItem("db.query.text") is "SELECT 1"
        );
        Assert.DoesNotContain(
            recording.Logs,
            l => l.FormattedMessage?.Contains("/health", StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public async Task Committed_transactions_are_measured_by_shard_and_remember_a_trace()
    {
        TestWorkspace? workspace = null;
        var recording = await Recording.OfAsync(
            postgres,
            async service =>
            {
                workspace = await service.NewWorkspaceAsync();
                var body = workspace.Insert(Guid.NewGuid(), "page", "P").ToJsonString();
                for (var i = 0; i < 3; i++)
                    await workspace.PostAsync("/v1/transactions", body);
                await workspace.PostAsync("/v1/transactions", "{}");
                for (var i = 0; i < 4; i++)
                    await workspace.NewBlockAsync("page", "Q");
            }
        );
        var metric = recording.Metrics.Last(m => m.Name == "notionstyle.shard.transaction.duration");
        Assert.Equal("s", metric.Unit);
        var point = Assert.Single(metric.MetricPoints);
        Assert.Equal(5, point.GetHistogramCount());
        Assert.True(point.TryGetExemplars(out var exemplars));
        var traces = new HashSet<ActivityTraceId>();
        foreach (ref readonly var exemplar in exemplars)
            traces.Add(exemplar.TraceId);
        Assert.NotEmpty(traces);
        Assert.Subset(recording.Spans.Select(s => s.TraceId).ToHashSet(), traces);
        var tags = new Dictionary<string, object?>();
        foreach (var (name, value) in point.Tags)
            tags.Add(name, value);
        Assert.Equal(LogicalShard.Of(workspace!.SpaceId), tags["notionstyle.shard"]);
        Assert.Contains(recording.Metrics, m => m.Name == "db.client.connection.count");
        Assert.Contains(recording.Metrics, m => m.Name.StartsWith("dotnet.gc.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Spans_and_metrics_of_a_random_run_keep_to_the_conventions_and_tell_nothing_that_a_user_wrote()
    {
        var secret = "canary" + Guid.NewGuid().ToString("N")[..12];
        var recording = await Recording.OfAsync(
            postgres,
            async service =>
            {
                await Fuzz.RunAsync(service, 1_000);
                await WriteEverywhereAsync(await service.NewWorkspaceAsync(), secret);
            }
        );
        var problems = recording
            .Spans.SelectMany(s => Conventions.Problems(s, [secret]))
            .Concat(recording.Metrics.SelectMany(m => Conventions.Problems(m, [secret])))
            .Distinct()
            .ToArray();
        Assert.True(problems.Length == 0, string.Join('\n', problems));
        var statements = recording.Spans.Where(s => s.Source.Name == "Npgsql").ToArray();
        Assert.True(statements.Length > 300, $"{statements.Length} statements");
        Assert.All(
            statements.Where(s =>
                s.GetTagItem("db.query.text") is string text && text.Contains("shard0", StringComparison.Ordinal)
            ),
            s => Assert.NotNull(s.GetTagItem("notionstyle.shard"))
        );
        Assert.DoesNotContain(
            recording.Logs,
            l => l.FormattedMessage?.Contains(secret, StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public void A_leak_and_a_wrong_name_are_caught()
    {
        const string secret = "canary-in-the-mine";
        using var source = new ActivitySource("NotionStyle.Leak");
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = source.StartActivity("SELECT block")!;
        span.SetTag("db.query.text", $"SELECT * FROM shard001.block WHERE text = '{secret}'");
        span.SetTag("Shard", 1);
        span.AddEvent(new ActivityEvent("retry", tags: new() { ["notionstyle.retry.reason"] = secret }));
        Assert.Equal(
            [
                "NotionStyle.Leak 'SELECT block': attribute db.query.text has a user's text",
                "NotionStyle.Leak 'SELECT block': attribute Shard is not a known one",
                "NotionStyle.Leak 'SELECT block': attribute notionstyle.retry.reason has a user's text",
            ],
            Conventions.Problems(span, [secret])
        );

        var metrics = new List<MetricSnapshot>();
        using var meter = new Meter("NotionStyle.Leak");
        using (
            var provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddInMemoryExporter(metrics).Build()
        )
            meter.CreateCounter<long>("Edits", "ms").Add(1, new KeyValuePair<string, object?>("title", secret));
        Assert.Equal(
            [
                "Edits: not a name like notionstyle.thing.property",
                "Edits: 'ms' is not a known unit",
                "Edits: no description",
                "Edits: dimension title is not a known one",
                "Edits: dimension title has a user's text",
            ],
            Conventions.Problems(Assert.Single(metrics), [secret])
        );
    }

    /// <summary>Puts a text wherever a user can write one: titles, names of properties and options, values, filters, searches, comments.</summary>
    private static async Task WriteEverywhereAsync(TestWorkspace workspace, string secret)
    {
        var page = await workspace.NewBlockAsync("page", secret);
        await workspace.NewBlockAsync("paragraph", secret, page);
        var database = (
            await workspace.PostAsync(
                "/v1/databases",
                $$$"""
                {"parent":{"type":"page_id","page_id":"{{{page}}}"},"title":[{"text":{"content":"{{{secret}}}"}}],"initial_data_source":{"properties":{
                  "{{{secret}}} name":{"title":{}},"{{{secret}}} pick":{"select":{"options":[{"name":"{{{secret}}} option"}]}},"{{{secret}}} text":{"rich_text":{} } } } }
                """
            )
        ).Ok();
        var source = database.Json.GetProperty("data_sources")[0].GetProperty("id").GetString();
        (
            await workspace.PostAsync(
                "/v1/pages",
                $$$"""
                {"parent":{"type":"data_source_id","data_source_id":"{{{source}}}"},"properties":{
                  "{{{secret}}} name":{"title":[{"text":{"content":"{{{secret}}}"}}]},"{{{secret}}} pick":{"select":{"name":"{{{secret}}} option"} } } }
                """
            )
        ).Ok();
        (
            await workspace.PostAsync(
                $"/v1/data_sources/{source}/query",
                $$$"""
                {"filter":{"and":[{"property":"{{{secret}}} pick","select":{"equals":"{{{secret}}} option"}},{"property":"{{{secret}}} name","title":{"contains":"{{{secret}}}"}}]},
                 "sorts":[{"property":"{{{secret}}} name","direction":"ascending"}]}
                """
            )
        ).Ok();
        (await workspace.PostAsync("/v1/search", $$"""{"query":"{{secret}}"}""")).Ok();
        (await workspace.PostAsync("/v1/search/blocks", $$"""{"query":"{{secret}}"}""")).Ok();
        (
            await workspace.PostAsync(
                "/v1/comments",
                $$$"""{"parent":{"page_id":"{{{page}}}"},"rich_text":[{"text":{"content":"{{{secret}}}"}}]}"""
            )
        ).Ok();
        // Refused, and the refusal quotes it.
        await workspace.PostAsync("/v1/search", $$"""{"{{secret}}":1}""");
        await workspace.PostAsync("/v1/transactions", $$"""{"id":"{{secret}}","operations":[]}""");
    }
}
