using System.Net;
using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.ResourceTelling;

/// <summary>
/// The server of <see cref="ResourceService"/>: a free port of 127.0.0.1, HTTP/2 without TLS, which no browser speaks,
/// and nothing for those who do not know the key.
/// </summary>
internal sealed class ResourceServer : IAsyncDisposable
{
    public const string KeyHeader = "x-resource-service-api-key";

    // Readers that stay to the end are cut off after this.
    private static readonly TimeSpan StopMaximum = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private ResourceServer(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<ResourceServer> StartAsync(
        ResourceNotificationService notifications,
        ResourceLoggerService loggers,
        ResourceCommandService commands,
        SecretTexts secrets,
        string key,
        CancellationToken cancellationToken
    )
    {
        // Empty: the host's own settings (URLs of a launch profile, logging, Ctrl+C) are not for this server.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2)
            );
        var services = builder.Services;
        services.AddLogging();
        services.AddRoutingCore();
        services.AddGrpc();
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = StopMaximum);
        services.AddSingleton(notifications);
        services.AddSingleton(loggers);
        services.AddSingleton(commands);
        services.AddSingleton(secrets);
        services.AddSingleton<ResourceService>();

        var app = builder.Build();
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        app.Use(
            (context, next) =>
            {
                var given = SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers[KeyHeader].ToString()));
                if (CryptographicOperations.FixedTimeEquals(given, expected))
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }
        );
        app.MapGrpcService<ResourceService>();
        await app.StartAsync(cancellationToken);
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new ResourceServer(app, new Uri(addresses.Single()));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    /// <summary>The server ends when the host says so, and not by a signal of its own.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
