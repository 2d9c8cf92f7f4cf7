using System.Text.Json.Nodes;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Records;
using Npgsql;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// 100 paragraphs appended to a page by one call of the Notion API, against the same rows written by the same statements in one transaction of two round trips. Both
/// sides begin a new page when theirs has become long.
/// </summary>
internal static class Append
{
    private const int Clients = 4;
    private const int PerCall = 100;
    private const int CallsPerPage = 20;

    public static async Task RunAsync(RunningStage stage, BenchmarkSettings settings, CancellationToken ct)
    {
        var route = stage.Router.Route(stage.SpaceId);
        var body = BodyOf(PerCall);
        foreach (var count in new[] { 1, 10, PerCall })
        {
            var some = BodyOf(count);
            var target = new Target(stage);
            await target.NextAsync(ct);
            var statements = await StatementCount.PerCallAsync(route, 10, _ => target.AppendAsync(some, ct), ct);
            var milliseconds = await NotionCalls.MedianMillisecondsAsync(20, _ => target.AppendAsync(some, ct));
            AnsiConsole.MarkupLineInterpolated(
                $"append of {count} children: [bold]{statements:F1}[/] SQL statements on records and [bold]{milliseconds:F1} ms[/] per call"
            );
        }

        var ours = Enumerable.Range(0, Clients).Select(_ => new Target(stage)).ToArray();
        var bare = new BareLoop[Clients];
        for (var i = 0; i < Clients; i++)
            bare[i] = new BareLoop(await route.Server.DataSource.OpenConnectionAsync(ct), stage);
        await Comparison.RunAsync(
            $"append of {PerCall} children in one call through HTTP",
            "calls/s",
            aim: 0.4,
            Clients,
            settings,
            async (client, token) =>
            {
                await ours[client].NextAsync(token);
                await ours[client].AppendAsync(body, token);
            },
            (client, token) => bare[client].AppendAsync(token)
        );
        foreach (var loop in bare)
            await loop.DisposeAsync();
    }

    private static string BodyOf(int count) =>
        new JsonObject
        {
            ["children"] = new JsonArray([
                .. Enumerable
                    .Range(0, count)
                    .Select(i => new JsonObject
                    {
                        ["type"] = "paragraph",
                        ["paragraph"] = new JsonObject
                        {
                            ["rich_text"] = new JsonArray(
                                new JsonObject
                                {
                                    ["type"] = "text",
                                    ["text"] = new JsonObject { ["content"] = Text(i) },
                                }
                            ),
                        },
                    }),
            ]),
        }.ToJsonString();

    private static string Text(int number) =>
        $"Paragraph {number}: the words of an ordinary sentence, about as long as people write them.";

    /// <summary>A page that is appended to.</summary>
    private sealed class Target(RunningStage stage)
    {
        private Guid _page;
        private int _calls;

        /// <summary>Begins a new page when this one is long; a page costs each side the same small share.</summary>
        public async Task NextAsync(CancellationToken ct)
        {
            if (_calls++ % CallsPerPage == 0)
                (_page, _) = await PageOfBlocks.CreateAsync(stage, 0, ct);
        }

        public Task<string> AppendAsync(string body, CancellationToken ct) =>
            stage.CallAsync(HttpMethod.Patch, $"/v1/blocks/{_page}/children", body, ct);
    }

    /// <summary>The statements of such an append, without anything around them.</summary>
    private sealed class BareLoop(NpgsqlConnection connection, RunningStage stage) : IAsyncDisposable
    {
        private readonly RecordSql _sql = stage.Router.Route(stage.SpaceId).Sql;
        private readonly short _shard = (short)stage.Router.Route(stage.SpaceId).LogicalShard;
        private readonly Guid _user = Guid.NewGuid();
        private Guid _page;
        private int _calls;

        public async Task AppendAsync(CancellationToken ct)
        {
            if (_calls++ % CallsPerPage == 0)
                (_page, _) = await PageOfBlocks.CreateAsync(stage, 0, ct);
            var transaction = Guid.NewGuid();
            var ids = Enumerable.Range(0, PerCall).Select(_ => Guid.NewGuid()).Order().ToArray();
            Record? before = null;
            await using (var read = new NpgsqlBatch(connection))
            {
                read.Add("BEGIN");
                read.Add(_sql.Lock[RecordTable.Block]).With(stage.SpaceId).With(new[] { _page }.Concat(ids).ToArray());
                read.Add(_sql.Fence).With(stage.SpaceId).With(transaction).With(_shard);
                read.Add(_sql.Heads).With(stage.SpaceId).With(new[] { _page }.Concat(ids).ToArray());
                await using var reader = await read.ExecuteReaderAsync(ct);
                do
                {
                    while (await reader.ReadAsync(ct))
                    {
                        if (reader.FieldCount == 14)
                            before = RecordReader.ReadRecord(reader, RecordTable.Block);
                    }
                } while (await reader.NextResultAsync(ct));
            }

            var now = DateTimeOffset.UtcNow;
            var page = before!.Clone();
            (page.Content, page.Version) = ([.. before.Content, .. ids], before.Version + 1);
            (page.LastEditedTime, page.LastEditedBy) = (now, _user);
            await using var write = new NpgsqlBatch(connection);
            write
                .Add(_sql.Remember)
                .With(stage.SpaceId)
                .With(transaction)
                .With(transaction)
                .With(_user)
                .With(now)
                .With(new[] { _page });
            RecordWriter.AddWrites(
                write,
                _sql,
                stage.SpaceId,
                [
                    .. ids.Select((id, i) => new RecordChange(null, Paragraph(id, i, now), RecordFields.All)),
                    new RecordChange(before, page, RecordFields.Content),
                ]
            );
            write.Add("COMMIT");
            await write.ExecuteNonQueryAsync(ct);
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private Record Paragraph(Guid id, int number, DateTimeOffset now) =>
            new()
            {
                Pointer = RecordPointer.Block(id),
                Type = "paragraph",
                Properties = new JsonField($$"""{"title":[["{{Text(number)}}"]]}"""),
                Parent = RecordPointer.Block(_page),
                Version = 1,
                CreatedTime = now,
                CreatedBy = _user,
                LastEditedTime = now,
                LastEditedBy = _user,
            };
    }
}
