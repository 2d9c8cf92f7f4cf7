using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.SearchService.Tests.Support;

/// <summary>A store of stage 2, an engine and a search service.</summary>
public sealed class SearchStack : IAsyncDisposable
{
    private readonly SemaphoreSlim _delivering = new(1);

    private SearchStack(
        Databases databases,
        RunningStore store,
        Commits commits,
        Engine engine,
        SearchInstance search
    ) => (Databases, Store, Commits, Engine, Search) = (databases, store, commits, engine, search);

    public Databases Databases { get; }
    public RunningStore Store { get; }
    public Commits Commits { get; }
    public Engine Engine { get; }
    public SearchInstance Search { get; }

    public static async Task<SearchStack> StartAsync(PostgresServers servers)
    {
        var databases = await servers.NewMigratedDatabasesAsync();
        var commits = new Commits();
        var store = await RunningStore.StartAsync(
            databases.ConnectionStrings,
            settings: new Dictionary<string, string> { ["FullText"] = "Elsewhere" },
            register: services => services.AddSingleton<ICommitListener>(commits)
        );
        var engine = await Engine.StartAsync();
        return new SearchStack(databases, store, commits, engine, await SearchInstance.StartAsync(databases, engine));
    }

    /// <summary>Delivers everything that was committed until now, and makes it visible.</summary>
    public async Task CatchUpAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        // Whoever comes while another test delivers has to wait for its end: its own commits may be among them.
        await _delivering.WaitAsync(ct);
        try
        {
            await Search.Applier.ApplyAsync("test", Commits.Take(), ct);
            await Search.Refresher.RefreshAsync(ct);
        }
        finally
        {
            _delivering.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Search.DisposeAsync();
        await Engine.DisposeAsync();
        await Store.DisposeAsync();
        await Databases.DisposeAsync();
        _delivering.Dispose();
    }
}

/// <summary>The stack that the tests of a class share, which break nothing of it.</summary>
public sealed class SharedSearch(PostgresServers servers) : IAsyncLifetime
{
    public SearchStack Stack { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Stack = await SearchStack.StartAsync(servers);

    public ValueTask DisposeAsync() => Stack.DisposeAsync();
}
