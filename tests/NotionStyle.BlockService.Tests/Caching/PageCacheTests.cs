using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.BlockService.Tests.Support;
using NotionStyle.Testing;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>No page comes out of the cache that the store would not answer at that moment, whatever is edited and whatever becomes of Redis.</summary>
[Collection(nameof(CachingCollection))]
public sealed class PageCacheTests(CachingServices services)
{
    private static readonly int[] Limits = [1, 2, 3, 100];

    [Fact]
    public async Task Whatever_is_edited_and_whatever_Redis_loses_or_brings_back_pages_are_those_of_the_store()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis, CountingStore.Register);
        var (asked, read) = (0, 0);
        await Seeds.ForEachAsync(
            6,
            async seed =>
            {
                asked += await CheckAsync(seed, service, redis, steps: 60);
                read = service.Services.GetRequiredService<CountingStore>().PagesRead;
            }
        );
        // Else it was not the cache that was looked at.
        Assert.True(read < asked * 0.8, $"{read} of {asked} pages came from the store.");
    }

    [Fact]
    public async Task The_checker_sees_a_cache_that_does_not_ask_for_versions()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(
            redis,
            s => s.AddSingleton<IPageWatch>(p => new Trusting(p.GetServices<IPageWatch>))
        );
        await Assert.ThrowsAsync<SeedFailedException>(() =>
            Seeds.ForEachAsync(3, seed => CheckAsync(seed, service, redis: null, steps: 40))
        );
    }

    [Fact]
    public async Task Everybody_reads_their_own_acknowledged_edit_while_others_write_and_Redis_dies()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var first = await services.StartAsync(redis);
        await using var second = await services.StartAsync(redis);
        var workspace = await first.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Busy");
        var lines = new List<Guid>();
        for (var i = 0; i < 6; i++)
            lines.Add(await workspace.NewBlockAsync("paragraph", "A line", page));

        var writers = lines.Select(
            async (line, number) =>
            {
                for (var i = 0; i < 40; i++)
                {
                    var text = $"{number}/{i}";
                    await workspace.WriteAsync("block", line, ["properties", "title"], $$"""[["{{text}}"]]""");
                    var reader = workspace with { Service = (i + number) % 2 == 0 ? first : second };
                    var chunk = (await reader.GetAsync($"/v1/pages/{page}/chunk")).Ok();
                    var title = chunk
                        .Json.GetProperty("records")
                        .EnumerateArray()
                        .Select(r => r.GetProperty("value"))
                        .Single(v => v.GetProperty("id").GetGuid() == line)
                        .GetProperty("properties")
                        .GetProperty("title")[0][0];
                    Assert.Equal(text, title.GetString());
                }
            }
        );
        var writing = Task.WhenAll(writers);
        var old = await redis.CopyAsync();
        await redis.KillAsync();
        await redis.StartAsync();
        await redis.PutBackAsync(old);
        await writing;
    }

    [Fact]
    public async Task What_is_in_Redis_and_is_no_page_is_a_miss()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var service = await services.StartAsync(redis);
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "Right");
        var expected = (await workspace.GetAsync($"/v1/pages/{page}/chunk")).Ok().Text;
        var (key, value) = (await redis.CopyAsync()).Single(v => v.Key.Contains($"{page:N}", StringComparison.Ordinal));
        var random = new Random(1);
        for (var i = 0; i < 60; i++)
        {
            // The head of the value, which says what it depends on; the answer itself is Redis' to keep.
            byte[] damaged = i % 3 == 0 ? value[..random.Next(1, 38)] : [.. value];
            if (i % 3 != 0)
                damaged[random.Next(38)] ^= (byte)random.Next(1, 256);
            await redis.PutBackAsync(new Dictionary<string, byte[]> { [key] = damaged });
            Assert.Equal(expected, (await workspace.GetAsync($"/v1/pages/{page}/chunk")).Ok().Text);
        }

        await using var connection = await redis.ConnectAsync();
        await connection.GetDatabase().KeyDeleteAsync(key);
        await connection.GetDatabase().HashSetAsync(key, "a", "hash");
        Assert.Equal(expected, (await workspace.GetAsync($"/v1/pages/{page}/chunk")).Ok().Text);
    }

    /// <summary>Random edits, each followed by reads through the cache and past it, which must be the same. Returns how many pages were read.</summary>
    private async Task<int> CheckAsync(int seed, TestService service, RedisProcess? redis, int steps)
    {
        var random = new Random(seed);
        var owner = await service.NewWorkspaceAsync();
        var members = new List<TestWorkspace>();
        foreach (var role in new[] { "read_and_write", "reader", "comment_only" })
            members.Add(await owner.AsMemberAsync(role));
        var model = new PageModel(random, owner, members);
        await model.BeginAsync();
        var (asked, old) = (0, new Dictionary<string, byte[]>());
        for (var step = 0; step < steps; step++)
        {
            if (redis is not null && random.Chance(0.12))
                old = await DisturbAsync(random, redis, old);
            else
                await model.EditAsync();
            for (var i = 0; i < 2; i++)
            {
                var (page, limit) = (random.Pick([.. model.Pages.Order()]), random.Pick(Limits));
                var who = random.Pick(model.Everybody);
                // Again, since most edits change the page: what was kept a moment ago is what can be found.
                for (var again = 0; again < 3; again++)
                {
                    await CompareAsync(who, page, limit, $"step {step}");
                    asked++;
                }
            }
        }

        return asked;
    }

    /// <summary>Copies what Redis holds, puts back an old copy, or kills it.</summary>
    private static async Task<Dictionary<string, byte[]>> DisturbAsync(
        Random random,
        RedisProcess redis,
        Dictionary<string, byte[]> old
    )
    {
        switch (random.Next(5))
        {
            case 0:
                await redis.KillAsync();
                await redis.StartAsync();
                break;
            case < 3 when old.Count > 0:
                await redis.PutBackAsync(old);
                break;
            default:
                return await redis.CopyAsync();
        }

        return old;
    }

    private async Task CompareAsync(TestWorkspace who, Guid page, int limit, string when)
    {
        var path = $"/v1/pages/{page}/chunk?limit={limit}";
        var cached = await who.GetAsync(path);
        var stored = await (who with { Service = services.Plain }).GetAsync(path);
        Assert.True(
            Comparable(cached) == Comparable(stored),
            $"{when}, {path}: the cache answers\n{cached.Text}\nand the store\n{stored.Text}"
        );
    }

    /// <summary>An answer without what is another each time: the cursor, which holds the time, and the request's id.</summary>
    private static string Comparable(Answer answer)
    {
        var json = JsonNode.Parse(answer.Text)!.AsObject();
        json.Remove("request_id");
        if (json["next_cursor"] is not null)
            json["next_cursor"] = "some";
        return $"{(int)answer.Status} {json.ToJsonString()}";
    }

    /// <summary>The planted fault: it looks at roles and not at versions.</summary>
    private sealed class Trusting(Func<IEnumerable<IPageWatch>> all) : IPageWatch
    {
        public Task<Role?> RoleIfUnchangedAsync(
            Actor actor,
            Guid pageId,
            IReadOnlyList<(Guid Id, long Version)> blocks,
            CancellationToken ct
        ) => all().First().RoleIfUnchangedAsync(actor, pageId, [], ct);
    }
}
