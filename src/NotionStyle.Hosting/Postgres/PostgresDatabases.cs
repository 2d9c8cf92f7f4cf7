using Aspire.Hosting.ApplicationModel;
using Npgsql;

namespace Aspire.Hosting.Postgres;

/// <summary>Creates the databases of a server that are not there yet.</summary>
internal static class PostgresDatabases
{
    public static async Task CreateAsync(
        IDistributedApplicationBuilder builder,
        PostgresServerResource server,
        CancellationToken cancellationToken
    )
    {
        var wanted = builder.Resources.OfType<PostgresDatabaseResource>().Where(d => d.Parent == server).ToArray();
        if (wanted.Length == 0)
            return;
        var text = await server.ConnectionStringExpression.GetValueAsync(cancellationToken);
        await using var connection = new NpgsqlConnection(text + ";Database=postgres;Pooling=false");
        await connection.OpenAsync(cancellationToken);
        foreach (var database in wanted)
        {
            await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection);
            exists.Parameters.Add(new NpgsqlParameter { Value = database.DatabaseName });
            if (await exists.ExecuteScalarAsync(cancellationToken) is not null)
                continue;
            var name = database.DatabaseName.Replace("\"", "\"\"", StringComparison.Ordinal);
            await using var create = new NpgsqlCommand(
                database.CreationScript ?? $"CREATE DATABASE \"{name}\"",
                connection
            );
            try
            {
                await create.ExecuteNonQueryAsync(cancellationToken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DuplicateDatabase)
            {
                // Somebody else was faster.
            }
        }
    }
}
