using System.Text;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Records;
using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Blocks.Postgres.Records;

/// <summary>Adds the statements that write changed records to a batch: one for all new records of a table, one for each set of changed columns.</summary>
internal static class RecordWriter
{
    public static void AddWrites(NpgsqlBatch batch, RecordSql sql, Guid spaceId, IReadOnlyList<RecordChange> changes)
    {
        foreach (var group in changes.Where(c => c.Before is null).GroupBy(c => c.After.Pointer.Table))
        {
            var records = group.Select(c => c.After).ToArray();
            var command = batch
                .Add(sql.Insert[group.Key])
                .With(spaceId)
                .With(records[0].CreatedTime)
                .With(records[0].CreatedBy);
            command.With(records.Select(r => r.Pointer.Id).ToArray()).With(records.Select(r => r.Version).ToArray());
            foreach (var (column, _, _) in RecordSql.ColumnsOf(group.Key, RecordFields.All))
                AddArray(command, column, records);
        }

        foreach (var group in changes.Where(c => c.Before is not null).GroupBy(c => (c.After.Pointer.Table, c.Fields)))
        {
            var records = group.Select(c => c.After).ToArray();
            var (table, fields) = group.Key;
            var single = records.Length == 1;
            var command = batch
                .Add(sql.Update(table, fields, single))
                .With(spaceId)
                .With(records[0].LastEditedTime)
                .With(records[0].LastEditedBy);
            if (single)
                command.With(records[0].Pointer.Id).With(records[0].Version);
            else
                command
                    .With(records.Select(r => r.Pointer.Id).ToArray())
                    .With(records.Select(r => r.Version).ToArray());
            foreach (var (column, _, _) in RecordSql.ColumnsOf(table, fields))
            {
                if (single)
                    AddValue(command, column, records[0]);
                else
                    AddArray(command, column, records);
            }
        }
    }

    private static void AddArray(NpgsqlBatchCommand command, string column, Record[] records)
    {
        switch (column)
        {
            case "alive":
                command.With(records.Select(r => r.Alive).ToArray());
                break;
            case "parent_id":
                command.WithNullable(
                    records.Select(r => r.Parent?.Id).ToArray(),
                    NpgsqlDbType.Array | NpgsqlDbType.Uuid
                );
                break;
            default:
                command.WithNullable(
                    records.Select(r => TextOf(r, column)).ToArray(),
                    NpgsqlDbType.Array | NpgsqlDbType.Text
                );
                break;
        }
    }

    private static void AddValue(NpgsqlBatchCommand command, string column, Record record)
    {
        switch (column)
        {
            case "alive":
                command.With(record.Alive);
                break;
            case "parent_id":
                command.WithNullable(record.Parent?.Id, NpgsqlDbType.Uuid);
                break;
            default:
                command.WithNullable(TextOf(record, column), NpgsqlDbType.Text);
                break;
        }
    }

    private static string? TextOf(Record record, string column) =>
        column switch
        {
            "type" => record.Type,
            "properties" => record.Properties.Text,
            "format" => record.Format.Text,
            "content" => ContentLiteral(record.Content),
            "parent_table" => record.Parent?.Table.Name(),
            "permissions" => record.Permissions?.ToJson(),
            "text" => SearchText.Of(record),
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Not a column that is written as text."),
        };

    private static string ContentLiteral(IReadOnlyList<Guid> ids)
    {
        var text = new StringBuilder(2 + ids.Count * 37);
        text.Append('{');
        for (var i = 0; i < ids.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            text.Append($"{ids[i]}");
        }

        return text.Append('}').ToString();
    }
}
