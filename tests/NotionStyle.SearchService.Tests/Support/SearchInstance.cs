using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using NotionStyle.Blocks.Postgres.Derived;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Feed;
using NotionStyle.SearchService.Index;
using NotionStyle.SearchService.Indexing;
using NotionStyle.SearchService.Querying;
using NotionStyle.SearchService.Reconcile;

namespace NotionStyle.SearchService.Tests.Support;

/// <summary>The parts of one search service over a store and an engine. Nothing runs by itself: a test says what happens when.</summary>
public sealed class SearchInstance : IAsyncDisposable
{
    private readonly IHost _host;

    private SearchInstance(IHost host, FaultyNetwork network) => (_host, Network) = (host, network);

    public FaultyNetwork Network { get; }
    internal ElasticClient Elastic => Get<ElasticClient>();
    internal Indexer Indexer => Get<Indexer>();
    internal IndexManager Manager => Get<IndexManager>();
    internal IndexTargets Targets => Get<IndexTargets>();
    internal ChangeApplier Applier => Get<ChangeApplier>();
    internal Poller Poller => Get<Poller>();
    internal Reconciler Reconciler => Get<Reconciler>();
    internal Refresher Refresher => Get<Refresher>();
    internal ElasticBlockSearch Search => Get<ElasticBlockSearch>();
    internal ElasticTitleSearch Titles => Get<ElasticTitleSearch>();
    internal string Index => Targets.All[0];

    public static async Task<SearchInstance> StartAsync(
        Databases databases,
        Engine engine,
        IReadOnlyDictionary<string, string>? settings = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var configuration = new Dictionary<string, string?>
        {
            ["ConnectionStrings:elasticsearch"] = engine.ConnectionString,
            ["BlockStore:PoolSize"] = "10",
            ["Search:PollGraceMilliseconds"] = "0",
            ["Search:PageMilliseconds"] = "0",
        };
        foreach (var (text, index) in databases.ConnectionStrings.Select((c, i) => (c, i)))
            configuration[$"ConnectionStrings:shards-{index + 1}"] = text;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            configuration["Search:" + name] = value;
        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Services.AddSearch(builder.Configuration);
        var network = new FaultyNetwork();
        builder.Services.Replace(
            ServiceDescriptor.Singleton(s => new ElasticClient(
                ElasticOptions.Read(engine.ConnectionString),
                s.GetRequiredService<ElasticMetrics>(),
                network
            ))
        );
        foreach (
            var service in builder
                .Services.Where(s =>
                    s.ServiceType == typeof(IHostedService)
                    && (s.ImplementationFactory is not null || s.ImplementationType == typeof(ReconcileSchedule))
                )
                .ToArray()
        )
            builder.Services.Remove(service);
        var host = builder.Build();
        await host.StartAsync();
        var instance = new SearchInstance(host, network);
        await instance.Get<RecordSource>().Ready;
        await instance.Manager.OpenAsync(default);
        await instance.Manager.CompleteAsync(default);
        return instance;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    /// <summary>Compares all shards, without a repair.</summary>
    internal Task<ReconcileResult> CompareAsync(int? shard = null) =>
        Reconciler.RunAsync(Index, new ReconcileRequest(Repair: false, shard), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
