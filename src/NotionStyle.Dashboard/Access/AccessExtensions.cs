using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NotionStyle.Dashboard.Otlp;

namespace NotionStyle.Dashboard.Access;

/// <summary>Who may look: the login with the token, the cookie, the keys of the API, and the headers that keep other sites out.</summary>
internal static class AccessExtensions
{
    /// <summary>Pages that stay in memory for a browser that has lost its connection; what is beyond that loads again.</summary>
    private const int WaitingPages = 20;

    private const int MessageBytes = 64 << 10;

    public static void AddAccess(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<AccessKeys>();
        services.AddSingleton<LoginCookie>();
        services.AddSingleton(_ => OwnHosts.Of(builder.Configuration));
        services.AddSingleton<OpenPages>();
        services.TryAddSingleton(TimeProvider.System);
        // It warns of each new key that nothing encrypts it. What could would have to lie beside the keys, and they are files that only this user can read (ConfigureKeys).
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        services.AddDataProtection().SetApplicationName("NotionStyle.Dashboard");
        services.AddSingleton<
            IConfigureOptions<Microsoft.AspNetCore.DataProtection.KeyManagement.KeyManagementOptions>
        >(provider => new ConfigureKeys(
            provider.GetRequiredService<IOptions<DashboardOptions>>(),
            provider.GetRequiredService<ILoggerFactory>()
        ));
        services.Configure<CircuitOptions>(circuits => circuits.DisconnectedCircuitMaxRetained = WaitingPages);
        services.AddSignalR(hub => hub.MaximumReceiveMessageSize = MessageBytes);
    }

    public static void UseAccess(this WebApplication app)
    {
        // Before anything starts, so that a token that cannot be used leaves nothing half started.
        _ = app.Services.GetRequiredService<AccessKeys>();
        app.UseMiddleware<PageHeaders>();
        app.UseMiddleware<OwnSiteOnly>();
        app.UseMiddleware<LoginRequired>();
        app.Use((context, next) => context.RequestServices.GetRequiredService<OpenPages>().InvokeAsync(context, next));
    }

    public static void MapAccess(this WebApplication app) => LoginEndpoints.Map(app);

    /// <summary>Prints where the dashboard is, with the token, once it listens.</summary>
    public static async Task AnnounceAsync(this WebApplication app, TextWriter output)
    {
        var token = app.Services.GetRequiredService<AccessKeys>().BrowserToken;
        var ports = app.Services.GetRequiredService<OtlpPorts>();
        var pages = app
            .Urls.Select(url => new Uri(url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal)))
            .FirstOrDefault(url => url.Port != ports.Grpc && url.Port != ports.Http);
        if (pages is not null)
            await output.WriteLineAsync($"Dashboard: {new Uri(pages, $"/login?t={token}")}");
        await output.WriteLineAsync(
            FormattableString.Invariant(
                $"Telemetry: OTLP over gRPC at http://localhost:{ports.Grpc}, over HTTP at http://localhost:{ports.Http}"
            )
        );
        await output.FlushAsync();
    }
}
