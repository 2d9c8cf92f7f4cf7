using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Healthy while a GET answers with the expected status.</summary>
internal sealed class HttpHealthCheck(IHttpClientFactory clients, Func<Uri> address, int status) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var uri = address();
        try
        {
            using var client = clients.CreateClient("health");
            using var response = await client.GetAsync(uri, cancellationToken);
            return (int)response.StatusCode == status
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"GET {uri} answers {(int)response.StatusCode}, expected {status}");
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Unhealthy($"GET {uri}: {e.Message}", e);
        }
    }
}
