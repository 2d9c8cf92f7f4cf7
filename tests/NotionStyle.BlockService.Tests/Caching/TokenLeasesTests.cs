using System.Net;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>Tokens are looked up once for all instances, and none is good anywhere once the answer says that it was ended.</summary>
[Collection(nameof(CachingCollection))]
public sealed class TokenLeasesTests(CachingServices services)
{
    private const int Tokens = 12;
    private const string Me = "/v1/members/me";

    [Fact]
    public async Task A_token_that_one_instance_has_looked_up_is_not_read_again_by_another()
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        var workspace = await first.NewWorkspaceAsync();
        var other = second.Services.GetRequiredService<WatchedTokens>();
        // A lease may run out in between on a slow machine; then once more.
        await Condition.HoldsAsync(
            "the other instance finds what the first has read",
            async () =>
            {
                (await workspace.GetAsync(Me)).Ok();
                var before = other.Read;
                (await (workspace with { Service = second }).GetAsync(Me)).Ok();
                return other.Read == before;
            }
        );
        var keys = (await redis.CopyAsync("*")).Keys;
        Assert.DoesNotContain(keys, k => k.Contains(workspace.Token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stays")]
    [InlineData("dies")]
    [InlineData("is silent")]
    [InlineData("comes back with what it held")]
    public async Task A_token_that_was_ended_is_refused_by_every_instance_from_the_answer_on_while_Redis(string fate)
    {
        await using var redis = await RedisProcess.StartedAsync();
        Assert.Equal(0, await AcceptedAfterwardsAsync(redis, fate, isHasty: false));
    }

    [Fact]
    public async Task The_checker_sees_a_revocation_that_answers_too_soon()
    {
        await using var redis = await RedisProcess.StartedAsync();
        Assert.NotEqual(0, await AcceptedAfterwardsAsync(redis, "stays", isHasty: true));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no lease")]
    [InlineData("1:")]
    [InlineData("99999999999999999:{0}")]
    [InlineData("999999999999999999999999:{0}")]
    [InlineData("-1:{0}")]
    [InlineData("1:{0}")]
    public async Task What_is_in_Redis_and_is_no_lease_of_now_is_read_again(string value)
    {
        await using var redis = await RedisProcess.StartedAsync();
        await using var first = await StartAsync(redis);
        await using var second = await StartAsync(redis);
        var workspace = await first.NewWorkspaceAsync();
        (await workspace.GetAsync(Me)).Ok();
        await using var connection = await redis.ConnectAsync();
        var key = $"token:{workspace.SpaceId:N}:{HashOf(workspace.Token):N}";
        await connection.GetDatabase().StringSetAsync(key, string.Format(null, value, $"{Guid.NewGuid():N}"));
        var elsewhere = workspace with { Service = second };
        Assert.Equal(workspace.OwnerId, (await elsewhere.GetAsync(Me)).Ok().Json.GetProperty("id").GetGuid());
        Assert.Equal(1, second.Services.GetRequiredService<WatchedTokens>().Read);
    }

    /// <summary>Ends tokens on one instance while both are asked with them all the time. Returns how many requests that began after the answer were let in.</summary>
    private async Task<int> AcceptedAfterwardsAsync(RedisProcess redis, string fate, bool isHasty)
    {
        await using var first = await StartAsync(redis, isHasty);
        await using var second = await StartAsync(redis, isHasty);
        var owner = await first.NewWorkspaceAsync();
        var tokens = new List<Ended>();
        for (var i = 0; i < Tokens; i++)
        {
            var made = (await owner.PostAsync("/v1/tokens", """{"label":"to be ended"}""")).Ok().Json;
            tokens.Add(new Ended(made.GetProperty("id").GetGuid(), made.GetProperty("token").GetString()!));
        }

        var accepted = 0;
        var asking = tokens.SelectMany(t => new[] { AskAsync(t, first), AskAsync(t, second) }).ToArray();
        await Task.WhenAll(tokens.Select(t => t.IsUsed.Task));
        // They are asked for all the time; on a slow machine what was put there may run out before it is read.
        var old = await redis.CopyAsync("token:*");
        await Condition.HoldsAsync(
            "Redis knows whom tokens stand for",
            async () => (old = await redis.CopyAsync("token:*")).Count > 0
        );
        if (fate == "dies")
            await redis.KillAsync();
        if (fate == "is silent")
            redis.Halt();
        var ending = Task.WhenAll(tokens.Select(EndAsync));
        while (fate == "comes back with what it held" && !ending.IsCompleted)
            await redis.PutBackAsync(old);
        await ending;
        if (fate == "dies")
            await redis.StartAsync();
        if (fate == "is silent")
            redis.Continue();
        // Every time what was there before the revocation, and what there may be of it now.
        for (var i = 0; i < 5 && fate != "stays"; i++)
            await redis.PutBackAsync(old);
        await Task.WhenAll(asking);
        return accepted;

        async Task EndAsync(Ended token)
        {
            (await owner.DeleteAsync($"/v1/tokens/{token.Id}")).Ok();
            Volatile.Write(ref token.IsEnded, true);
        }

        // Asks until a few requests that began after the end have been answered.
        async Task AskAsync(Ended token, TestService service)
        {
            var who = owner with { Service = service, Token = token.Token };
            for (var late = 0; late < 10; )
            {
                var isLate = Volatile.Read(ref token.IsEnded);
                var answer = await who.GetAsync(Me);
                token.IsUsed.TrySetResult();
                late += isLate ? 1 : 0;
                if (isLate && answer.Status != HttpStatusCode.Unauthorized)
                    Interlocked.Increment(ref accepted);
                await Task.Yield();
            }
        }
    }

    private Task<TestService> StartAsync(RedisProcess redis, bool isHasty = false) =>
        services.StartAsync(redis, s => WatchedTokens.Register(s, isHasty));

    private static Guid HashOf(string token) =>
        new(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)).AsSpan(0, 16),
            bigEndian: true
        );

    private sealed class Ended(Guid id, string token)
    {
        public bool IsEnded;

        public Guid Id => id;
        public string Token => token;
        public TaskCompletionSource IsUsed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
