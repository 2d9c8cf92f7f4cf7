using System.Globalization;
using System.Text.Json;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Storage;

namespace NotionStyle.Dashboard.Api;

/// <summary>Runs one SELECT of a person on the store. DuckDB's own parser says whether it is one; the transaction is read-only and the database reaches no file.</summary>
internal static class SqlQuery
{
    private const int MaximumRows = 10_000;

    /// <summary>Texts of an answer in all; without it a few rows could fill the memory.</summary>
    private const int MaximumCharacters = 16 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The pages keep the other readers of the store.</summary>
    private static readonly SemaphoreSlim AtOnce = new(2);

    public static async Task<object?> RunAsync(ITelemetryReader reader, string sql, ApiQuery query)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(query.Aborted);
        patience.CancelAfter(Patience);
        try
        {
            await AtOnce.WaitAsync(patience.Token);
            try
            {
                return await reader.ReadAsync(connection => Run(connection, sql), patience.Token);
            }
            finally
            {
                AtOnce.Release();
            }
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
        var characters = 0L;
        while (row.Read())
        {
            if (rows.Count == MaximumRows || characters > MaximumCharacters)
            {
                isTruncated = true;
                break;
            }

            var values = new object?[columns.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = row.IsDBNull(i) ? null : Value(row, i);
                characters += SizeOf(values[i]);
            }

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

    /// <summary>A value that the driver cannot hand over (a list with a null in it) is no failure of the dashboard: as text it can be had.</summary>
    private static object Value(DuckDBDataReader row, int column)
    {
        try
        {
            return Plain(row.GetValue(column));
        }
        catch (Exception e)
            when (e
                    is InvalidCastException
                        or InvalidOperationException
                        or NotSupportedException
                        or NullReferenceException
                        or ArgumentException
                        or System.Reflection.TargetInvocationException
            )
        {
            throw new SqlRefusedException(
                $"The column '{row.GetName(column)}' cannot be shown as it is. Ask for CAST(… AS VARCHAR), or to_json(…)."
            );
        }
    }

    private static object Plain(object value) =>
        value switch
        {
            bool or string or double or float or int or uint or short or ushort or byte or sbyte => value,
            // Beyond 2^53 most readers of JSON lose digits.
            long number => number is > -(1L << 53) and < 1L << 53
                ? number
                : number.ToString(CultureInfo.InvariantCulture),
            DateTime time => time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            System.Collections.IDictionary map => map
                .Keys.Cast<object>()
                .Select(key => KeyValuePair.Create(Text(key), map[key] is { } item ? Plain(item) : null))
                .DistinctBy(pair => pair.Key)
                .ToDictionary(StringComparer.Ordinal),
            System.Collections.IEnumerable list => list.Cast<object?>()
                .Select(v => v is null ? null : Plain(v))
                .ToArray(),
            _ => Text(value),
        };

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static long SizeOf(object? value) =>
        value switch
        {
            string text => text.Length,
            object?[] list => list.Sum(SizeOf) + list.Length,
            Dictionary<string, object?> map => map.Sum(pair => pair.Key.Length + SizeOf(pair.Value)),
            _ => 1,
        };

    private sealed class SqlRefusedException(string message) : Exception(message);
}
