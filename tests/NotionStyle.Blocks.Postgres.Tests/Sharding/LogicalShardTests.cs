using System.Buffers.Binary;
using System.Text;
using NotionStyle.Blocks.Postgres.Sharding;

namespace NotionStyle.Blocks.Postgres.Tests.Sharding;

/// <summary>The hash of a workspace's id is for ever: a changed result would look for every workspace where it is not.</summary>
public sealed class LogicalShardTests
{
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999UL)]
    [InlineData("abc", 0x44BC2CF5AD770999UL)]
    [InlineData("0123456789abcdef0123456789abcdef0", 0UL)]
    public void The_reference_gives_the_published_results(string text, ulong expected)
    {
        // The last has no published result here: it takes the way through the 32-byte blocks, and is compared with the library.
        var bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(expected == 0 ? System.IO.Hashing.XxHash64.HashToUInt64(bytes) : expected, Xxh64.Hash(bytes));
    }

    [Fact]
    public void The_shard_is_xxh64_of_the_id_in_network_order()
    {
        var random = new Random(1);
        var bytes = new byte[16];
        for (var i = 0; i < 10_000; i++)
        {
            random.NextBytes(bytes);
            Assert.Equal((int)(Xxh64.Hash(bytes) % 480), LogicalShard.Of(new Guid(bytes, bigEndian: true)));
        }
    }

    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000", 114)]
    [InlineData("00000000-0000-0000-0000-000000000001", 135)]
    [InlineData("01234567-89ab-cdef-0123-456789abcdef", 177)]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff", 68)]
    [InlineData("6f9619ff-8b86-d011-b42d-00c04fc964ff", 154)]
    public void Pinned_ids_stay_on_their_shards(string id, int shard) =>
        Assert.Equal(shard, LogicalShard.Of(Guid.Parse(id)));

    [Fact]
    public void Many_workspaces_spread_evenly()
    {
        const int perShard = 1_000;
        var counts = new int[LogicalShard.Count];
        var random = new Random(7);
        var bytes = new byte[16];
        for (var i = 0; i < perShard * LogicalShard.Count; i++)
        {
            random.NextBytes(bytes);
            counts[LogicalShard.Of(new Guid(bytes))]++;
        }

        // Chi-squared with 479 degrees of freedom: mean 479, standard deviation 31; the seed is fixed, so this cannot fail by chance.
        var chi = counts.Sum(c => Math.Pow(c - perShard, 2) / perShard);
        Assert.InRange(chi, 350, 610);
    }

    [Fact]
    public void Ids_that_count_up_spread_too()
    {
        var counts = new int[LogicalShard.Count];
        for (var i = 0; i < 480_000; i++)
            counts[LogicalShard.Of(new Guid(i, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))]++;
        Assert.InRange(counts.Sum(c => Math.Pow(c - 1_000, 2) / 1_000), 350, 610);
    }

    [Fact]
    public void Schemas_are_named_with_three_digits()
    {
        Assert.Equal("shard000", LogicalShard.Schema(0));
        Assert.Equal("shard042", LogicalShard.Schema(42));
        Assert.Equal("shard479", LogicalShard.Schema(479));
    }

    /// <summary>XXH64 with seed 0, written from its specification.</summary>
    private static class Xxh64
    {
        private const ulong P1 = 0x9E3779B185EBCA87;
        private const ulong P2 = 0xC2B2AE3D27D4EB4F;
        private const ulong P3 = 0x165667B19E3779F9;
        private const ulong P4 = 0x85EBCA77C2B2AE63;
        private const ulong P5 = 0x27D4EB2F165667C5;

        public static ulong Hash(ReadOnlySpan<byte> input)
        {
            var rest = input;
            ulong hash;
            if (input.Length >= 32)
            {
                ulong[] lanes = [unchecked(P1 + P2), P2, 0, unchecked(0UL - P1)];
                for (; rest.Length >= 32; rest = rest[32..])
                {
                    for (var lane = 0; lane < 4; lane++)
                        lanes[lane] = Round(lanes[lane], BinaryPrimitives.ReadUInt64LittleEndian(rest[(lane * 8)..]));
                }

                hash =
                    ulong.RotateLeft(lanes[0], 1)
                    + ulong.RotateLeft(lanes[1], 7)
                    + ulong.RotateLeft(lanes[2], 12)
                    + ulong.RotateLeft(lanes[3], 18);
                foreach (var lane in lanes)
                    hash = (hash ^ Round(0, lane)) * P1 + P4;
            }
            else
            {
                hash = P5;
            }

            hash += (ulong)input.Length;
            for (; rest.Length >= 8; rest = rest[8..])
                hash = ulong.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * P1 + P4;
            for (; rest.Length >= 4; rest = rest[4..])
                hash = ulong.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * P1), 23) * P2 + P3;
            foreach (var one in rest)
                hash = ulong.RotateLeft(hash ^ (one * P5), 11) * P1;
            hash = (hash ^ (hash >> 33)) * P2;
            hash = (hash ^ (hash >> 29)) * P3;
            return hash ^ (hash >> 32);
        }

        private static ulong Round(ulong lane, ulong value) => ulong.RotateLeft(lane + value * P2, 31) * P1;
    }
}
