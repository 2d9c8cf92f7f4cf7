/// <summary>What is asked for again and again, kept in memory.</summary>
internal static class RedisExtensions
{
    /// <summary>
    /// Redis: the one that the user named by <c>--engine redis=…</c>, else one that this app starts. The block service waits for it at its start, so that it does not begin degraded, and works
    /// without it ever after.
    /// </summary>
    public static void AddRedis(
        this IDistributedApplicationBuilder builder,
        StageOptions stage,
        IResourceBuilder<ProjectResource> blockService
    )
    {
        if (stage.Engines.TryGetValue("redis", out var connectionString))
        {
            builder.Configuration["ConnectionStrings:redis"] = connectionString;
            blockService.WithReference(builder.AddConnectionString("redis"));
            return;
        }

        var secret = new GenerateParameterDefault { MinLength = 32, Special = false };
        var password = builder.AddParameter("redis-password", secret, secret: true, persist: true);
        var redis = builder.AddRedis("redis", password: password);
        blockService.WithReference(redis).WaitFor(redis);
    }
}
