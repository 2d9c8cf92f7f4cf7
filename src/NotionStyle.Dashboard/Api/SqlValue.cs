using System.Globalization;
using System.Reflection;
using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Api;

/// <summary>Values of a SELECT as JSON can have them: numbers, truth values, texts, lists and objects. What JSON has no form for is a text.</summary>
internal static class SqlValue
{
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF";

    private const string NullInside =
        "a list or map in it has a NULL, which the driver of the database cannot hand over. Leave it out with list_filter(x, e -> e IS NOT NULL), or ask for to_json(x) or CAST(x AS VARCHAR).";

    private const string ValueOfNoType =
        "it has a value that the driver of the database has no form for. Ask for CAST(x AS VARCHAR), or to_json(x).";

    /// <summary>Reads a column of the present row.</summary>
    /// <exception cref="SqlRefusedException">The driver cannot hand the value over; as text it can be had.</exception>
    public static object? Of(DuckDBDataReader row, int column)
    {
        if (row.IsDBNull(column))
            return null;
        var type = row.GetDataTypeName(column);
        try
        {
            return row.GetValue(column) switch
            {
                // The driver makes moments of these types as well, and tells no zone of them.
                DateTime time when type == "TimestampTz" => time.ToString(Moment + "'Z'", CultureInfo.InvariantCulture),
                DateTimeOffset time when type == "TimeTz" => time.ToString(
                    "HH:mm:ss.FFFFFFFzzz",
                    CultureInfo.InvariantCulture
                ),
                var value => Plain(value),
            };
        }
        catch (Exception e) when (IsOfDriver(e))
        {
            throw new SqlRefusedException(
                $"The column '{row.GetName(column)}' ({type}) cannot be read: {(IsOfNull(e) ? NullInside : ValueOfNoType)}"
            );
        }
    }

    /// <summary>About how many characters a value takes in an answer.</summary>
    public static long SizeOf(object? value) =>
        value switch
        {
            string text => text.Length,
            object?[] list => list.Sum(SizeOf) + list.Length,
            Dictionary<string, object?> map => map.Sum(pair => pair.Key.Length + SizeOf(pair.Value)),
            _ => 1,
        };

    private static object Plain(object value) =>
        value switch
        {
            bool or string or double or float or int or uint or short or ushort or byte or sbyte => value,
            // Beyond 2^53 most readers of JSON lose digits.
            long number => number is > -(1L << 53) and < 1L << 53
                ? number
                : number.ToString(CultureInfo.InvariantCulture),
            DateTime time => time.ToString(Moment, CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            DateOnly date => date.ToString("O", CultureInfo.InvariantCulture),
            TimeOnly time => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
            Stream bytes => Base64(bytes),
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

    private static string Base64(Stream bytes)
    {
        using var copy = new MemoryStream();
        bytes.CopyTo(copy);
        return Convert.ToBase64String(copy.GetBuffer(), 0, (int)copy.Length);
    }

    /// <summary>What the driver throws for values that it has no type of .NET for.</summary>
    private static bool IsOfDriver(Exception exception) =>
        exception
            is InvalidCastException
                or InvalidOperationException
                or NotSupportedException
                or NullReferenceException
                or ArgumentException
                or TargetInvocationException;

    /// <summary>The driver makes lists and maps of types that have no null, and says so in these words.</summary>
    private static bool IsOfNull(Exception exception) =>
        exception is InvalidCastException && exception.Message.Contains("null value", StringComparison.Ordinal);
}
