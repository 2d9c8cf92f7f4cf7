using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>The telemetry store: DuckDB in this process, written by one writer and read by queries.</summary>
internal static class StorageExtensions
{
    public static void AddTelemetryStore(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(s => new StoreCounters(Options(s).Store));
        services.AddSingleton<IStoreCounters>(s => s.GetRequiredService<StoreCounters>());
        services.AddSingleton(s =>
            TelemetryDatabase.Open(
                Options(s).DataDirectory,
                Options(s).Store,
                s.GetRequiredService<TimeProvider>(),
                s.GetRequiredService<ILogger<TelemetryDatabase>>()
            )
        );
        services.AddSingleton<ITelemetryReader>(s => s.GetRequiredService<TelemetryDatabase>());
        services.AddSingleton(s => new TelemetryWriter(
            s.GetRequiredService<TelemetryDatabase>(),
            Options(s),
            s.GetRequiredService<StoreCounters>(),
            s.GetRequiredService<TimeProvider>(),
            s.GetRequiredService<ILogger<TelemetryWriter>>()
        ));
        // A test may bring one of its own.
        services.TryAddSingleton<ITelemetrySink>(s => s.GetRequiredService<TelemetryWriter>());
        services.AddHostedService(s => s.GetRequiredService<TelemetryWriter>());
        services.AddTelemetryQueries();
    }

    private static DashboardOptions Options(IServiceProvider services) =>
        services.GetRequiredService<IOptions<DashboardOptions>>().Value;
}
