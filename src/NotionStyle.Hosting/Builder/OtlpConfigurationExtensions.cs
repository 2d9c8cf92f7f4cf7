using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Tells processes where their telemetry goes.</summary>
public static class OtlpConfigurationExtensions
{
    /// <summary>
    /// Injects the OpenTelemetry variables; projects have them without asking. Who sends is always said; where to is
    /// said only when somebody listens: <c>ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL</c> (gRPC),
    /// <c>ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL</c>, or what the host itself inherited. An exporter that calls
    /// nobody costs processor time, so there is no default endpoint here (Aspire has one).
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
                var grpc =
                    configuration["DASHBOARD_OTLP_ENDPOINT_URL"] ?? configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"];
                var http =
                    configuration["DASHBOARD_OTLP_HTTP_ENDPOINT_URL"]
                    ?? configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"];
                if (!string.IsNullOrEmpty(grpc ?? http))
                {
                    set["OTEL_EXPORTER_OTLP_ENDPOINT"] = (string.IsNullOrEmpty(grpc) ? http : grpc)!;
                    set["OTEL_EXPORTER_OTLP_PROTOCOL"] = string.IsNullOrEmpty(grpc) ? "http/protobuf" : "grpc";
                    if (configuration["AppHost:OtlpApiKey"] is { Length: > 0 } key)
                        set["OTEL_EXPORTER_OTLP_HEADERS"] = $"x-otlp-api-key={key}";
                }

                if (!development)
                    return;
                set["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
                set["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
                set["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
                set["OTEL_TRACES_SAMPLER"] = "always_on";
                set["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
                if (context.Resource is not ProjectResource)
                    return;
                set["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
                set["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
            })
            .WithAnnotation(new OtlpExporterAnnotation());
    }
}

/// <summary>The resource sends telemetry; each process of it gets an instance id.</summary>
internal sealed class OtlpExporterAnnotation : IResourceAnnotation;
