using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Aspire.Hosting.Orchestration;

/// <summary>Finds the checks of a resource: its own and those of the resources it lives in.</summary>
internal sealed class HealthChecks(
    IServiceProvider services,
    IOptions<HealthCheckServiceOptions> options,
    IHttpClientFactory clients
)
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The checks of one process; http checks ask that process and not the public port.</summary>
    public IReadOnlyList<NamedCheck> Of(IResource resource, IReadOnlyDictionary<EndpointAnnotation, int>? targetPorts)
    {
        var registrations = options.Value.Registrations.ToDictionary(r => r.Name, StringComparer.Ordinal);
        List<NamedCheck> checks = [];
        for (var owner = resource; owner is not null; owner = (owner as IResourceWithParent)?.Parent)
            foreach (var annotation in owner.Annotations.OfType<HealthCheckAnnotation>())
            {
                if (!registrations.TryGetValue(annotation.Key, out var registration))
                    throw new DistributedApplicationException(
                        $"Resource '{owner.Name}' names the health check '{annotation.Key}', which is not registered: "
                            + "builder.Services.AddHealthChecks().AddCheck(...)."
                    );
                checks.Add(Create(annotation, registration, targetPorts));
            }

        return checks;
    }

    private NamedCheck Create(
        HealthCheckAnnotation annotation,
        HealthCheckRegistration registration,
        IReadOnlyDictionary<EndpointAnnotation, int>? targetPorts
    )
    {
        var timeout = registration.Timeout > TimeSpan.Zero ? registration.Timeout : DefaultTimeout;
        var check =
            annotation is HttpHealthCheckAnnotation http
            && targetPorts is not null
            && targetPorts.TryGetValue(http.Endpoint.EndpointAnnotation, out var port)
                ? new HttpHealthCheck(clients, () => Address(http, port), http.Status)
                : registration.Factory(services);
        var context = new HealthCheckContext { Registration = registration };
        return new NamedCheck(annotation.Key, timeout, token => check.CheckHealthAsync(context, token));
    }

    private static Uri Address(HttpHealthCheckAnnotation http, int port) =>
        new(
            new Uri(string.Create(CultureInfo.InvariantCulture, $"{http.Endpoint.Scheme}://localhost:{port}")),
            http.Path
        );
}
