using System.Globalization;
using System.Text.Json.Nodes;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Indexing;
using NotionStyle.SearchService.Reconcile;

namespace NotionStyle.SearchService.Index;

/// <summary>
/// Makes, fills and exchanges indexes. The alias that is searched leads to one of <c>blocks-000001</c>, <c>blocks-000002</c> …; a re-index makes the next one, fills it from PostgreSQL while
/// every change goes to both, compares it with the database, and moves the alias in one step.
/// </summary>
/// <remarks>A kill at any moment leaves the alias on a whole index, or on the first one, whose filling goes on with the next start: only what has been filled has a mark in the feed's index.</remarks>
internal sealed partial class IndexManager(
    ElasticClient elastic,
    IndexTargets targets,
    Indexer indexer,
    Reconciler reconciler,
    Refresher refresher,
    Poller poller,
    PollCursors cursors,
    SearchOptions options,
    TimeProvider time,
    ILogger<IndexManager> logger
) : IDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private int _shardsFilled;
    private volatile string? _filling;

    /// <summary>The index that is being filled; null when none is.</summary>
    public string? Filling => _filling;

    /// <summary>Shards of 480 that have been read for it.</summary>
    public int ShardsFilled => Volatile.Read(ref _shardsFilled);

    /// <summary>Finds the index, or makes the first one, or another one in the place of one that was made by other mappings; what a re-index left that was cut short is removed.</summary>
    public async Task OpenAsync(CancellationToken ct)
    {
        await cursors.PrepareAsync(ct);
        var current = await CurrentAsync(ct);
        if (current is null)
        {
            // Nothing is searched here yet, so an index without the alias is a left-over, too.
            await RemoveAllButAsync(null, ct);
            current = NameOf(1);
            await CreateAsync(current, ct);
            await MoveAliasAsync(null, current, ct);
        }
        else if (await DigestAsync(current, ct) != IndexFiles.BlocksDigest)
        {
            // It was made by other mappings and cannot take what is written now. Until the new one is filled, a search finds a part, and the health says so.
            var next = NameOf(NumberOf(current) + 1);
            LogOutdated(current, next);
            await CreateAsync(next, ct);
            await MoveAliasAsync(current, next, ct);
            current = next;
        }

        await RemoveAllButAsync(current, ct);
        targets.Set(current);
    }

    /// <summary>Fills the index that is searched, when that was never done to its end, or when it is not known what was changed since.</summary>
    public async Task CompleteAsync(CancellationToken ct)
    {
        var current = targets.All[0];
        if (await cursors.ReadAsync(FilledMark(current), ct) is null)
        {
            var positions = await poller.NowAsync(ct);
            await FillAsync(current, ct);
            await poller.StartFromAsync(positions, ct);
            await cursors.WriteAsync(FilledMark(current), time.GetUtcNow(), ct);
        }
        else if (!await poller.HasPositionsAsync(ct))
        {
            var positions = await poller.NowAsync(ct);
            await reconciler.RunAsync(current, new ReconcileRequest(Repair: true), ct);
            await poller.StartFromAsync(positions, ct);
        }
    }

    /// <summary>Builds a new index beside the one that is searched and puts it in its place.</summary>
    /// <returns>What was done.</returns>
    public async Task<ReindexResult> ReindexAsync(CancellationToken ct)
    {
        if (!await _one.WaitAsync(0, ct))
            throw new InvalidOperationException("An index is being built already; wait for its end (GET /status).");
        try
        {
            var began = time.GetTimestamp();
            // By the alias and not by what is written: another instance may have moved it, and what is built is always another index than the one that is searched.
            var old = await CurrentAsync(ct) ?? targets.All[0];
            var next = NameOf(NumberOf(old) + 1);
            var before = targets.All;
            targets.Set(old);
            await UnwrittenAsync(next, ct);
            await elastic.FindAsync(HttpMethod.Delete, next, null, ct);
            await CreateAsync(next, ct);
            // From here on every change goes to both; what was changed before is in the database when the filling reads it.
            targets.Set(old, next);
            var isMoving = false;
            try
            {
                var written = await FillAsync(next, ct);
                var filled = time.GetElapsedTime(began);
                await refresher.RefreshAsync(ct);
                // What another instance applied to the old one alone meanwhile.
                var compared = await reconciler.RunAsync(next, new ReconcileRequest(Repair: true), ct);
                await cursors.WriteAsync(FilledMark(next), time.GetUtcNow(), ct);
                isMoving = true;
                // Whoever asked for this may hang up; the step is done or not all the same.
                await MoveAliasAsync(old, next, CancellationToken.None);
                targets.Set(next);
                foreach (var index in before.Append(old).Where(i => i != next))
                    await UnwrittenAsync(index, ct);
                await RemoveAllButAsync(next, ct);
                await cursors.DeleteAsync(FilledMark(old), ct);
                LogReindexed(next, written, time.GetElapsedTime(began).TotalSeconds);
                return new ReindexResult(next, written, compared, filled, time.GetElapsedTime(began));
            }
            catch
            {
                if (!isMoving)
                    targets.Set(old);
                else if (targets.All is [_, _])
                    await WriteWhatIsSearchedAsync();
                throw;
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _one.Dispose();

    /// <summary>The index behind the alias; null when there is none.</summary>
    public async Task<string?> CurrentAsync(CancellationToken ct)
    {
        using var answer = await elastic.FindAsync(HttpMethod.Get, $"_alias/{options.Alias}", null, ct);
        return answer?.RootElement.EnumerateObject().Select(i => i.Name).Order(StringComparer.Ordinal).LastOrDefault();
    }

    /// <summary>The alias may have been moved although nobody could say so. As long as it cannot be read, every change goes to both.</summary>
    private async Task WriteWhatIsSearchedAsync()
    {
        try
        {
            if (await CurrentAsync(CancellationToken.None) is { } current)
                targets.Set(current);
        }
        catch (Exception e) when (e is ElasticUnavailableException or ElasticException)
        {
            LogUnknown(string.Join(", ", targets.All), e.Message);
        }
    }

    /// <summary>Waits until nobody writes into an index that is no target any more.</summary>
    private async Task UnwrittenAsync(string index, CancellationToken ct)
    {
        while (targets.IsWritten(index))
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, ct);
    }

    private async Task<string?> DigestAsync(string index, CancellationToken ct)
    {
        using var answer = await elastic.SendAsync(HttpMethod.Get, $"{index}/_mapping", null, ct);
        return
            answer.RootElement.GetProperty(index).GetProperty("mappings").TryGetProperty("_meta", out var meta)
            && meta.TryGetProperty("digest", out var digest)
            ? digest.GetString()
            : null;
    }

    private async Task<long> FillAsync(string index, CancellationToken ct)
    {
        _filling = index;
        Volatile.Write(ref _shardsFilled, 0);
        try
        {
            LogFilling(index);
            return await indexer.FillAsync(index, new Count(this), ct);
        }
        finally
        {
            _filling = null;
        }
    }

    private async Task CreateAsync(string name, CancellationToken ct)
    {
        try
        {
            (await elastic.SendAsync(HttpMethod.Put, name, IndexFiles.Blocks(), ct)).Dispose();
        }
        catch (ElasticException e) when (e.Type == "resource_already_exists_exception")
        {
            // Another instance was a moment faster.
        }
    }

    private async Task MoveAliasAsync(string? from, string to, CancellationToken ct)
    {
        var actions = new JsonArray();
        if (from is not null)
            actions.Add(
                new JsonObject
                {
                    // The request is repeated when its answer was lost, and then there is nothing left to remove.
                    ["remove"] = new JsonObject
                    {
                        ["index"] = from,
                        ["alias"] = options.Alias,
                        ["must_exist"] = false,
                    },
                }
            );
        actions.Add(
            new JsonObject
            {
                ["add"] = new JsonObject { ["index"] = to, ["alias"] = options.Alias },
            }
        );
        (await elastic.SendAsync(HttpMethod.Post, "_aliases", new JsonObject { ["actions"] = actions }, ct)).Dispose();
    }

    private async Task RemoveAllButAsync(string? kept, CancellationToken ct)
    {
        using var answer = await elastic.FindAsync(HttpMethod.Get, "_cat/indices?format=json", null, ct);
        if (answer is null)
            return;
        foreach (var name in answer.RootElement.EnumerateArray().Select(i => i.GetProperty("index").GetString()!))
        {
            if (name != kept && name.StartsWith(options.Alias + "-0", StringComparison.Ordinal))
                (await elastic.FindAsync(HttpMethod.Delete, name, null, ct))?.Dispose();
        }
    }

    private string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{options.Alias}-{number:D6}");

    private int NumberOf(string name) =>
        int.Parse(name.AsSpan(options.Alias.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string FilledMark(string index) => $"filled-{index}";

    [LoggerMessage(2030, LogLevel.Information, "Index {Index} is being filled from the database.")]
    private partial void LogFilling(string index);

    [LoggerMessage(
        2032,
        LogLevel.Warning,
        "Index {Index} was made by other mappings; {Next} takes its place and is filled from the database."
    )]
    private partial void LogOutdated(string index, string next);

    [LoggerMessage(
        2031,
        LogLevel.Information,
        "Index {Index} was built with {Documents} documents in {Seconds:F1} s and is searched now."
    )]
    private partial void LogReindexed(string index, long documents, double seconds);

    [LoggerMessage(
        2033,
        LogLevel.Warning,
        "Which index is searched now cannot be read, so every change goes to all of {Indexes} until the next re-index or start: {Reason}"
    )]
    private partial void LogUnknown(string indexes, string reason);

    private sealed class Count(IndexManager manager) : IProgress<int>
    {
        public void Report(int value) => Interlocked.Add(ref manager._shardsFilled, value);
    }
}

/// <summary>What a re-index did.</summary>
/// <param name="Index">The index that is searched now.</param>
/// <param name="Documents">Documents that were written to fill it.</param>
/// <param name="Compared">What comparing it with the database found afterwards.</param>
/// <param name="Filled">How long the filling took.</param>
/// <param name="Took">How long all of it took.</param>
internal sealed record ReindexResult(
    string Index,
    long Documents,
    ReconcileResult Compared,
    TimeSpan Filled,
    TimeSpan Took
);
