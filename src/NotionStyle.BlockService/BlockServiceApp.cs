using Microsoft.AspNetCore.Http.Timeouts;
using NotionStyle.Blocks;
using NotionStyle.BlockService.Analytics;
using NotionStyle.BlockService.Auth;
using NotionStyle.BlockService.Docs;
using NotionStyle.BlockService.Errors;
using NotionStyle.BlockService.Notion;
using NotionStyle.BlockService.Pages;
using NotionStyle.BlockService.Search;
using NotionStyle.BlockService.Shards;
using NotionStyle.BlockService.Sync;
using NotionStyle.BlockService.Telemetry;
using NotionStyle.BlockService.Transactions;
using NotionStyle.BlockService.Wire;
using NotionStyle.BlockService.Workspaces;
using NotionStyle.ServiceDefaults;

namespace NotionStyle.BlockService;

/// <summary>Puts the service together. Which store it serves is the caller's: the program gives PostgreSQL, the tests whatever they need.</summary>
internal static class BlockServiceApp
{
    /// <summary>Connections at once; a waiting connection costs memory, so they end somewhere.</summary>
    private const int ConnectionsMaximum = 10_000;

    /// <summary>Room for the framing of a body that comes in chunks of some sensible size.</summary>
    private const int ChunkFramingBytes = 1024 * 1024;

    /// <summary>Requests get this long to end when the service is told to stop.</summary>
    private static readonly TimeSpan DrainMaximum = TimeSpan.FromSeconds(20);

    /// <summary>Runs the service until it is told to stop. A failure to start is one line on the error output and a non-zero result.</summary>
    /// <param name="args">Settings, as on the command line.</param>
    /// <param name="addStore">Registers the ports.</param>
    /// <param name="error">Where the line goes.</param>
    public static Task<int> RunAsync(string[] args, Action<WebApplicationBuilder> addStore, TextWriter error) =>
        ServiceProgram.RunAsync("NotionStyle.BlockService", () => Create(args, addStore), error);

    /// <summary>Builds the service without starting it.</summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder> addStore)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                // Settings lie beside the program, wherever it is started from.
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        var options = ServiceOptions.Read(builder.Configuration);
        builder.AddServiceDefaults();
        ConfigureServer(builder);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Authenticator>();
        builder.Services.AddSingleton<TransactionGate>();
        builder.Services.AddSingleton<ServiceMetrics>();
        builder.Services.AddNotionApi();
        builder.Services.AddRequestTimeouts(timeouts =>
            timeouts.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = options.RequestTimeout,
                TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
                WriteTimeoutResponse = static context =>
                {
                    ProblemAnswer.Write(context, Problem.Timeout);
                    return Task.CompletedTask;
                },
            }
        );
        builder.Services.AddOpenApi("v1", document => document.AddDocumentTransformer<ApiDocument>());
        addStore(builder);
        var app = builder.Build();
        app.UseMiddleware<RequestFrame>();
        app.UseRouting();
        app.UseRequestTimeouts();
        app.MapDefaultEndpoints();
        app.MapDocs();
        MapApi(app);
        return app;
    }

    private static void MapApi(WebApplication app)
    {
        var api = new Api(app, app.Services.GetRequiredService<Authenticator>());
        // In the order in which a reader of the document needs them.
        Make<WorkspaceEndpoints>().Map(api);
        Make<MemberEndpoints>().Map(api);
        Make<TokenEndpoints>().Map(api);
        Make<TransactionEndpoint>().Map(api);
        Make<PageChunkEndpoint>().Map(api);
        Make<SyncEndpoint>().Map(api);
        Make<SearchEndpoint>().Map(api);
        Make<AnalyticsEndpoints>().Map(api);
        Make<ShardEndpoint>().Map(api);
        app.MapNotionApi(api);

        T Make<T>() => ActivatorUtilities.CreateInstance<T>(app.Services);
    }

    private static void ConfigureServer(WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // The server counts the framing of chunks as well; the body itself is held to its maximum by BodyBuffer.
            kestrel.Limits.MaxRequestBodySize = StoreLimits.RequestBytesMaximum + ChunkFramingBytes;
            kestrel.Limits.MaxConcurrentConnections = ConnectionsMaximum;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainMaximum);
    }
}
