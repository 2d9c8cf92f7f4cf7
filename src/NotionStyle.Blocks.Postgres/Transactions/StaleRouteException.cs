using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Postgres.Sharding;

namespace NotionStyle.Blocks.Postgres.Transactions;

/// <summary>The server holds the shard at another epoch than the map said, or not at all.</summary>
internal sealed class StaleRouteException(ShardRoute route, long? found)
    : Exception(
        $"Logical shard {route.LogicalShard} was looked for on {route.Server.Name} at epoch {route.Epoch}; the server has {found?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none that may be written"}."
    )
{
    /// <summary>Gives way when the epoch that the server holds is not the one by which the writer came.</summary>
    public static void ThrowIfStale(ShardRoute route, long? found)
    {
        if (found != route.Epoch)
            throw new StaleRouteException(route, found);
    }

    public static BlockStoreException ForCaller(Exception cause) =>
        new(
            ErrorCode.ServiceUnavailable,
            "The shard of this workspace is being moved. Send the same request again.",
            cause
        );
}
