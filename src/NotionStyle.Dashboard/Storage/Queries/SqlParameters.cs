using System.Globalization;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage.Queries;

/// <summary>The values of a statement under construction: a value never becomes text of the statement.</summary>
internal sealed class SqlParameters
{
    private readonly List<object> _values = [];

    /// <summary>Keeps a value and gives the name by which the statement refers to it.</summary>
    public string Add(object value)
    {
        // The binding of the driver ends a text at its first zero.
        if (value is string text && text.Contains('\0'))
            return $"({string.Join(" || chr(0) || ", text.Split('\0').Select(part => Add(part)))})";
        _values.Add(value);
        return Invariant($"$p{_values.Count - 1}");
    }

    /// <summary>Keeps the id of a trace and gives the expression of it.</summary>
    public string Add(TraceId id) => $"CAST({Add(Text(id))} AS UHUGEINT)";

    /// <summary>Keeps ids of traces and gives a subquery of them.</summary>
    public string Add(IEnumerable<TraceId> ids) =>
        $"(SELECT CAST(unnest({Add(ids.Select(Text).ToList())}) AS UHUGEINT))";

    /// <summary>A command with the values; the statement must use them all.</summary>
    public DuckDBCommand CreateCommand(DuckDBConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < _values.Count; i++)
            command.Parameters.Add(new DuckDBParameter(Invariant($"p{i}"), _values[i]));
        return command;
    }

    /// <summary>Runs a statement and reads each row.</summary>
    public List<T> Read<T>(DuckDBConnection connection, string sql, Func<DuckDBDataReader, T> row)
    {
        using var command = CreateCommand(connection, sql);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    // The binding of the driver knows no unsigned 128-bit parameter: it travels as decimal digits.
    private static string Text(TraceId id) => id.Value.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
