using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Postgres.Tests.Support;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Postgres.Tests.Transactions;

/// <summary>One client after another: what a transaction leaves behind, and what a refused one does not.</summary>
public sealed class TransactionTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_with_one_bad_operation_leaves_no_trace()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var before = await space.SnapshotAsync();
        var remembered = await space.TransactionsAsync();

        await Refused.WithAsync(
            ErrorCode.ValidationError,
            () =>
                space.CommitAsync([
                    .. Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page)),
                    Build.Set(Build.Block(page), "properties/title", new JsonArray(new JsonArray("changed"))),
                    Build.Set(Build.Block(page), "nonsense", 1),
                ])
        );

        Assert.Empty(Snapshot.Differences(before, await space.SnapshotAsync()));
        Assert.Equal(remembered, await space.TransactionsAsync());
    }

    [Fact]
    public async Task A_value_that_the_database_cannot_hold_is_refused_and_nothing_is_left_half()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var before = await space.SnapshotAsync();
        var remembered = await space.TransactionsAsync();

        // The service refuses it when it reads the body; this one comes by another way, and fails after other statements of its transaction were run.
        var good = Build.Transaction(space.SpaceId, Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page)));
        var bad = new Operation(
            2,
            Build.Block(page),
            ["format", "icon"],
            OperationCommand.Set,
            JsonDocument.Parse("\"\\u0000\"").RootElement
        );
        await Refused.WithAsync(
            ErrorCode.ValidationError,
            () =>
                servers.Store.Blocks.CommitAsync(space.Owner, good with { Operations = [.. good.Operations, bad] }, Ct)
        );

        Assert.Empty(Snapshot.Differences(before, await space.SnapshotAsync()));
        Assert.Equal(remembered, await space.TransactionsAsync());
    }

    [Fact]
    public async Task Each_transaction_raises_the_version_of_what_it_changes_by_one()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var text = await space.AddTextAsync(page, "one");
        Assert.Equal(2, (await space.BlockAsync(page)).Version);

        // Three operations on one record are one change of it.
        var result = await space.CommitAsync(
            Build.Set(Build.Block(text), "properties/a", "1"),
            Build.Set(Build.Block(text), "properties/b", "2"),
            Build.Set(Build.Block(text), "type", "to_do")
        );

        Assert.Equal(new RecordVersion(Build.Block(text), 2), Assert.Single(result.Records));
        Assert.Equal(2, (await space.BlockAsync(text)).Version);
        Assert.Equal(2, (await space.BlockAsync(page)).Version);
    }

    [Fact]
    public async Task What_is_stored_is_what_was_sent()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var id = Guid.NewGuid();
        var properties = new JsonObject
        {
            ["title"] = new JsonArray(new JsonArray("ünï \"quoted\" \\ {curly} 漢字 😀 \u0001\t")),
            ["number"] = 1.5,
            ["empty"] = new JsonObject(),
        };
        await space.CommitAsync(
            Build.Insert(
                id,
                "quote",
                Build.Block(page),
                new JsonObject
                {
                    ["properties"] = properties.DeepClone(),
                    ["format"] = new JsonObject { ["c"] = "red" },
                }
            )
        );

        var stored = await space.BlockAsync(id);
        Assert.True(JsonNode.DeepEquals(properties, stored.Properties.Node), stored.Properties.Text);
        Assert.Equal("red", (string?)stored.Format.Node!["c"]);
        Assert.Equal(
            ("quote", Build.Block(page), true, 1),
            (stored.Type, stored.Parent!.Value, stored.Alive, stored.Version)
        );
        Assert.Equal(space.Owner.UserId, stored.CreatedBy);
        Assert.Equal([id], (await space.BlockAsync(page)).Content);
    }

    [Fact]
    public async Task Several_records_of_one_kind_of_change_are_each_written_with_their_own_values()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var ids = await space.AddManyAsync(page, 5);

        await space.CommitAsync(
            ids.Select(
                (id, i) => Build.Set(Build.Block(id), "properties/title", new JsonArray(new JsonArray($"new {i}")))
            )
        );
        await space.CommitAsync(
            ids.SelectMany(
                (id, i) =>
                    i % 2 == 0 ? Build.Trash(id, Build.Block(page)) : [Build.Set(Build.Block(id), "type", $"type_{i}")]
            )
        );

        foreach (var (id, i) in ids.Select((id, i) => (id, i)))
        {
            var stored = await space.BlockAsync(id);
            Assert.Equal($"new {i}", SearchText.Of(stored));
            Assert.Equal(i % 2 != 0, stored.Alive);
            Assert.Equal(i % 2 == 0 ? "paragraph" : $"type_{i}", stored.Type);
            Assert.Equal(3, stored.Version);
        }

        Assert.Equal([ids[1], ids[3]], (await space.BlockAsync(page)).Content);
        await space.AssertInvariantsAsync();
    }

    [Fact]
    public async Task The_same_transaction_twice_has_one_effect()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var transaction = Build.Transaction(
            space.SpaceId,
            Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page))
        );

        var first = await servers.Store.Blocks.CommitAsync(space.Owner, transaction, Ct);
        var state = await space.SnapshotAsync();
        var second = await servers.Store.Blocks.CommitAsync(space.Owner, transaction, Ct);

        Assert.False(first.Duplicate);
        Assert.True(second.Duplicate);
        Assert.Equal(first.Records.OrderBy(r => r.Pointer.Id), second.Records.OrderBy(r => r.Pointer.Id));
        Assert.Empty(Snapshot.Differences(state, await space.SnapshotAsync()));
    }

    [Fact]
    public async Task The_same_id_with_other_operations_is_a_conflict()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var id = Guid.NewGuid();
        var insert = Build.Insert(Guid.NewGuid(), "paragraph", Build.Block(page));
        await servers.Store.Blocks.CommitAsync(space.Owner, Build.Read(space.SpaceId, Build.Json(id, insert)), Ct);
        var state = await space.SnapshotAsync();

        var other = Build.Read(space.SpaceId, Build.Json(id, Build.Set(Build.Block(page), "type", "page")));
        await Refused.WithAsync(
            ErrorCode.ConflictError,
            () => servers.Store.Blocks.CommitAsync(space.Owner, other, Ct)
        );

        Assert.Empty(Snapshot.Differences(state, await space.SnapshotAsync()));
    }

    [Fact]
    public async Task A_transaction_of_another_workspace_is_refused()
    {
        var mine = await TestWorkspace.CreateAsync(servers.Store);
        var other = await TestWorkspace.CreateAsync(servers.Store);
        var transaction = Build.Transaction(other.SpaceId, Build.Insert(Guid.NewGuid(), "page", other.Space));

        await Refused.WithAsync(
            ErrorCode.ValidationError,
            () => servers.Store.Blocks.CommitAsync(mine.Owner, transaction, Ct)
        );
        Assert.Single(await other.SnapshotAsync());
    }

    [Fact]
    public async Task An_id_that_another_workspace_uses_is_free()
    {
        // Two workspaces on one shard, so in the same tables.
        var first = await TestWorkspace.CreateAsync(servers.Store, TestWorkspace.IdOn(77));
        var second = await TestWorkspace.CreateAsync(servers.Store, TestWorkspace.IdOn(77));
        var id = Guid.NewGuid();
        await first.CommitAsync(Build.Insert(id, "page", first.Space));

        Assert.Equal(2, (await second.CommitAsync(Build.Insert(id, "page", second.Space))).Records.Count);
        await second.CommitAsync(Build.Set(Build.Block(id), "properties/title", "second"));

        Assert.Null((await first.BlockAsync(id)).Properties.Text);
        Assert.Equal(1, (await first.BlockAsync(id)).Version);
    }

    [Fact]
    public async Task A_reader_may_not_write_and_a_stranger_is_told_nothing()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var reader = await space.AddMemberAsync(Role.Reader);
        var closed = await space.AddPageAsync(title: "closed");
        await space.RestrictAsync(closed);

        await Refused.WithAsync(
            ErrorCode.RestrictedResource,
            () => space.CommitAsAsync(reader, Build.Set(Build.Block(page), "type", "page"))
        );
        var hidden = await Refused.WithAsync(
            ErrorCode.ObjectNotFound,
            () => space.CommitAsAsync(reader, Build.Set(Build.Block(closed), "type", "page"))
        );
        var nowhere = Guid.NewGuid();
        var absent = await Refused.WithAsync(
            ErrorCode.ObjectNotFound,
            () => space.CommitAsAsync(reader, Build.Set(Build.Block(nowhere), "type", "page"))
        );
        Assert.Equal(
            absent.Message,
            hidden.Message.Replace(closed.ToString(), nowhere.ToString(), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_transaction_of_the_largest_size_is_committed()
    {
        var space = await TestWorkspace.CreateAsync(servers.Store);
        var page = await space.AddPageAsync();
        var ids = Enumerable.Range(0, StoreLimits.OperationsMaximum / 2).Select(_ => Guid.NewGuid()).ToArray();

        var result = await space.CommitAsync(ids.SelectMany(id => Build.Insert(id, "paragraph", Build.Block(page))));

        Assert.Equal(ids.Length + 1, result.Records.Count);
        Assert.Equal(ids, (await space.BlockAsync(page)).Content);
    }
}
