using System.Diagnostics;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Indexing;

namespace NotionStyle.SearchService.Feed;

/// <summary>The sink of all feeds: applies changes to every index that is kept, again and again until it is done.</summary>
internal sealed partial class ChangeApplier(
    Indexer indexer,
    IndexTargets targets,
    PageLane lane,
    Refresher refresher,
    ILogger<ChangeApplier> logger
) : IChangeSink
{
    public const string SourceName = "NotionStyle.SearchService";

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly TimeSpan PauseMaximum = TimeSpan.FromSeconds(5);

    /// <summary>Links of one span; a batch may come from hundreds of requests.</summary>
    private const int LinksMaximum = 32;

    private readonly RecentChanges _recent = new();
    private long _failures;

    /// <summary>Attempts in a row that failed; zero while all is well.</summary>
    public long FailuresInARow => Volatile.Read(ref _failures);

    public bool IsApplied(Guid spaceId, Blocks.Records.RecordVersion record) => _recent.Contains(spaceId, record);

    public async Task ApplyAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct) =>
        await await BeginAsync(feed, changes, ct);

    public async Task<Task> BeginAsync(string feed, IReadOnlyList<Change> changes, CancellationToken ct)
    {
        if (changes.Count == 0)
            return Task.CompletedTask;
        using var span = Source.StartActivity(
            ActivityKind.Consumer,
            links: LinksOf(changes),
            name: $"index changes of {feed}"
        );
        span?.SetTag("notionstyle.search.changes", changes.Count);
        var touched = new List<(Guid SpaceId, HashSet<Guid> Pages)>();
        foreach (var space in changes.GroupBy(c => c.SpaceId))
        {
            var pages = new HashSet<Guid>();
            var pointers = space.Select(c => c.Record.Pointer).ToArray();
            await UntilDoneAsync(
                () =>
                    ForTargetsAsync(async index =>
                        pages.UnionWith(await indexer.ApplyBlocksAsync(index, space.Key, pointers, ct))
                    ),
                ct
            );
            touched.Add((space.Key, pages));
        }

        Visible(feed);
        return PagesAsync();

        async Task PagesAsync()
        {
            await Task.WhenAll(touched.Select(t => lane.DecideAsync(t.SpaceId, t.Pages, DecideAsync, ct)));
            foreach (var change in changes)
                _recent.Add(change.SpaceId, change.Record);
            Visible(feed + ", pages");
        }

        void Visible(string what)
        {
            foreach (var commit in changes.Select(c => (c.SpaceId, c.CommittedAt)).Distinct())
                refresher.Applied(what, commit.CommittedAt);
        }
    }

    private Task DecideAsync(Guid spaceId, IReadOnlyCollection<Guid> pages, CancellationToken ct) =>
        UntilDoneAsync(() => ForTargetsAsync(index => indexer.ApplyPagesAsync(index, spaceId, pages, ct)), ct);

    private async Task ForTargetsAsync(Func<string, Task> apply)
    {
        if (targets.All.Count == 0)
            throw new ElasticUnavailableException("The index has not been found or made yet.");
        foreach (var index in targets.All)
        {
            using var writing = targets.Write(index);
            // It may have been replaced between the two lines above.
            if (!targets.All.Contains(index))
                continue;
            await apply(index);
        }
    }

    /// <summary>Nothing that can be wrong here gets better by going on without it, expected or not: a store that is away comes back, and until then the feeds wait.</summary>
    private async Task UntilDoneAsync(Func<Task> work, CancellationToken ct)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; )
        {
            try
            {
                await work();
                Volatile.Write(ref _failures, 0);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                if (Interlocked.Increment(ref _failures) is 1 or 10 or 100)
                    LogWaiting(Unexpected.Of(e), e.Message);
                await Task.Delay(pause, ct);
                pause = pause * 2 < PauseMaximum ? pause * 2 : PauseMaximum;
            }
        }
    }

    private static IEnumerable<ActivityLink> LinksOf(IReadOnlyList<Change> changes)
    {
        foreach (var parent in changes.Select(c => c.TraceParent).OfType<string>().Distinct().Take(LinksMaximum))
        {
            if (ActivityContext.TryParse(parent, null, isRemote: true, out var context))
                yield return new ActivityLink(context);
        }
    }

    [LoggerMessage(2010, LogLevel.Warning, "Changes cannot be applied just now, they wait: {Reason}")]
    private partial void LogWaiting(Exception? unexpected, string reason);
}
