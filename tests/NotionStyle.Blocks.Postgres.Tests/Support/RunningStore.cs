using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Sharding;

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>The store as a program has it: registered by <c>AddPostgresBlocks</c> and started by its host.</summary>
public sealed class RunningStore : IAsyncDisposable
{
    private readonly IHost _host;

    private RunningStore(IHost host)
    {
        _host = host;
        Services = host.Services;
    }

    public IServiceProvider Services { get; }
    public IBlockStore Blocks => Services.GetRequiredService<IBlockStore>();
    public IRecordQueries Queries => Services.GetRequiredService<IRecordQueries>();
    public IBlockSearch Search => Services.GetRequiredService<IBlockSearch>();
    public IBlockAnalytics Analytics => Services.GetRequiredService<IBlockAnalytics>();
    public IWorkspaces Workspaces => Services.GetRequiredService<IWorkspaces>();
    public ShardRouter Router => Services.GetRequiredService<ShardRouter>();
    public IShardDirectory Directory => Services.GetRequiredService<IShardDirectory>();
    public ShardServers Servers => Services.GetRequiredService<ShardServers>();

    /// <summary>Starts a store; throws what its start throws.</summary>
    /// <param name="connectionStrings">The servers, <c>shards-1</c> first.</param>
    /// <param name="poolSize">Connections to each server.</param>
    /// <param name="watchesMap">Whether the shard map's watcher runs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="settings">More of the section <c>BlockStore</c>.</param>
    /// <param name="firstServer">The number of the first server's name.</param>
    /// <param name="register">Registers more services.</param>
    public static async Task<RunningStore> StartAsync(
        IReadOnlyList<string> connectionStrings,
        int poolSize = 20,
        bool watchesMap = true,
        TimeProvider? time = null,
        IReadOnlyDictionary<string, string>? settings = null,
        int firstServer = 1,
        Action<IServiceCollection>? register = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        var configuration = new Dictionary<string, string?>
        {
            ["BlockStore:PoolSize"] = poolSize.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (text, index) in connectionStrings.Select((c, i) => (c, i)))
            configuration[$"ConnectionStrings:shards-{index + firstServer}"] = text;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
            configuration["BlockStore:" + name] = value;
        builder.Configuration.AddInMemoryCollection(configuration);
        if (time is not null)
            builder.Services.AddSingleton(time);
        builder.Services.AddPostgresBlocks(builder.Configuration);
        register?.Invoke(builder.Services);
        if (!watchesMap)
            builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == typeof(ShardMapWatcher)));
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            await StopAsync(host);
            throw;
        }

        return new RunningStore(host);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await StopAsync(_host);
    }

    // The pools are asynchronous disposables, which the synchronous Dispose of a host refuses.
    private static async Task StopAsync(IHost host) => await ((IAsyncDisposable)host).DisposeAsync();
}
