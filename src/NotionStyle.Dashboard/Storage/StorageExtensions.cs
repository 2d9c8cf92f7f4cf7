namespace NotionStyle.Dashboard.Storage;

/// <summary>The telemetry store: DuckDB in this process, written by one writer and read by queries.</summary>
internal static class StorageExtensions
{
    public static void AddTelemetryStore(this WebApplicationBuilder builder) { }
}
