using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Telemetry;

namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>The shard map, for those who administer or draw it.</summary>
public interface IShardDirectory
{
    /// <summary>All 480 entries, as the control server has them now.</summary>
    Task<IReadOnlyList<ShardPlacement>> ListAsync(CancellationToken ct);
}

/// <summary>
/// Finds the shard of a workspace: the one place where that is decided. Reading is an array lookup; the map behind it is replaced as a whole when the control
/// server tells of a change (<see cref="ShardMapWatcher" />), or when a server refuses an epoch.
/// </summary>
/// <remarks>
/// Why a stale map does no harm: a writer's transaction reads the epoch that the server itself holds for the shard, and gives way when it differs
/// (<see cref="Transactions.BeforeReader" />). So the map may be late, but nothing is written by it that should not be.
/// </remarks>
public sealed class ShardRouter : IShardDirectory, IDisposable
{
    private readonly ShardServers _servers;
    private readonly ILogger<ShardRouter> _logger;
    private readonly SemaphoreSlim _refreshing = new(1);
    private volatile ShardRoute[] _routes = [];

    /// <summary>A router over the configured servers; it routes nothing before the first <see cref="LoadAsync" />.</summary>
    public ShardRouter(ShardServers servers, ILogger<ShardRouter> logger)
    {
        _servers = servers;
        _logger = logger;
    }

    /// <summary>Every shard, in the order of their numbers.</summary>
    public IReadOnlyList<ShardRoute> All => _routes;

    /// <summary>Where a workspace is. The current span is told of it.</summary>
    public ShardRoute Route(Guid spaceId)
    {
        var routes = _routes;
        if (routes.Length == 0)
            throw new InvalidOperationException("The shard map has not been loaded yet.");
        var route = routes[LogicalShard.Of(spaceId)];
        BlockTelemetry.TellRoute(route, spaceId);
        return route;
    }

    /// <summary>Takes a map for routing.</summary>
    /// <exception cref="BlockStoreSetupException">The map names a server that the configuration does not have.</exception>
    public void Load(ShardMap map)
    {
        RefuseUnknownServers(_servers, map);
        var routes = new ShardRoute[LogicalShard.Count];
        foreach (var placement in map.Placements)
        {
            var server = _servers.Find(placement.Server)!;
            routes[placement.LogicalShard] = new ShardRoute(
                placement.LogicalShard,
                server,
                placement.Epoch,
                RecordSql.Of(placement.LogicalShard)
            );
        }

        _routes = routes;
    }

    /// <summary>Checks that the configuration has every server that a map names.</summary>
    /// <exception cref="BlockStoreSetupException">It has not.</exception>
    internal static void RefuseUnknownServers(ShardServers servers, ShardMap map)
    {
        foreach (var placement in map.Placements)
        {
            if (servers.Find(placement.Server) is null)
                throw new BlockStoreSetupException(
                    $"Logical shard {placement.LogicalShard} lives on server '{placement.Server}', for which there is no connection string. Start with the servers that hold the data: {string.Join(", ", map.Placements.Select(p => p.Server).Distinct().Order(StringComparer.Ordinal))}."
                );
        }
    }

    /// <summary>Reads the map from the control server again.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        await _refreshing.WaitAsync(ct);
        try
        {
            await using var connection = await _servers.Control.DataSource.OpenConnectionAsync(ct);
            var map = await ShardMapStore.ReadAsync(connection, ct);
            if (map is not null)
                Load(map);
            _logger.LogInformation("The shard map was read.");
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => _refreshing.Dispose();

    /// <inheritdoc />
    public async Task<IReadOnlyList<ShardPlacement>> ListAsync(CancellationToken ct)
    {
        await using var connection = await _servers.Control.DataSource.OpenConnectionAsync(ct);
        var map = await ShardMapStore.ReadAsync(connection, ct);
        return map?.Placements ?? [];
    }
}
