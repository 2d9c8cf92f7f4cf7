using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NotionStyle.Dashboard.Access;
using NotionStyle.Dashboard.Otlp.Grpc;
using NotionStyle.Dashboard.Otlp.Http;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Instrumentation.AspNetCore;
using OpenTelemetry.Logs;

namespace NotionStyle.Dashboard.Otlp;

/// <summary>The receiver of telemetry: OTLP over gRPC and over HTTP, on ports of their own.</summary>
internal static class OtlpExtensions
{
    public static void AddOtlpReceiver(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var ports = new OtlpPorts();
        var options =
            builder.Configuration.GetSection(DashboardOptions.Section).Get<DashboardOptions>()?.Otlp
            ?? new OtlpOptions();
        var pages = OtlpListeners.TakeAddresses(builder, options);
        OwnHosts.Of(builder.Configuration).RequireAllowed(pages, builder.Configuration);
        services.Configure<KestrelServerOptions>(kestrel => OtlpListeners.Open(kestrel, pages, options, ports));
        services.AddSingleton(ports);
        services.AddSingleton<OtlpKeys>();
        services.AddSingleton<OtlpBudget>();
        services.AddSingleton<OtlpMetrics>();
        services.AddSingleton<OtlpReceiver>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddGrpc(grpc =>
        {
            grpc.MaxReceiveMessageSize = OtlpLimits.RequestBytes;
            // What is no service of the receiver gets the text of the port instead.
            grpc.IgnoreUnknownServices = true;
        });
        services.TryAddEnumerable(
            ServiceDescriptor.Singleton<IServiceMethodProvider<GrpcExport.Services>, GrpcExport>()
        );
        builder.KeepOutOfOwnTelemetry(ports);
    }

    /// <summary>Keeps the ports apart: telemetry is taken on its own ports only, and these show no pages.</summary>
    public static void UseOtlpPorts(this WebApplication app) => app.Use(OtlpGuard.InvokeAsync);

    public static void MapOtlpReceiver(this WebApplication app)
    {
        app.MapGrpcService<GrpcExport.Services>().DisableHttpMetrics();
        foreach (var signal in OtlpSignal.All)
            app.Map(signal.Path, context => HttpExport.InvokeAsync(signal, context))
                .WithMetadata(new OtlpEndpoint(OtlpTransport.Http))
                .DisableHttpMetrics();
    }

    /// <summary>The present as telemetry counts it.</summary>
    public static Timestamp Now(this TimeProvider time) => Timestamp.From(time.GetUtcNow());

    /// <summary>
    /// When the dashboard sends its own telemetry to itself, each request that brings it would make more of it, without end: requests to the receiver are not traced, and what
    /// the server logs of each request is not sent.
    /// </summary>
    private static void KeepOutOfOwnTelemetry(this WebApplicationBuilder builder, OtlpPorts ports)
    {
        builder.Services.PostConfigure<AspNetCoreTraceInstrumentationOptions>(options =>
        {
            var others = options.Filter;
            options.Filter = context =>
                ports.Of(context.Connection.LocalPort) is null && (others?.Invoke(context) ?? true);
        });
        builder.Logging.AddFilter<OpenTelemetryLoggerProvider>("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter<OpenTelemetryLoggerProvider>("Grpc.AspNetCore", LogLevel.Warning);
    }
}
