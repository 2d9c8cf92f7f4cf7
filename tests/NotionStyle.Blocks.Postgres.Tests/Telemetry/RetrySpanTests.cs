using System.Collections.Concurrent;
using System.Diagnostics;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Postgres.Telemetry;
using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.Blocks.Postgres.Tests.Telemetry;

public sealed class RetrySpanTests(RetrySpanTests.Pair pair) : IClassFixture<RetrySpanTests.Pair>
{
    [Fact]
    public async Task A_commit_that_had_to_look_for_its_shard_says_so_and_ends_well()
    {
        await using var store = await RunningStore.StartAsync(pair.Databases.ConnectionStrings, watchesMap: false);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(5));
        await pair.Databases.RaiseEpochAsync(1, 5);
        var spans = await SpansOfAsync(space, () => space.AddPageAsync());

        var span = Assert.Single(spans);
        var retry = Assert.Single(span.Events);
        Assert.Equal("retry", retry.Name);
        Assert.Equal(
            [new("notionstyle.retry.reason", "moved"), new("notionstyle.retry.attempt", 1)],
            retry.Tags.ToArray()
        );
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Equal(5, span.GetTagItem(BlockTelemetry.Shard));
        Assert.Equal("shards-1", span.GetTagItem(BlockTelemetry.Server));
    }

    [Fact]
    public async Task A_refusal_is_named_and_an_outage_is_an_error()
    {
        await using var store = await RunningStore.StartAsync(pair.Databases.ConnectionStrings);
        var space = await TestWorkspace.CreateAsync(store, TestWorkspace.IdOn(6));
        var refused = await SpansOfAsync(
            space,
            () => Refused.WithAsync(ErrorCode.ObjectNotFound, () => space.AddTextAsync(Guid.NewGuid(), "no parent"))
        );
        var span = Assert.Single(refused);
        Assert.Equal(("object_not_found", ActivityStatusCode.Unset), (span.GetTagItem("error.type"), span.Status));

        await pair.Databases.SetWritableAsync(1, 6, false);
        var failed = await SpansOfAsync(
            space,
            () => Refused.WithAsync(ErrorCode.ServiceUnavailable, () => space.AddPageAsync())
        );
        span = Assert.Single(failed);
        Assert.Equal(("service_unavailable", ActivityStatusCode.Error), (span.GetTagItem("error.type"), span.Status));
        Assert.Equal(5, span.Events.Count(e => e.Name == "retry"));
    }

    /// <summary>The store's own spans of one workspace; those of tests beside this one are heard too.</summary>
    private static async Task<IReadOnlyList<Activity>> SpansOfAsync(TestWorkspace space, Func<Task> act)
    {
        var spans = new ConcurrentQueue<Activity>();
        using (
            var listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == BlockTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
                ActivityStopped = spans.Enqueue,
            }
        )
        {
            ActivitySource.AddActivityListener(listener);
            await act();
        }

        return
        [
            .. spans.Where(s => s.GetTagItem(BlockTelemetry.Workspace) is string id && id == space.SpaceId.ToString()),
        ];
    }

    public sealed class Pair(PostgresServers servers) : IAsyncLifetime
    {
        public Databases Databases { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Databases = await servers.NewMigratedDatabasesAsync();

        public ValueTask DisposeAsync() => Databases.DisposeAsync();
    }
}
