using Microsoft.Extensions.Diagnostics.HealthChecks;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Index;
using NotionStyle.SearchService.Indexing;
using NotionStyle.SearchService.Querying;
using NotionStyle.SearchService.Reconcile;
using NotionStyle.SearchService.Wire;
using NotionStyle.ServiceDefaults;

namespace NotionStyle.SearchService;

/// <summary>Puts the service together.</summary>
internal static class SearchServiceApp
{
    /// <summary>Bytes of one request: a query, or the commits of one hand-over.</summary>
    public const int RequestBytesMaximum = 16 * 1024 * 1024;

    /// <summary>Runs the service until it is told to stop. A failure to start is one line on the error output and a non-zero result.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter error) =>
        ServiceProgram.RunAsync("NotionStyle.SearchService", () => Create(args), error);

    /// <summary>Builds the service without starting it.</summary>
    public static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                // Settings lie beside the program, wherever it is started from.
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.AddServiceDefaults();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBytesMaximum;
        });
        builder.Services.AddSearch(builder.Configuration);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        app.MapSearch();
        return app;
    }

    /// <summary>Registers everything but the endpoints; what the tests leave out they remove.</summary>
    public static IServiceCollection AddSearch(this IServiceCollection services, IConfiguration configuration)
    {
        var options = SearchOptions.Read(configuration);
        var elastic = ElasticOptions.Read(configuration.GetConnectionString(ElasticOptions.Name));
        services.AddPostgresRecordSource(configuration);
        services.AddMetrics();
        services.AddSingleton(options);
        services.AddSingleton<ElasticMetrics>();
        services.AddSingleton<IndexerMetrics>();
        services.AddSingleton(s => new ElasticClient(elastic, s.GetRequiredService<ElasticMetrics>()));
        services.AddSingleton(s => new QueryGate(
            new ElasticClient(elastic, s.GetRequiredService<ElasticMetrics>())
            {
                Attempts = 2,
                AttemptMaximum = options.QueryTimeout,
            },
            options
        ));
        services.AddSingleton<IndexTargets>();
        services.AddSingleton<Refresher>();
        services.AddHostedService(s => s.GetRequiredService<Refresher>());
        services.AddSingleton<Indexer>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<PollCursors>();
        services.AddSingleton<Poller>();
        services.AddSingleton<HandOffFeed>();
        services.AddSingleton<IChangeFeed>(s => s.GetRequiredService<HandOffFeed>());
        services.AddSingleton<IChangeFeed>(s => s.GetRequiredService<Poller>());
        services.AddSingleton<PageLane>();
        services.AddSingleton<ChangeApplier>();
        services.AddSingleton<IndexManager>();
        services.AddSingleton<FeedRunner>();
        services.AddHostedService(s => s.GetRequiredService<FeedRunner>());
        services.AddHostedService<ReconcileSchedule>();
        services.AddSingleton<ElasticBlockSearch>();
        services.AddSingleton<IBlockSearch>(s => s.GetRequiredService<ElasticBlockSearch>());
        services.AddSingleton<ElasticTitleSearch>();
        services
            .AddHealthChecks()
            .AddCheck<IndexHealthCheck>(
                "index",
                // Also when it is ended from outside, it must not take the service down.
                failureStatus: HealthStatus.Degraded,
                timeout: IndexHealthCheck.AnswerMaximum + TimeSpan.FromSeconds(2)
            );
        return services;
    }
}
