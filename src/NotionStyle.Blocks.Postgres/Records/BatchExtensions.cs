using Npgsql;

namespace NotionStyle.Blocks.Postgres.Records;

/// <summary>Adds statements with typed, positional parameters to a batch: one round trip for all of them.</summary>
internal static class BatchExtensions
{
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>A parameter that may be null; its type cannot be told from the value then.</summary>
    public static NpgsqlBatchCommand WithNullable(
        this NpgsqlBatchCommand command,
        object? value,
        NpgsqlTypes.NpgsqlDbType type
    )
    {
        command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value, NpgsqlDbType = type });
        return command;
    }
}
