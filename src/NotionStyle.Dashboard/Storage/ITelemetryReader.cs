using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>Lends connections to the telemetry database for reading.</summary>
internal interface ITelemetryReader
{
    /// <summary>
    /// Runs a query on a thread of its own with a connection that nobody else uses meanwhile: at most four at a time, the others wait in turn. A query sees one state of the
    /// data. When the token is cancelled the query is interrupted.
    /// </summary>
    Task<T> ReadAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken);
}
