using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Elasticsearch;

/// <summary>Asks the server who it is.</summary>
internal sealed class ElasticsearchHealthCheck(
    IHttpClientFactory clients,
    Func<CancellationToken, ValueTask<string?>> connectionString
) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        // http://elastic:password@host:port, the password as it is: cut by hand, because it may hold what a URI may not.
        var text = (await connectionString(cancellationToken))!;
        var at = text.LastIndexOf('@');
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{text[(at + 1)..]}/");
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(text["http://".Length..at]))
        );
        try
        {
            using var client = clients.CreateClient("health");
            using var response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Unauthorized)
                throw new DistributedApplicationException(
                    "Elasticsearch refuses the password: a native server keeps the one that its data directory was made with. Give that one, or remove the directory."
                );
            return response.IsSuccessStatusCode
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"GET / answers {(int)response.StatusCode}, expected 200");
        }
        catch (HttpRequestException e)
        {
            return HealthCheckResult.Unhealthy(e.Message, e);
        }
    }
}
