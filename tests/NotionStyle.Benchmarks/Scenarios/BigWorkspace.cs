using Npgsql;
using NpgsqlTypes;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// Many blocks in one workspace, copied straight into its shard: 1,000 to a page, 12 to 20 words each, words as frequent as in a language (Zipf). The records are such as
/// the API would have made.
/// </summary>
internal static class BigWorkspace
{
    private const int BlocksOfPage = 1_000;

    public static async Task FillAsync(RunningStage stage, int blocks, CancellationToken ct)
    {
        var (root, _) = await PageOfBlocks.CreateAsync(stage, 0, ct);
        var route = stage.Router.Route(stage.SpaceId);
        var random = new Random(20_261_123);
        var words = new Words(random);
        var pages = new List<Guid>();
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        // A million rows and their indexes take longer than the service's statements may.
        await ExecuteAsync(connection, "SET statement_timeout = 0", ct);
        await using (
            var copy = await connection.BeginBinaryImportAsync(
                $"""
                COPY {route.Sql.Schema}.block (space_id, id, type, properties, content, parent_table, parent_id, alive, version,
                    created_time, created_by, last_edited_time, last_edited_by, text) FROM STDIN (FORMAT binary)
                """,
                ct
            )
        )
        {
            for (var made = 0; made < blocks; made += BlocksOfPage)
            {
                var page = Guid.CreateVersion7();
                var children = Enumerable.Range(0, BlocksOfPage).Select(_ => Guid.CreateVersion7()).ToArray();
                pages.Add(page);
                await RowAsync(copy, stage.SpaceId, page, "page", words.Sentence(4), children, root, ct);
                foreach (var child in children)
                    await RowAsync(
                        copy,
                        stage.SpaceId,
                        child,
                        "paragraph",
                        words.Sentence(12 + random.Next(9)),
                        [],
                        page,
                        ct
                    );
            }

            await copy.CompleteAsync(ct);
        }

        await using (var command = connection.CreateCommand())
        {
            command.CommandText =
                $"UPDATE {route.Sql.Schema}.block SET content = content || @pages, version = version + 1 WHERE space_id = @space AND id = @root";
            command.Parameters.AddWithValue("pages", pages.ToArray());
            command.Parameters.AddWithValue("space", stage.SpaceId);
            command.Parameters.AddWithValue("root", root);
            await command.ExecuteNonQueryAsync(ct);
        }

        // What a server that has run for a while has done by itself. It wants to be alone in its round trip.
        await ExecuteAsync(connection, $"VACUUM ANALYZE {route.Sql.Schema}.block", ct);
        await ExecuteAsync(connection, "RESET statement_timeout", ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandTimeout = 600;
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task RowAsync(
        NpgsqlBinaryImporter copy,
        Guid space,
        Guid id,
        string type,
        string text,
        Guid[] content,
        Guid parent,
        CancellationToken ct
    )
    {
        // Long enough ago for the poller not to take a million rows for edits of this moment: they come by a re-index.
        var now = DateTime.UtcNow.AddDays(-1);
        await copy.StartRowAsync(ct);
        await copy.WriteAsync(space, ct);
        await copy.WriteAsync(id, ct);
        await copy.WriteAsync(type, ct);
        await copy.WriteAsync($$"""{"title":[["{{text}}"]]}""", NpgsqlDbType.Jsonb, ct);
        await copy.WriteAsync(content, ct);
        await copy.WriteAsync("block", ct);
        await copy.WriteAsync(parent, ct);
        await copy.WriteAsync(true, ct);
        await copy.WriteAsync(1L, ct);
        await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, ct);
        await copy.WriteAsync(space, ct);
        await copy.WriteAsync(now, NpgsqlDbType.TimestampTz, ct);
        await copy.WriteAsync(space, ct);
        await copy.WriteAsync(text, ct);
    }
}
