using System.Globalization;
using System.IO.Hashing;

namespace NotionStyle.Blocks.Postgres.Sharding;

/// <summary>The 480 logical shards: which one a workspace belongs to, for ever, and the schema that holds it.</summary>
/// <remarks>
/// 480 has 24 divisors, so servers can be added in small steps and stay even. Where a logical shard lives is never computed from the number of servers;
/// that is what <see cref="ShardMap" /> is for.
/// </remarks>
public static class LogicalShard
{
    /// <summary>How many there are, always.</summary>
    public const int Count = 480;

    /// <summary>The shard of a workspace: XXH64 of the id's 16 bytes in network order, modulo <see cref="Count" />.</summary>
    public static int Of(Guid spaceId)
    {
        Span<byte> bytes = stackalloc byte[16];
        spaceId.TryWriteBytes(bytes, bigEndian: true, out _);
        return (int)(XxHash64.HashToUInt64(bytes) % Count);
    }

    /// <summary>The schema's name: <c>shard000</c> to <c>shard479</c>.</summary>
    public static string Schema(int logicalShard) =>
        "shard" + logicalShard.ToString("D3", CultureInfo.InvariantCulture);
}
