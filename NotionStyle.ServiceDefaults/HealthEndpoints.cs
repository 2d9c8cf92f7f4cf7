using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace NotionStyle.ServiceDefaults;

/// <summary>The health of a service over HTTP.</summary>
/// <remarks>
/// Mapped in every environment, not only in development: the host waits for it before it starts what depends on the service. The answers hold names and
/// descriptions that the checks chose to show, never an exception.
/// </remarks>
public static class HealthEndpoints
{
    /// <summary>Every check: whether the service can do its work. 200, or 503 when a check is unhealthy.</summary>
    public const string AllPath = "/health";

    /// <summary>The checks tagged <c>live</c>: whether the process should be left running.</summary>
    public const string LivePath = "/alive";

    /// <summary>Maps <c>/health</c> and <c>/alive</c>.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        app.MapHealthChecks(AllPath, new HealthCheckOptions { ResponseWriter = WriteAsync });
        app.MapHealthChecks(
            LivePath,
            new HealthCheckOptions
            {
                Predicate = check => check.Tags.Contains(ServiceDefaultsExtensions.LiveTag),
                ResponseWriter = WriteAsync,
            }
        );
        return app;
    }

    /// <summary>Writes <c>{"status":"healthy","checks":[{"name","status","description"}]}</c>.</summary>
    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status", Name(report.Status));
        writer.WriteStartArray("checks");
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteStartObject();
            writer.WriteString("name", name);
            writer.WriteString("status", Name(entry.Status));
            writer.WriteString("description", entry.Description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Name(HealthStatus status) =>
        status switch
        {
            HealthStatus.Healthy => "healthy",
            HealthStatus.Degraded => "degraded",
            _ => "unhealthy",
        };
}
