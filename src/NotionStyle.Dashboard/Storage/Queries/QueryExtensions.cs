using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>The reading side of the telemetry store. It needs an <see cref="ITelemetryReader" /> and <see cref="IStoreCounters" />.</summary>
internal static class QueryExtensions
{
    public static void AddTelemetryQueries(this IServiceCollection services)
    {
        services.AddSingleton<ITraceQueries, TraceQueries>();
        services.AddSingleton<ILogQueries, LogQueries>();
        services.AddSingleton<IMetricQueries, MetricQueries>();
        services.AddSingleton<ITelemetryCatalog, TelemetryCatalog>();
    }
}
