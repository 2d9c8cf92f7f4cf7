using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Configuration.Memory;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Rest;
using NotionStyle.Engines.Elasticsearch.Rest.Handlers;
using NotionStyle.Engines.Elasticsearch.Tasks;
using NotionStyle.Engines.Elasticsearch.Writes;
using NotionStyle.ServiceDefaults;

namespace NotionStyle.Engines.Elasticsearch;

/// <summary>Puts the server together: its indices on disk below the REST routes.</summary>
internal static class EngineApp
{
    /// <summary>A sync of the translog holds a thread; the pool must not need a second to grow before others get on.</summary>
    private const int ThreadsMinimum = 32;

    /// <summary>Connections at once; a waiting one costs memory, so they end somewhere.</summary>
    private const int ConnectionsMaximum = 2_000;

    /// <summary>Requests get this long to end when the server is told to stop, and the commits after them.</summary>
    private static readonly TimeSpan DrainMaximum = TimeSpan.FromSeconds(5);

    /// <summary>Runs until it is stopped. The result is the exit code.</summary>
    public static Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        ThreadPool.GetMinThreads(out _, out var completion);
        ThreadPool.SetMinThreads(ThreadsMinimum, completion);
        return ServiceProgram.RunAsync(
            "NotionStyle.Engines.Elasticsearch",
            () => Create(args, _ => { }),
            errors,
            app => output.WriteLineAsync($"Listening on {app.Urls.First()}")
        );
    }

    /// <summary>Builds it, which opens the data directory; tests add their own settings.</summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder> configure)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory }
        );
        AddLogDefaults(builder.Configuration);
        builder.AddServiceDefaults();
        configure(builder);
        var options = ReadOptions(builder.Configuration);
        ConfigureServer(builder, options);
        AddServices(builder.Services, options);
        var app = builder.Build();
        app.MapDefaultEndpoints();
        // Opened before the port is: who can connect finds every index.
        _ = app.Services.GetRequiredService<Catalog>();
        var server = app.Services.GetRequiredService<RestServer>();
        app.MapFallback("{**path}", server.HandleAsync);
        return app;
    }

    /// <summary>Before all other settings, which can change them. A file of its own would meet the services' where programs share a folder.</summary>
    private static void AddLogDefaults(ConfigurationManager configuration) =>
        ((IConfigurationBuilder)configuration).Sources.Insert(
            0,
            new MemoryConfigurationSource
            {
                InitialData = new Dictionary<string, string?>
                {
                    ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
                    ["Logging:Console:FormatterName"] = "simple",
                    ["Logging:Console:FormatterOptions:SingleLine"] = "true",
                    ["Logging:Console:FormatterOptions:TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ ",
                    ["Logging:Console:FormatterOptions:UseUtcTimestamp"] = "true",
                },
            }
        );

    private static EngineOptions ReadOptions(ConfigurationManager configuration)
    {
        var options = configuration.GetSection(EngineOptions.Section).Get<EngineOptions>() ?? new EngineOptions();
        List<ValidationResult> faults = [];
        if (!Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
            throw new EngineException(
                $"{string.Join(' ', faults.Select(f => f.ErrorMessage))} The settings are {EngineOptions.Section}__NAME in the environment or --{EngineOptions.Section}:NAME."
            );
        return options;
    }

    private static void AddServices(IServiceCollection services, EngineOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Catalog>();
        services.AddSingleton<DocumentWriter>();
        services.AddSingleton<BulkExecutor>();
        services.AddSingleton<ByQueryExecutor>();
        services.AddSingleton<TaskRegistry>();
        services.AddSingleton(new Access(options.Password));
        services.AddSingleton(new IndexingPressure(options.PressureMegabytes * 1024L * 1024));
        services.AddSingleton(
            new SearchGate(
                options.SearchThreads > 0 ? options.SearchThreads : (Environment.ProcessorCount * 3 / 2) + 1,
                options.SearchQueue
            )
        );
        services.AddSingleton(MapRoutes);
        services.AddSingleton<RestServer>();
    }

    private static Routes MapRoutes(IServiceProvider services)
    {
        var routes = new Routes();
        Make<ClusterHandlers>().Map(routes);
        Make<IndexHandlers>().Map(routes);
        Make<AliasHandlers>().Map(routes);
        Make<MaintenanceHandlers>().Map(routes);
        Make<DocumentHandlers>().Map(routes);
        Make<ReadHandlers>().Map(routes);
        Make<BulkHandlers>().Map(routes);
        Make<SearchHandlers>().Map(routes);
        Make<ByQueryHandlers>().Map(routes);
        return routes;

        T Make<T>() => ActivatorUtilities.CreateInstance<T>(services);
    }

    private static void ConfigureServer(WebApplicationBuilder builder, EngineOptions options)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var address = options.Host is "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Host);
            kestrel.Listen(address, options.Port);
            kestrel.AddServerHeader = false;
            // The body itself is held to its maximum where it is read, with an answer in Elasticsearch's shape.
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMaximum;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainMaximum);
    }
}
