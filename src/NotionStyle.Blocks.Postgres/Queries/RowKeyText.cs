using System.Globalization;
using NotionStyle.Blocks.Ports;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Queries;

/// <summary>The keys of an order between the server and a cursor, which holds them as texts.</summary>
internal static class RowKeyText
{
    /// <summary>The key in a column of an answer.</summary>
    public static string? Read(NpgsqlDataReader row, int column, RowKeyKind kind)
    {
        if (row.IsDBNull(column))
            return null;
        return kind switch
        {
            RowKeyKind.Number => row.GetDouble(column).ToString("R", CultureInfo.InvariantCulture),
            RowKeyKind.Integer => row.GetInt64(column).ToString(CultureInfo.InvariantCulture),
            RowKeyKind.Time => KeysetCursor.TimeKey(row.GetFieldValue<DateTimeOffset>(column)),
            RowKeyKind.Id => row.GetGuid(column).ToString(),
            _ => row.GetString(column),
        };
    }

    /// <summary>The key of a cursor as a parameter.</summary>
    /// <exception cref="Errors.BlockStoreException">It is not what such a key looks like.</exception>
    public static string Parameter(SqlParameters parameters, RowKeyKind kind, string text) =>
        kind switch
        {
            RowKeyKind.Number
                when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    && double.IsFinite(number) => parameters.Number(number),
            RowKeyKind.Integer
                when long.TryParse(
                    text,
                    NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var integer
                ) => parameters.Integer(integer),
            RowKeyKind.Time
                when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
                    && ticks <= DateTimeOffset.MaxValue.UtcTicks => parameters.Time(
                new DateTimeOffset(ticks, TimeSpan.Zero)
            ),
            RowKeyKind.Id when Guid.TryParseExact(text, "D", out var id) => parameters.Id(id),
            RowKeyKind.Text => parameters.Text(text),
            _ => throw KeysetCursor.NotOurs(),
        };
}
