using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NotionStyle.Dashboard.Otlp;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Otlp;

/// <summary>The whole dashboard on free ports, with a sink in memory in the place of the store.</summary>
internal sealed class RunningReceiver : IAsyncDisposable
{
    public const string Protobuf = "application/x-protobuf";
    private readonly WebApplication _app;
    private readonly string _directory;

    private RunningReceiver(WebApplication app, MemorySink sink, LogMemory log, string directory)
    {
        _app = app;
        _directory = directory;
        (Sink, Log) = (sink, log);
        Ports = app.Services.GetRequiredService<OtlpPorts>();
        Client = new HttpClient { BaseAddress = Http };
        Channel = GrpcChannel.ForAddress(Grpc);
    }

    public MemorySink Sink { get; }

    /// <summary>Errors that the dashboard logged.</summary>
    public LogMemory Log { get; }

    public OtlpPorts Ports { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Grpc => new($"http://127.0.0.1:{Ports.Grpc}");

    public Uri Http => new($"http://127.0.0.1:{Ports.Http}");

    /// <summary>The pages.</summary>
    public Uri Pages =>
        new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>At the HTTP port.</summary>
    public HttpClient Client { get; }

    public GrpcChannel Channel { get; }

    public static async Task<RunningReceiver> StartAsync(params (string Key, string Value)[] settings)
    {
        var sink = new MemorySink();
        var log = new LogMemory();
        var directory = Directory.CreateTempSubdirectory("notionstyle-otlp-").FullName;
        var app = DashboardApp.Build(
            [],
            builder =>
            {
                builder.WebHost.UseUrls("http://127.0.0.1:0");
                builder.Configuration.AddInMemoryCollection([
                    new("Dashboard:DataDirectory", directory),
                    new("Dashboard:Otlp:GrpcPort", "0"),
                    new("Dashboard:Otlp:HttpPort", "0"),
                    .. settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value)),
                ]);
                builder.Services.AddSingleton<ITelemetrySink>(sink);
                builder.Logging.ClearProviders().AddProvider(log);
            }
        );
        await app.StartAsync();
        return new RunningReceiver(app, sink, log, directory);
    }

    public Task<HttpResponseMessage> PostAsync(
        string path,
        byte[] body,
        string type = Protobuf,
        string? encoding = null
    )
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return Client.PostAsync(path, content);
    }

    public Task<HttpResponseMessage> PostAsync(string path, IMessage message) => PostAsync(path, message.ToByteArray());

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Channel.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}

/// <summary>Keeps what is logged as an error.</summary>
internal sealed class LogMemory : ILoggerProvider, ILogger
{
    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _errors = [];

    public IReadOnlyCollection<string> Errors => _errors;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (logLevel >= LogLevel.Error)
            _errors.Enqueue($"{formatter(state, exception)} {exception}");
    }

    public void Dispose() { }
}
