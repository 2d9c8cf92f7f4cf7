/// <summary>Search outside the block store.</summary>
internal static class SearchServiceExtensions
{
    /// <summary>
    /// The service <c>search-service</c> over Elasticsearch: the one that the user named by <c>--engine elasticsearch=…</c>, else one that this app starts. The block service asks it, and works
    /// without it.
    /// </summary>
    public static IResourceBuilder<ProjectResource> AddSearchService(
        this IDistributedApplicationBuilder builder,
        StageOptions stage,
        IResourceBuilder<ProjectResource> blockService
    )
    {
        var secret = new GenerateParameterDefault { MinLength = 32, Special = false };
        var token = builder.AddParameter("search-token", secret, secret: true, persist: true);
        var elasticsearch = builder.AddElasticsearch(stage, secret);
        var searchService = builder
            .AddProject<Projects.NotionStyle_SearchService>("search-service")
            .WithEndpoint("http", endpoint => endpoint.Port = null)
            .WithEnvironment("Search__Token", token)
            .WithEnvironment("BlockStore__PoolSize", PostgresSettings.PoolSize(stage))
            .WithReference(elasticsearch)
            .WaitFor(elasticsearch)
            // Which makes the tables; once they are there, neither needs the other to run.
            .WaitFor(blockService)
            .WithHttpHealthCheck("/health");
        blockService
            .WithReference(searchService)
            .WithEnvironment("SearchService__Token", token)
            .WithEnvironment("BlockStore__FullText", "Elsewhere");
        return searchService;
    }

    private static IResourceBuilder<IResourceWithConnectionString> AddElasticsearch(
        this IDistributedApplicationBuilder builder,
        StageOptions stage,
        GenerateParameterDefault secret
    )
    {
        if (stage.Engines.TryGetValue("elasticsearch", out var connectionString))
        {
            builder.Configuration["ConnectionStrings:elasticsearch"] = connectionString;
            return builder.AddConnectionString("elasticsearch");
        }

        var password = builder.AddParameter("elasticsearch-password", secret, secret: true, persist: true);
        return builder
            .AddElasticsearch("elasticsearch", password)
            .WithDataBindMount(Path.Combine(stage.DataDirectory, "elasticsearch"));
    }
}
