using System.Numerics;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>Columns of a row as the model's types.</summary>
internal static class ReaderColumns
{
    public static TraceId GetTraceId(this DuckDBDataReader reader, int column) =>
        new((UInt128)reader.GetFieldValue<BigInteger>(column));

    public static SpanId GetSpanId(this DuckDBDataReader reader, int column) =>
        new(reader.GetFieldValue<ulong>(column));

    public static Timestamp GetTimestamp(this DuckDBDataReader reader, int column) => new(reader.GetInt64(column));

    /// <summary>A text; empty where the column is null.</summary>
    public static string GetText(this DuckDBDataReader reader, int column) =>
        reader.IsDBNull(column) ? "" : reader.GetString(column);

    public static double? GetNumber(this DuckDBDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetDouble(column);
}
