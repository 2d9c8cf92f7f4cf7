using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Blocks.Postgres.Derived;

/// <summary>
/// A connection of its own for the poller of a server. The poller asks the same few questions again and again, each over many tables, and to plan one takes the primary longer than to answer it: so
/// each is prepared once, with a plan for any values. (Without the setting the server goes on planning: it takes a range with unknown bounds for a third of a table.)
/// </summary>
internal sealed class PollConnection(ShardServer server) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly Dictionary<int, NpgsqlCommand> _commands = [];
    private NpgsqlConnection? _connection;

    /// <summary>Asks a question with the parameters of a place and a limit, and reads every row.</summary>
    /// <param name="group">Which question: its statement is kept prepared until another one comes for it, after a shard has moved.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="after">The place, $1 and $2.</param>
    /// <param name="limit">$3.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="ct">Cancels the question.</param>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        int group,
        string sql,
        (DateTimeOffset Time, Guid Id) after,
        int limit,
        Func<NpgsqlDataReader, T> read,
        CancellationToken ct
    )
    {
        await _one.WaitAsync(ct);
        try
        {
            var command = await PreparedAsync(group, sql, ct);
            command.Parameters[0].Value = after.Time;
            command.Parameters[1].Value = after.Id;
            command.Parameters[2].Value = limit;
            await using var reader = await command.ExecuteReaderAsync(ct);
            var rows = new List<T>();
            while (await reader.ReadAsync(ct))
                rows.Add(read(reader));
            return rows;
        }
        catch
        {
            // Whatever it was: the next question begins with a new connection.
            await CloseAsync();
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        _one.Dispose();
    }

    private async Task<NpgsqlCommand> PreparedAsync(int group, string sql, CancellationToken ct)
    {
        if (_connection is null)
        {
            _connection = await server.DataSource.OpenConnectionAsync(ct);
            await using var setting = new NpgsqlCommand("SET plan_cache_mode = force_generic_plan", _connection);
            await setting.ExecuteNonQueryAsync(ct);
        }

        if (_commands.TryGetValue(group, out var known))
        {
            if (known.CommandText == sql)
                return known;
            _commands.Remove(group);
            await known.UnprepareAsync(ct);
            await known.DisposeAsync();
        }

        var command = new NpgsqlCommand(sql, _connection);
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Integer });
        await command.PrepareAsync(ct);
        return _commands[group] = command;
    }

    private async Task CloseAsync()
    {
        foreach (var command in _commands.Values)
            await command.DisposeAsync();
        _commands.Clear();
        if (_connection is { } connection)
            await connection.DisposeAsync();
        _connection = null;
    }
}
