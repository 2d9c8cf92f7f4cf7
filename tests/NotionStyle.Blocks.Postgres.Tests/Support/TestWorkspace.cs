using System.Text.Json.Nodes;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Ports;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Sharding;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Tests.Support;

/// <summary>A workspace of one test, with the operations that its steps are made of.</summary>
public sealed class TestWorkspace
{
    private readonly RunningStore _store;

    private TestWorkspace(RunningStore store, WorkspaceCreated created)
    {
        _store = store;
        Created = created;
        Owner = new Actor(created.SpaceId, created.OwnerId);
    }

    public WorkspaceCreated Created { get; }
    public Guid SpaceId => Created.SpaceId;
    public Actor Owner { get; }
    public RecordPointer Space => RecordPointer.Space(SpaceId);
    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<TestWorkspace> CreateAsync(RunningStore store, Guid? id = null) =>
        new(store, await store.Workspaces.CreateWorkspaceAsync("Workspace", "Owner", id, Ct));

    /// <summary>An id whose workspace lives on a logical shard.</summary>
    public static Guid IdOn(int logicalShard)
    {
        while (true)
        {
            var id = Guid.NewGuid();
            if (LogicalShard.Of(id) == logicalShard)
                return id;
        }
    }

    public Task<TransactionResult> CommitAsync(params IEnumerable<JsonObject> operations) =>
        CommitAsAsync(Owner, operations);

    public Task<TransactionResult> CommitAsAsync(Actor actor, params IEnumerable<JsonObject> operations) =>
        _store.Blocks.CommitAsync(actor, Build.Transaction(SpaceId, operations), Ct);

    public async Task<Guid> AddPageAsync(Guid? parent = null, string title = "Page")
    {
        var id = Guid.NewGuid();
        await CommitAsync(Build.Insert(id, "page", parent is { } p ? Build.Block(p) : Space, Title(title)));
        return id;
    }

    public async Task<Guid> AddTextAsync(Guid parent, string text, string type = "paragraph")
    {
        var id = Guid.NewGuid();
        await CommitAsync(Build.Insert(id, type, Build.Block(parent), Title(text)));
        return id;
    }

    /// <summary>A database on a page, with one data source.</summary>
    public async Task<(Guid Database, Guid Source)> AddDatabaseAsync(Guid page, string title = "Tasks")
    {
        var (database, source) = (Guid.NewGuid(), Guid.NewGuid());
        await CommitAsync([
            .. Build.Insert(database, "child_database", Build.Block(page), Title(title)),
            Build.Make(RecordPointer.Collection(source), "collection", Build.Block(database), Title(title)),
        ]);
        return (database, source);
    }

