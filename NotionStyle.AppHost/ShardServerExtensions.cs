/// <summary>One server of the block store, wherever it runs.</summary>
internal static class ShardServerExtensions
{
    /// <summary>The database <c>shards-N</c>: on the server that the user named by <c>--engine postgres-N=…</c>, else on one that this app starts.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddShardServer(
        this IDistributedApplicationBuilder builder,
        int number,
        StageOptions stage,
        IResourceBuilder<ParameterResource> password
    )
    {
        if (stage.Engines.TryGetValue($"postgres-{number}", out var connectionString))
        {
            builder.Configuration[$"ConnectionStrings:shards-{number}"] = connectionString;
            return builder.AddConnectionString($"shards-{number}");
        }

        return builder
            .AddPostgres($"postgres-{number}", password: password)
            .WithArgs(PostgresSettings.Arguments)
            .WithDataBindMount(Path.Combine(stage.DataDirectory, $"postgres-{number}"))
            .AddDatabase($"shards-{number}", databaseName: "notionstyle");
    }
}
