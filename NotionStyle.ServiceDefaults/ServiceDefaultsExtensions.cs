using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace NotionStyle.ServiceDefaults;

/// <summary>What every service of this repository has in common: telemetry, health, service discovery and resilient HTTP clients.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>The tag of the checks that say whether the process itself is alive.</summary>
    public const string LiveTag = "live";

    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the common settings. Call it first in every service.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.AddTelemetry();
        builder.Services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        builder.Services.AddServiceDiscovery();
        builder.Services.ConfigureHttpClientDefaults(http =>
        {
            http.AddStandardResilienceHandler();
            http.AddServiceDiscovery();
        });
        return builder;
    }

    /// <summary>
    /// Telemetry is collected only when there is somebody to send it to: without a receiver every request would pay for spans that
    /// are thrown away. Instruments stay visible to <c>dotnet-counters</c> either way.
    /// </summary>
    private static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (string.IsNullOrWhiteSpace(builder.Configuration[OtlpEndpoint]))
            return;

        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
        });
        builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter("Npgsql")
                    .AddMeter("NotionStyle.*")
            )
            .WithTracing(traces =>
                traces
                    .AddSource(builder.Environment.ApplicationName)
                    .AddSource("NotionStyle.*")
                    .AddAspNetCoreInstrumentation(options =>
                        options.Filter = context => !IsHealthProbe(context.Request)
                    )
                    .AddHttpClientInstrumentation()
                    .AddNpgsql()
            )
            .UseOtlpExporter();
    }

    private static bool IsHealthProbe(HttpRequest request) =>
        request.Path.StartsWithSegments(HealthEndpoints.AllPath, StringComparison.Ordinal)
        || request.Path.StartsWithSegments(HealthEndpoints.LivePath, StringComparison.Ordinal);
}
