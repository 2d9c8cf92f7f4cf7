using System.Text.Json;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Storage;

namespace NotionStyle.Dashboard.Api;

/// <summary>Runs one SELECT of a person on the store. DuckDB's own parser says whether it is one; the transaction is read-only and the database reaches no file.</summary>
internal static class SqlQuery
{
    private const int MaximumRows = 10_000;

    /// <summary>Texts of an answer in all; without it some rows could fill the memory. What does not fit whole is left out.</summary>
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
        string? truncatedBy = null;
        var characters = 0L;
        while (truncatedBy is null && row.Read())
        {
            if (rows.Count == MaximumRows)
            {
                truncatedBy = "rows";
                break;
            }

            var values = new object?[columns.Length];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = SqlValue.Of(row, i);
                characters += SqlValue.SizeOf(values[i]);
            }

            if (characters <= MaximumCharacters)
                rows.Add(values);
            else if (rows.Count > 0)
                truncatedBy = "characters";
            else
                throw new SqlRefusedException(
                    FormattableString.Invariant(
                        $"The first row alone has {characters:N0} characters, and an answer at most {MaximumCharacters:N0}. Ask for less of each value, such as left(x, 1000)."
                    )
                );
        }

        return new
        {
            columns,
            rows,
            isTruncated = truncatedBy is not null,
            truncatedBy,
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
}
