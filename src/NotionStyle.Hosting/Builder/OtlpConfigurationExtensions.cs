using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Tells processes where their telemetry goes.</summary>
public static class OtlpConfigurationExtensions
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>
    /// Injects the OpenTelemetry variables; projects have them without asking. Who sends is always said; where to is
    /// said only when somebody listens: <c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c> (gRPC),
    /// <c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c>, else the dashboard of the application (<c>AsDashboard</c>), else
    /// what the host itself inherited. An exporter that calls nobody costs processor time, so there is no default
    /// endpoint here (Aspire has one). The dashboard does not send to itself.
    /// </summary>
    public static IResourceBuilder<T> WithOtlpExporter<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEnvironment
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        var development = builder.ApplicationBuilder.Environment.IsDevelopment();
        return builder
            .WithEnvironment(context =>
            {
                var set = context.EnvironmentVariables;
                set["OTEL_SERVICE_NAME"] = context.Resource.Name;
                if (context.Resource.IsDashboard())
                {
                    set[Endpoint] = "";
                    return;
                }

                var grpc =
                    configuration["DASHBOARD_OTLP_ENDPOINT_URL"] ?? configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"];
                var http =
                    configuration["DASHBOARD_OTLP_HTTP_ENDPOINT_URL"]
                    ?? configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];
                var dashboard = builder.ApplicationBuilder.Resources.Dashboard();
                if (!string.IsNullOrEmpty(grpc ?? http))
                {
                    set[Endpoint] = (string.IsNullOrEmpty(grpc) ? http : grpc)!;
                    set["OTEL_EXPORTER_OTLP_PROTOCOL"] = string.IsNullOrEmpty(grpc) ? "http/protobuf" : "grpc";
                    if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
                        set["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
                    dashboard = null;
                }

                if (development)
                    SetDevelopment(set, context.Resource);
                if (dashboard is not null)
                    SetReceiver(set, dashboard);
            })
            .WithAnnotation(new OtlpExporterAnnotation());
    }

    /// <summary>Everything at once and nothing left out, as Aspire has it for development.</summary>
    private static void SetDevelopment(Dictionary<string, object> set, IResource resource)
    {
        set["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
        set["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
        set["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        set["OTEL_TRACES_SAMPLER"] = "always_on";
        set["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
        if (resource is not ProjectResource)
            return;
        set["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
        set["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
    }

    /// <summary>
    /// The application's own dashboard keeps what it gets, so metrics come as differences and not every second: a
    /// service with one series per shard and instrument would send thousands of points each time. The queues hold
    /// some seconds of a loaded service (the SDK's own default is 2,048 spans, which it drops from silently).
    /// </summary>
    private static void SetReceiver(Dictionary<string, object> set, DashboardAnnotation dashboard)
    {
        set[Endpoint] = dashboard.OtlpEndpoint;
        set["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc";
        set["OTEL_EXPORTER_OTLP_HEADERS"] = ReferenceExpression.Create($"x-otlp-api-key={dashboard.OtlpKey}");
        set["OTEL_METRIC_EXPORT_INTERVAL"] = "5000";
        set["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"] = "delta";
        set["OTEL_BSP_MAX_QUEUE_SIZE"] = "32768";
        set["OTEL_BSP_MAX_EXPORT_BATCH_SIZE"] = "2048";
        set["OTEL_BLRP_MAX_QUEUE_SIZE"] = "16384";
        set["OTEL_BLRP_MAX_EXPORT_BATCH_SIZE"] = "2048";
    }
}

/// <summary>The resource sends telemetry; each process of it gets an instance id.</summary>
internal sealed class OtlpExporterAnnotation : IResourceAnnotation;
