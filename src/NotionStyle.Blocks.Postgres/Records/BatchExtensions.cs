using Npgsql;

namespace NotionStyle.Blocks.Postgres.Records;

/// <summary>Adds statements with typed, positional parameters to a batch: one round trip for all of them.</summary>
/// <remarks>
/// No statement of this project is cancelled once it was sent: a cancel request may meet the next statement of the connection, and a batch that ends half way leaves it to the
/// driver to find its place again. Cancellation is looked at between round trips; what a statement may cost at most is the server's to say, by <c>statement_timeout</c>.
/// </remarks>
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
