using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Telemetry;

namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>The one routing decision: everything that a statement for one workspace needs to know.</summary>
public sealed class ShardRoute
{
    internal ShardRoute(int logicalShard, ShardServer server, long epoch, RecordSql sql)
    {
        LogicalShard = logicalShard;
        Server = server;
        Epoch = epoch;
        Sql = sql;
        Tags = [new(BlockTelemetry.Shard, logicalShard), new(BlockTelemetry.Server, server.Name)];
    }

    /// <summary>0 to 479.</summary>
    public int LogicalShard { get; }

    /// <summary>Where the shard lives by the map that the router has.</summary>
    public ShardServer Server { get; }

    /// <summary>Grows when the shard moves; a writer checks it against the server's own.</summary>
    public long Epoch { get; }

    /// <summary>The statements with this shard's schema in them.</summary>
    internal RecordSql Sql { get; }

    /// <summary>The shard and its server as dimensions of a measurement, the shard first.</summary>
    internal KeyValuePair<string, object?>[] Tags { get; }
}
