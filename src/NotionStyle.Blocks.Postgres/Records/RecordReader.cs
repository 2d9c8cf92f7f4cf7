using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Records;

/// <summary>Rows to records: <see cref="RecordSql.Columns" /> by position.</summary>
internal static class RecordReader
{
    public static Record ReadRecord(NpgsqlDataReader row, RecordTable table) =>
        new()
        {
            Pointer = new RecordPointer(table, row.GetGuid(0)),
            Type = row.GetString(1),
            Properties = new JsonField(row.IsDBNull(2) ? null : row.GetString(2)),
            Format = new JsonField(row.IsDBNull(3) ? null : row.GetString(3)),
            Content = row.GetFieldValue<Guid[]>(4),
            Parent = ReadParent(row, 5, 6),
            Permissions = row.IsDBNull(7) ? null : PermissionList.FromJson(row.GetString(7)),
            Alive = row.GetBoolean(8),
            Version = row.GetInt64(9),
            CreatedTime = row.GetFieldValue<DateTimeOffset>(10),
            CreatedBy = row.GetGuid(11),
            LastEditedTime = row.GetFieldValue<DateTimeOffset>(12),
            LastEditedBy = row.GetGuid(13),
        };

    /// <summary>A row of <see cref="RecordSql.Heads" />, from a column on.</summary>
    public static RecordHead ReadHead(NpgsqlDataReader row, int first = 0) =>
        new(
            new RecordPointer(ReadTable(row, first + 6), row.GetGuid(first)),
            row.GetString(first + 1),
            ReadParent(row, first + 2, first + 3),
            row.GetBoolean(first + 4),
            row.IsDBNull(first + 5) ? null : PermissionList.FromJson(row.GetString(first + 5))
        );

    public static async Task<List<RecordHead>> ReadHeadsAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var heads = new List<RecordHead>();
        while (await reader.ReadAsync(ct))
            heads.Add(ReadHead(reader));
        return heads;
    }

    private static RecordPointer? ReadParent(NpgsqlDataReader row, int table, int id)
    {
        if (row.IsDBNull(table) || row.IsDBNull(id))
            return null;
        return new RecordPointer(ReadTable(row, table), row.GetGuid(id));
    }

    private static RecordTable ReadTable(NpgsqlDataReader row, int column) =>
        RecordTables.TryParse(row.GetString(column), out var table)
            ? table
            : throw new InvalidDataException($"A stored record names the unknown table '{row.GetString(column)}'.");
}
