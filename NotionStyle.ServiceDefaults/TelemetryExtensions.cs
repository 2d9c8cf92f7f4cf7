using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NotionStyle.ServiceDefaults;

/// <summary>What every service tells of itself, by OTLP.</summary>
internal static class TelemetryExtensions
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Sampler = "OTEL_TRACES_SAMPLER";

    /// <summary>
    /// Settings of OpenTelemetry that are other than its own; the environment goes before them. A person looks at what happened a moment ago, so it is sent every second and
    /// not every five or sixty. The queues hold some seconds of a loaded service; what does not fit is dropped by the SDK, which counts it.
    /// </summary>
    private static readonly Dictionary<string, string?> Defaults = new()
    {
        ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BSP_MAX_QUEUE_SIZE"] = "32768",
        ["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "2048",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
        ["OTEL_BLRP_MAX_QUEUE_SIZE"] = "8192",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "5000",
        // Measurements remember the trace they were made in: a slow bucket leads to a slow request.
        ["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based",
    };

    /// <summary>
    /// Telemetry is collected only when there is somebody to send it to: without a receiver every request would pay for spans that
    /// are thrown away. Instruments stay visible to <c>dotnet-counters</c> either way.
    /// </summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
            return;

        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Defaults });
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            // Scopes repeat what the span of the request says, on every line; the line has the span's id.
            logs.IncludeScopes = false;
        });
        builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, builder.Environment))
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter("Npgsql")
                    .AddMeter("NotionStyle.*")
            )
            .WithTracing(traces =>
            {
                traces
                    .AddSource(builder.Environment.ApplicationName)
                    .AddSource("NotionStyle.*")
                    .AddAspNetCoreInstrumentation(options =>
                        options.Filter = context => !IsHealthProbe(context.Request)
                    )
                    .AddHttpClientInstrumentation()
                    .AddNpgsql()
                    .AddProcessor(new ReturnedRows());
                // While one develops, everything is kept, whatever a caller wished. What the filter leaves out (health probes) stays out, with all beneath it.
                if (builder.Environment.IsDevelopment() && builder.Configuration[Sampler] is null)
                    traces.SetSampler(
                        new ParentBasedSampler(new AlwaysOnSampler(), remoteParentNotSampled: new AlwaysOnSampler())
                    );
            })
            .UseOtlpExporter();
    }

    /// <summary>Name, version and instance. The environment (<c>OTEL_SERVICE_NAME</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>) goes before what the program knows.</summary>
    private static void Describe(ResourceBuilder resource, IHostEnvironment environment) =>
        resource
            .AddService(
                environment.ApplicationName,
                serviceVersion: Assembly
                    .GetEntryAssembly()
                    ?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion
            )
            .AddAttributes([new("deployment.environment.name", environment.EnvironmentName.ToLowerInvariant())])
            .AddEnvironmentVariableDetector();

    private static bool IsHealthProbe(HttpRequest request) =>
        request.Path.StartsWithSegments(HealthEndpoints.AllPath, StringComparison.Ordinal)
        || request.Path.StartsWithSegments(HealthEndpoints.LivePath, StringComparison.Ordinal);
}
