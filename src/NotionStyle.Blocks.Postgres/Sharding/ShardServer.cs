using Npgsql;

namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>One physical PostgreSQL server, with the one pool through which this process reaches it.</summary>
/// <param name="Name">The name of its connection string, such as <c>shards-1</c>; the shard map refers to it.</param>
/// <param name="DataSource">The pool.</param>
public sealed record ShardServer(string Name, NpgsqlDataSource DataSource);

/// <summary>The servers that the configuration names, in the order of their numbers. The first is the control server: it holds the shard map.</summary>
public sealed class ShardServers : IAsyncDisposable
{
    private readonly Dictionary<string, ShardServer> _byName;

    /// <summary>A set of at least one server.</summary>
    public ShardServers(IReadOnlyList<ShardServer> all)
    {
        if (all.Count == 0)
            throw new ArgumentException("At least one server is needed.", nameof(all));
        All = all;
        _byName = all.ToDictionary(s => s.Name, StringComparer.Ordinal);
    }

    /// <summary>Every server.</summary>
    public IReadOnlyList<ShardServer> All { get; }

    /// <summary>The server that holds the shard map.</summary>
    public ShardServer Control => All[0];

    /// <summary>The server of a name; null when the configuration has none.</summary>
    public ShardServer? Find(string name) => _byName.GetValueOrDefault(name);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var server in All)
            await server.DataSource.DisposeAsync();
    }
}
