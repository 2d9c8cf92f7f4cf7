using Microsoft.Extensions.Logging.Abstractions;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Tests.Sharding;

/// <summary>The map as a value.</summary>
public sealed class ShardMapTests
{
    public static TheoryData<int> Divisors =>
        [.. Enumerable.Range(1, LogicalShard.Count).Where(n => LogicalShard.Count % n == 0)];

    [Theory]
    [MemberData(nameof(Divisors))]
    public void The_first_map_gives_every_server_the_same_number_of_shards(int servers)
    {
        var map = ShardMap.Even([.. Enumerable.Range(1, servers).Select(i => $"shards-{i}")]);

        Assert.Equal(Enumerable.Range(0, 480), map.Placements.Select(p => p.LogicalShard));
        Assert.All(map.Placements.GroupBy(p => p.Server), g => Assert.Equal(480 / servers, g.Count()));
        Assert.Equal(servers, map.Placements.Select(p => p.Server).Distinct().Count());
        Assert.All(map.Placements, p => Assert.Equal((1L, LogicalShard.Schema(p.LogicalShard)), (p.Epoch, p.Schema)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    [InlineData(32 * 2)]
    [InlineData(481)]
    public void A_number_of_servers_that_does_not_divide_480_is_refused(int servers)
    {
        var refusal = Assert.Throws<BlockStoreSetupException>(() =>
            ShardMap.Even([.. Enumerable.Range(1, servers).Select(i => $"shards-{i}")])
        );
        Assert.Contains($"{servers} servers", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_map_with_a_gap_is_no_map()
    {
        var whole = ShardMap.Even(["shards-1"]).Placements;
        Assert.Throws<ArgumentException>(() => new ShardMap([.. whole.Skip(1)]));
        Assert.Throws<ArgumentException>(() => new ShardMap([.. whole.Reverse()]));
        Assert.Throws<ArgumentException>(() => new ShardMap([.. whole.Select((p, i) => i == 3 ? whole[4] : p)]));
    }

    [Fact]
    public async Task A_map_that_names_an_unknown_server_is_refused_and_the_map_before_stays()
    {
        await using var servers = new ShardServers([
            new ShardServer("shards-1", NpgsqlDataSource.Create("Host=nowhere.invalid")),
        ]);
        using var router = new ShardRouter(servers, NullLogger<ShardRouter>.Instance);
        router.Load(ShardMap.Even(["shards-1"]));

        var refusal = Assert.Throws<BlockStoreSetupException>(() =>
            router.Load(ShardMap.Even(["shards-1", "shards-2"]))
        );

        Assert.Contains("'shards-2'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(480, router.All.Count);
        Assert.All(router.All, r => Assert.Equal("shards-1", r.Server.Name));
    }

    [Fact]
    public async Task A_router_without_a_map_says_so()
    {
        await using var servers = new ShardServers([
            new ShardServer("shards-1", NpgsqlDataSource.Create("Host=nowhere.invalid")),
        ]);
        using var router = new ShardRouter(servers, NullLogger<ShardRouter>.Instance);
        Assert.Throws<InvalidOperationException>(() => router.Route(Guid.NewGuid()));
    }
}