    /// <summary>Rows of a data source, each in a transaction of its own and so at a time of its own.</summary>
    public async Task<Guid[]> AddRowsAsync(Guid source, int count, Func<int, string>? title = null)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = Guid.NewGuid();
            await CommitAsync(
                Build.Create(ids[i], "page", RecordPointer.Collection(source), Title(title?.Invoke(i) ?? $"row {i}"))
            );
        }

        return ids;
    }

    /// <summary>A discussion of a block with its first comments.</summary>
    public async Task<(Guid Discussion, Guid[] Comments)> AddDiscussionAsync(Guid block, params string[] texts)
    {
        var discussion = new RecordPointer(RecordTable.Discussion, Guid.NewGuid());
        await CommitAsync(Build.Make(discussion, "discussion", Build.Block(block)));
        var comments = new List<Guid>();
        foreach (var text in texts)
            comments.Add(await AddCommentAsync(discussion.Id, text));
        return (discussion.Id, [.. comments]);
    }

    public async Task<Guid> AddCommentAsync(Guid discussion, string text, Actor? actor = null)
    {
        var id = Guid.NewGuid();
        await CommitAsAsync(
            actor ?? Owner,
            Build.Make(
                new RecordPointer(RecordTable.Comment, id),
                "comment",
                new RecordPointer(RecordTable.Discussion, discussion),
                Title(text)
            )
        );
        return id;
    }

    public async Task<Guid> AddUploadAsync(Actor? actor = null, string status = "pending")
    {
        var id = Guid.NewGuid();
        await CommitAsAsync(
            actor ?? Owner,
            Build.Make(
                new RecordPointer(RecordTable.FileUpload, id),
                "file_upload",
                Space,
                new JsonObject { ["format"] = new JsonObject { ["status"] = status } }
            )
        );
        return id;
    }

    /// <summary>A list to its end, part by part; <paramref name="between" /> happens behind each part.</summary>
    public static async Task<List<PlacedRecord>> ReadListAsync(
        Func<PageRequest, Task<RecordPage>> read,
        int limit,
        Func<Task>? between = null
    )
    {
        var records = new List<PlacedRecord>();
        string? cursor = null;
        do
        {
            var page = await read(new PageRequest(limit, cursor));
            Assert.True(page.Records.Count <= limit, $"{page.Records.Count} records, {limit} asked for");
            records.AddRange(page.Records);
            cursor = page.NextCursor;
            if (between is not null)
                await between();
        } while (cursor is not null);

        return records;
    }

    /// <summary>Many children of one parent, in few transactions.</summary>
    public async Task<Guid[]> AddManyAsync(Guid parent, int count, Func<int, string>? text = null)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var chunk in ids.Select((id, index) => (id, index)).Chunk(900))
        {
            await CommitAsync(
                chunk.SelectMany(c =>
                    Build.Insert(
                        c.id,
                        "paragraph",
                        Build.Block(parent),
                        Title(text?.Invoke(c.index) ?? $"text {c.index}")
                    )
                )
            );
        }

        return ids;
    }

    public async Task<Actor> AddMemberAsync(Role role)
    {
        var member = await _store.Workspaces.CreateMemberAsync(Owner, new NewMember("Member", false, role), Ct);
        return new Actor(SpaceId, member.UserId);
    }

    /// <summary>Closes a page to everybody but the owner.</summary>
    public Task RestrictAsync(Guid page) =>
        CommitAsync(
            Build.Grant(Build.Block(page), Owner.UserId, "editor"),
            Build.Grant(Build.Block(page), null, "none")
        );

    public Task TrashAsync(Guid id, RecordPointer parent) => CommitAsync(Build.Trash(id, parent));

    public Task<PageChunk> ReadAsync(Guid page, int limit = StoreLimits.ChunkMaximum, PageCursor? cursor = null) =>
        ReadAsAsync(Owner, page, limit, cursor);

    public Task<PageChunk> ReadAsAsync(
        Actor actor,
        Guid page,
        int limit = StoreLimits.ChunkMaximum,
        PageCursor? cursor = null
    ) => _store.Blocks.ReadPageAsync(actor, new PageChunkRequest(page, limit, cursor), Ct);

    /// <summary>A page by chunks; each cursor goes over the wire.</summary>
    public async Task<List<RecordView>> ReadWholeAsync(Guid page, int limit, Actor? actor = null)
    {
        var views = new List<RecordView>();
        PageCursor? cursor = null;
        do
        {
            var chunk = await ReadAsAsync(actor ?? Owner, page, limit, cursor);
            Assert.True(chunk.Records.Count <= limit, $"{chunk.Records.Count} records, {limit} asked for");
            views.AddRange(chunk.Records);
            cursor = chunk.Next is { } next ? PageCursor.Decode(next.Encode(), page, DateTimeOffset.UtcNow) : null;
        } while (cursor is not null);

        return views;
    }

    public async Task<Record> RecordAsync(RecordPointer pointer) =>
        (await SnapshotAsync()).Single(r => r.Pointer == pointer);

    public Task<Record> BlockAsync(Guid id) => RecordAsync(Build.Block(id));

    /// <summary>Every record of the workspace but its members, of one moment, read past the store.</summary>
    public async Task<List<Record>> SnapshotAsync()
    {
        var route = _store.Router.Route(SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(
            System.Data.IsolationLevel.RepeatableRead,
            Ct
        );
        var records = new List<Record>();
        foreach (var table in RecordTables.All.Where(t => t != RecordTable.NotionUser))
        {
            await using var command = new NpgsqlCommand(
                $"SELECT {RecordSql.Columns} FROM {route.Sql.Schema}.{table.Name()} WHERE space_id = $1",
                connection
            );
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = SpaceId });
            await using var reader = await command.ExecuteReaderAsync(Ct);
            while (await reader.ReadAsync(Ct))
                records.Add(RecordReader.ReadRecord(reader, table));
        }

        return records;
    }

    /// <summary>Puts records in the place of all that the workspace holds, past the store and with their versions as they are.</summary>
    public async Task LoadAsync(IReadOnlyList<Record> records)
    {
        var route = _store.Router.Route(SpaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var table in RecordTables.All.Where(t => t != RecordTable.NotionUser))
            batch.Add($"DELETE FROM {route.Sql.Schema}.{table.Name()} WHERE space_id = $1").With(SpaceId);
        // What is written together has one maker.
        foreach (var made in records.GroupBy(r => r.CreatedBy))
            RecordWriter.AddWrites(
                batch,
                route.Sql,
                SpaceId,
                [.. made.Select(r => new RecordChange(null, r, RecordFields.All))]
            );
        await batch.ExecuteNonQueryAsync(Ct);
        await transaction.CommitAsync(Ct);
    }

    /// <summary>Fails when a rule that holds for every workspace is broken.</summary>
    public async Task AssertInvariantsAsync()
    {
        var problems = InvariantChecker.Check(await SnapshotAsync(), SpaceId);
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
    }

    /// <summary>A number that a query on the workspace's own schema answers; <c>{schema}</c> and <c>{space}</c> stand for its names.</summary>
    public async Task<long> CountAsync(string sql)
    {
        var route = _store.Router.Route(SpaceId);
        await using var command = route.Server.DataSource.CreateCommand(
            sql.Replace("{schema}", route.Sql.Schema, StringComparison.Ordinal)
                .Replace("{space}", $"'{SpaceId}'", StringComparison.Ordinal)
        );
        return Convert.ToInt64(await command.ExecuteScalarAsync(Ct), System.Globalization.CultureInfo.InvariantCulture);
    }

    public Task<long> TransactionsAsync() =>
        CountAsync("SELECT count(*) FROM {schema}.transaction WHERE space_id = {space}");

    public static JsonObject Title(string text) =>
        new() { ["properties"] = new JsonObject { ["title"] = new JsonArray(new JsonArray(text)) } };
}
