using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>A row of the table <c>series</c> with its service.</summary>
internal sealed record SeriesRow(
    int Number,
    string Service,
    string Meter,
    string Name,
    string Description,
    string Unit,
    InstrumentKind Kind,
    bool IsDelta,
    TelemetryAttributes Attributes
)
{
    /// <summary>More series than this are not looked at. The writer lets fewer exist (<see cref="StoreOptions.MaximumSeries" />) unless it was told otherwise.</summary>
    private const int MaximumRows = 100_000;

    /// <summary>The series of a service, a meter, an instrument and a run, each of them null for all.</summary>
    public static IReadOnlyList<SeriesRow> Read(
        DuckDBConnection connection,
        string? service,
        string? meter,
        string? name,
        int? run
    )
    {
        var sql = new SqlParameters();
        var where = new List<string> { "true" };
        if (service is not null)
            where.Add($"r.service = {sql.Add(service)}");
        if (meter is not null)
            where.Add($"s.scope = {sql.Add(meter)}");
        if (name is not null)
            where.Add($"s.name = {sql.Add(name)}");
        if (run is { } number)
            where.Add($"s.series IN (SELECT series FROM point WHERE run = {sql.Add(number)})");
        return sql.Read(
            connection,
            $"""
            SELECT s.series, r.service, s.scope, s.name, s.description, s.unit, s.kind, s.is_delta, s.attributes
            FROM series s JOIN resource r ON r.resource = s.resource
            WHERE {string.Join(" AND ", where)} ORDER BY s.series LIMIT {sql.Add(MaximumRows)}
            """,
            row => new SeriesRow(
                row.GetInt32(0),
                row.GetString(1),
                row.GetString(2),
                row.GetString(3),
                row.GetString(4),
                row.GetString(5),
                (InstrumentKind)row.GetByte(6),
                row.GetBoolean(7),
                new TelemetryAttributes(row.GetString(8))
            )
        );
    }
}
