using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Storage;

namespace NotionStyle.Dashboard.Api;

/// <summary>Runs one SELECT of a person on the store. DuckDB's own parser says whether it is one; the transaction is read-only and the database reaches no file.</summary>
internal static class SqlQuery
{
    private const int MaximumRows = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async Task<object?> RunAsync(ITelemetryReader reader, string sql, ApiQuery query)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(query.Aborted);
        patience.CancelAfter(Patience);
        try
        {
            return await reader.ReadAsync(connection => Run(connection, sql), patience.Token);
        }
        catch (OperationCanceledException) when (!query.Aborted.IsCancellationRequested)
        {
            query.Refuse(
                "q",
                $"It did not end within {Patience.TotalSeconds} s. Ask for less: a range of time, fewer columns."
            );
        }
        catch (DuckDBException e)
        {
            query.Refuse("q", e.Message);
        }
        catch (SqlRefusedException e)
        {
            query.Refuse("q", e.Message);
        }

        return null;
    }

    private static object Run(DuckDBConnection connection, string sql)
    {
        RequireOneSelect(connection, sql);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.UseStreamingMode = true;
        using var row = command.ExecuteReader();
        var columns = Enumerable
            .Range(0, row.FieldCount)
            .Select(i => new { name = row.GetName(i), type = row.GetDataTypeName(i) })
            .ToArray();
        var rows = new List<object?[]>();
        var isTruncated = false;
        while (row.Read())
        {
            if (rows.Count == MaximumRows)
            {
                isTruncated = true;
                break;
            }

            var values = new object?[columns.Length];
            for (var i = 0; i < values.Length; i++)
                values[i] = row.IsDBNull(i) ? null : Plain(row.GetValue(i));
            rows.Add(values);
        }

        return new
        {
            columns,
            rows,
            isTruncated,
        };
    }

    /// <summary>What is serialised is a SELECT: DuckDB can do it with nothing else.</summary>
    private static void RequireOneSelect(DuckDBConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT json_serialize_sql(CAST($sql AS VARCHAR))";
        command.Parameters.Add(new DuckDBParameter("sql", sql));
        using var document = JsonDocument.Parse((string)command.ExecuteScalar()!);
        var root = document.RootElement;
        if (root.GetProperty("error").GetBoolean())
            throw new SqlRefusedException(
                $"Only one SELECT is taken. {(root.TryGetProperty("error_message", out var message) ? message.GetString() : "")}".TrimEnd()
            );
        if (root.GetProperty("statements").GetArrayLength() != 1)
            throw new SqlRefusedException("Only one SELECT is taken; there are several statements.");
    }

    private static object Plain(object value) =>
        value switch
        {
            bool or string or double or float or int or uint or short or ushort or byte or sbyte => value,
            // Beyond 2^53 most readers of JSON lose digits.
            long number => number is > -(1L << 53) and < 1L << 53
                ? number
                : number.ToString(CultureInfo.InvariantCulture),
            System.Collections.IEnumerable list => list.Cast<object?>()
                .Select(v => v is null ? null : Plain(v))
                .ToArray(),
            IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };

    private sealed class SqlRefusedException(string message) : Exception(message);
}
