using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres;
using NotionStyle.BlockService.Tests.Support;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NotionStyle.BlockService.Tests.Telemetry;

/// <summary>The service over PostgreSQL with everything that it tells of itself kept in memory, as the exporter would have sent it.</summary>
internal sealed class Recording
{
    private Recording() { }

    public List<Activity> Spans { get; } = [];

    public List<MetricSnapshot> Metrics { get; } = [];

    public List<LogRecord> Logs { get; } = [];

    /// <summary>What a service tells from its start to its end, while a test sends it something.</summary>
    public static async Task<Recording> OfAsync(PostgresService postgres, Func<TestService, Task> act)
    {
        var recording = new Recording();
        await using (
            var service = await TestService.StartAsync(
                builder =>
                {
                    builder.Logging.AddOpenTelemetry(logs => logs.AddInMemoryExporter(recording.Logs));
                    builder.Services.ConfigureOpenTelemetryTracerProvider(t => t.AddInMemoryExporter(recording.Spans));
                    builder.Services.ConfigureOpenTelemetryMeterProvider(m => m.AddInMemoryExporter(recording.Metrics));
                    builder.Services.AddPostgresBlocks(builder.Configuration);
                },
                // Telemetry is on only when there is a receiver. Nobody is at this port; what is sent there is lost, as it may be.
                [.. postgres.Settings, "--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1", "--environment=Development"]
            )
        )
            await act(service);
        return recording;
    }

    /// <summary>The spans of a trace beneath another span, and that one itself.</summary>
    public IReadOnlyList<Activity> TraceOf(Activity root) => [.. Spans.Where(s => s.TraceId == root.TraceId)];
}
