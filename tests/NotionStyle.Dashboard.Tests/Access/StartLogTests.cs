using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NotionStyle.Dashboard.Storage;

namespace NotionStyle.Dashboard.Tests.Access;

/// <summary>A warning at every start is one that nobody reads.</summary>
public sealed class StartLogTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("notionstyle-access-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task A_first_start_with_addresses_from_outside_warns_of_nothing()
    {
        using var log = new Warnings();
        // As the AppHost and ASPNETCORE_URLS give them: the host knows them before the dashboard can take them over.
        await using var app = DashboardApp.Build(
            ["--applicationName=NotionStyle.Dashboard", "--urls=http://127.0.0.1:0"],
            builder =>
            {
                builder.Configuration.AddInMemoryCollection([
                    new("Dashboard:DataDirectory", _data),
                    new("Dashboard:Otlp:GrpcPort", "0"),
                    new("Dashboard:Otlp:HttpPort", "0"),
                    new("Dashboard:Frontend:BrowserToken", RunningDashboard.Token),
                ]);
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<ILoggerProvider>(log);
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var answer = await client.GetAsync(
            $"/login?t={RunningDashboard.Token}",
            TestContext.Current.CancellationToken
        );
        await app.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(3, app.Urls.Count);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_data, "keys")));
        Assert.Contains(log.Lines, line => line.Contains(nameof(TelemetryWriter), StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => !line.StartsWith("Information", StringComparison.Ordinal));
    }

    private sealed class Warnings : ILoggerProvider
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, Lines);

        public void Dispose() { }

        private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

            public void Log<TState>(
                LogLevel logLevel,
                EventId eventId,
                TState state,
                Exception? exception,
                Func<TState, Exception?, string> formatter
            ) => lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)}");
        }
    }
}
