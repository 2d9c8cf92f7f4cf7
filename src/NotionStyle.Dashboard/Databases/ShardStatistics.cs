using System.Collections.Concurrent;
using System.Globalization;

namespace NotionStyle.Dashboard.Databases;

/// <summary>Sizes from the servers and activity from the telemetry, each kept for some seconds and read only when somebody asks.</summary>
internal sealed class ShardStatistics : IShardStatistics, IDisposable
{
    /// <summary>Shards that there are, always.</summary>
    public const int ShardCount = 480;

    /// <summary>The map and whether a server answers are read more often; to measure is dearer and changes little.</summary>
    private static readonly TimeSpan SizesAge = TimeSpan.FromSeconds(60);

    private readonly DatabaseServers _servers;
    private readonly TimeProvider _time;

    /// <summary>What was measured last, by server: as many as are configured.</summary>
    private readonly ConcurrentDictionary<
        string,
        (long At, IReadOnlyDictionary<int, (long Bytes, long Rows)> Sizes)
    > _sizes = new(StringComparer.Ordinal);
    private readonly Fresh<Catalogs> _catalogs;
    private readonly Fresh<Activities> _activities;
    private IReadOnlyDictionary<int, string>? _lastMap;

    public ShardStatistics(DatabaseServers servers, ShardActivityReader activity, TimeProvider time)
    {
        _servers = servers;
        _time = time;
        _catalogs = new Fresh<Catalogs>(ReadCatalogsAsync, TimeSpan.FromSeconds(10), time);
        _activities = new Fresh<Activities>(
            async ct =>
            {
                var (shards, problem) = await activity.ReadAsync(ct);
                return new Activities(shards, problem);
            },
            TimeSpan.FromSeconds(2),
            time
        );
    }

    public async Task<ShardOverview> OverviewAsync(CancellationToken cancellationToken)
    {
        var (map, catalogs) = await _catalogs.GetAsync(cancellationToken);
        var (activity, problem) = await _activities.GetAsync(cancellationToken);
        var shards = new List<ShardFigures>(map.Count);
        foreach (var (number, server) in map.OrderBy(entry => entry.Key))
        {
            var catalog = catalogs.GetValueOrDefault(server);
            var size =
                catalog?.Problem is null && catalog?.Sizes.TryGetValue(number, out var found) == true
                    ? found
                    : ((long Bytes, long Rows)?)null;
            shards.Add(
                new ShardFigures(
                    number,
                    server,
                    size?.Bytes,
                    size?.Rows,
                    activity is null ? null : ShardActivityReader.Summarize(activity.GetValueOrDefault(number))
                )
            );
        }

        return new ShardOverview(
            shards,
            [.. ServerNames(map).Select(name => Total(name, catalogs, shards, activity))],
            ShardActivityReader.Window,
            problem
        );
    }

    public async Task<ShardTables> TablesAsync(int shard, CancellationToken cancellationToken)
    {
        if (shard is < 0 or >= ShardCount)
            return new ShardTables(
                shard,
                null,
                $"There is no shard {shard}: they are numbered from 0 to {ShardCount - 1}.",
                []
            );
        var (map, _) = await _catalogs.GetAsync(cancellationToken);
        if (!map.TryGetValue(shard, out var name))
            return new ShardTables(shard, null, "It is not known which server has this shard.", []);
        if (_servers.All.FirstOrDefault(s => s.Name == name) is not { } server)
            return new ShardTables(shard, name, Unconfigured(name), []);
        try
        {
            var schema = "shard" + shard.ToString("D3", CultureInfo.InvariantCulture);
            var tables = await ShardCatalog.ReadTablesAsync(server, schema, cancellationToken);
            return new ShardTables(
                shard,
                name,
                tables.Count > 0 ? null : $"The server has no schema {schema}.",
                tables
            );
        }
        catch (Exception e) when (ServerFailure.IsOfServer(e))
        {
            return new ShardTables(shard, name, ServerFailure.Describe(e), []);
        }
    }

    public void Dispose()
    {
        _catalogs.Dispose();
        _activities.Dispose();
    }

    private static string Unconfigured(string name) =>
        $"The shard map names this server, and the dashboard has no connection string for it. Set ConnectionStrings:{name}.";

    private async Task<Catalogs> ReadCatalogsAsync(CancellationToken ct)
    {
        if (_servers.All.Count == 0)
            return new Catalogs(new Dictionary<int, string>(), new Dictionary<string, ServerCatalog>());
        var mapTask = ShardCatalog.ReadMapAsync(_servers.All[0], ct);
        var catalogs = await Task.WhenAll(_servers.All.Select(s => ReadCatalogAsync(s, ct)));
        var byName = _servers.All.Zip(catalogs).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);
        // While the server with the map is away, the map of before holds; without one, each server says what it may write.
        _lastMap = await mapTask ?? _lastMap;
        var map =
            _lastMap
            ?? byName
                .SelectMany(p => p.Value.Owned.Select(shard => (Shard: shard, Server: p.Key)))
                .DistinctBy(p => p.Shard)
                .ToDictionary(p => p.Shard, p => p.Server);
        return new Catalogs(map, byName);
    }

    private async Task<ServerCatalog> ReadCatalogAsync(DatabaseServer server, CancellationToken ct)
    {
        var isYoung = _sizes.TryGetValue(server.Name, out var last) && _time.GetElapsedTime(last.At) < SizesAge;
        var catalog = await ShardCatalog.ReadAsync(server, isYoung ? last.Sizes : null, ct);
        if (catalog.Problem is not null)
            _sizes.TryRemove(server.Name, out _);
        else if (!isYoung)
            _sizes[server.Name] = (_time.GetTimestamp(), catalog.Sizes);
        return catalog;
    }

    /// <summary>The configured servers in their order, then those that only the map knows.</summary>
    private IEnumerable<string> ServerNames(IReadOnlyDictionary<int, string> map) =>
        _servers
            .All.Select(s => s.Name)
            .Union(map.Values.Distinct().Order(StringComparer.Ordinal), StringComparer.Ordinal);

    private static ServerFigures Total(
        string name,
        IReadOnlyDictionary<string, ServerCatalog> catalogs,
        IReadOnlyList<ShardFigures> shards,
        IReadOnlyDictionary<int, HistogramDelta>? activity
    )
    {
        var mine = shards.Where(s => s.Server == name).ToArray();
        HistogramDelta? all = null;
        if (activity is not null)
        {
            all = new HistogramDelta();
            foreach (var shard in mine)
            {
                if (activity.TryGetValue(shard.Number, out var delta))
                    all.Add(delta);
            }
        }

        return new ServerFigures(
            name,
            catalogs.TryGetValue(name, out var catalog) ? catalog.Problem : Unconfigured(name),
            mine.Length,
            mine.Sum(s => s.Bytes ?? 0),
            mine.Sum(s => s.Rows ?? 0),
            all is null ? null : ShardActivityReader.Summarize(all)
        );
    }

    private sealed record Catalogs(
        IReadOnlyDictionary<int, string> Map,
        IReadOnlyDictionary<string, ServerCatalog> Servers
    );

    private sealed record Activities(IReadOnlyDictionary<int, HistogramDelta>? Shards, string? Problem);
}
