using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>Statements of the writing side. Their text is fixed; what varies are numbers of our own.</summary>
internal static class Sql
{
    /// <summary>Runs statements; the result is the number of rows changed.</summary>
    public static int Execute(this DuckDBConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteNonQuery();
    }

    /// <summary>One value; null when there is no row or it is null.</summary>
    public static T? Scalar<T>(this DuckDBConnection connection, string text)
        where T : struct
    {
        foreach (var value in connection.Rows(text, r => r.IsDBNull(0) ? (T?)null : r.GetFieldValue<T>(0)))
            return value;
        return null;
    }

    /// <summary>All rows, one by one.</summary>
    public static IEnumerable<T> Rows<T>(this DuckDBConnection connection, string text, Func<DuckDBDataReader, T> read)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.UseStreamingMode = true;
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return read(reader);
    }

    /// <summary>A text as a literal.</summary>
    public static string Literal(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";
}
