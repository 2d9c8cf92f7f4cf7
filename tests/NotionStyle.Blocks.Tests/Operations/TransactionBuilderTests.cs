using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Operations;

/// <summary>Transactions that the program puts together itself, and the versions that they go by.</summary>
public sealed class TransactionBuilderTests : EngineTests
{
    [Fact]
    public void What_is_put_together_is_what_a_client_would_send()
    {
        var (id, title) = (Guid.NewGuid(), new JsonArray(new JsonArray("x")));
        var built = new TransactionBuilder(W.SpaceId)
            .Create(Block(id), "page", W.Source, new JsonObject { ["title"] = title.DeepClone() }, [], [])
            .Set(Block(id), ["properties", "a"], 7)
            .Set(Block(id), ["format", "icon"], null)
            .Update(Block(id), [], new JsonObject { ["alive"] = true })
            .ListAfter(Block(W.Open), ["content"], W.Text, W.Todo)
            .ListAfter(Block(W.Open), ["content"], W.Text)
            .ListBefore(Block(W.Open), ["content"], W.Text)
            .ListBefore(Block(W.Open), ["content"], W.Text, W.Sub)
            .ListRemove(Block(W.Open), ["content"], Guid.Empty);
        Assert.Equal(9, built.Count);
        var sent = Build.Transaction(
            W.SpaceId,
            Build.Create(id, "page", W.Source, new() { ["properties"] = new JsonObject { ["title"] = title } }),
            Build.Set(Block(id), "properties/a", 7),
            Build.Set(Block(id), "format/icon", null),
            Build.Update(Block(id), "", new JsonObject { ["alive"] = true }),
            Build.ListAfter(Block(W.Open), W.Text, W.Todo),
            Build.ListAfter(Block(W.Open), W.Text),
            Build.ListBefore(Block(W.Open), W.Text),
            Build.ListBefore(Block(W.Open), W.Text, W.Sub),
            Build.ListRemove(Block(W.Open), Guid.Empty)
        );
        foreach (var (expected, actual) in sent.Operations.Zip(built.Build().Operations))
        {
            Assert.Equal(
                (expected.Index, expected.Pointer, expected.Command),
                (actual.Index, actual.Pointer, actual.Command)
            );
            Assert.Equal(expected.Path, actual.Path);
            AssertJson(expected.Args.GetRawText(), actual.Args.GetRawText());
        }
    }

    [Fact]
    public void A_transaction_holds_only_at_the_versions_that_it_was_thought_out_by()
    {
        var edit = new TransactionBuilder(W.SpaceId).Set(Block(W.Row), ["properties", "n"], 1);
        Judge(W.Owner, edit.Expect(W.Source, 1));
        Commit(Build.Set(W.Source, "format/icon", "x"));
        var refusal = Assert.Throws<BlockStoreException>(() => Judge(W.Owner, edit));
        Assert.Equal(ErrorCode.ConflictError, refusal.Code);
        Assert.Contains($"{W.Source}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_expected_is_locked_and_not_changed()
    {
        var transaction = new TransactionBuilder(W.SpaceId)
            .Set(Block(W.Row), ["properties", "n"], 1)
            .Expect(W.Source, 1)
            .Build();
        Assert.Equal([Block(W.Row), W.Source], TransactionPlan.Of(transaction).Changed);
        Assert.Equal([Block(W.Row)], Store.Judge(W.Owner, transaction, Later).Changes.Select(c => c.After.Pointer));
    }

    [Fact]
    public void Version_0_is_a_record_that_is_not_there_yet_or_that_the_actor_may_not_know_of()
    {
        var id = Guid.NewGuid();
        Judge(W.Owner, new TransactionBuilder(W.SpaceId).Create(Block(id), "page", W.Source).Expect(Block(id), 0));
        Conflict(W.Owner, new TransactionBuilder(W.SpaceId).Expect(Block(W.Row), 0));
        Conflict(W.Owner, new TransactionBuilder(W.SpaceId).Expect(Block(id), 1));
        // A version that is right tells no more than one that is wrong.
        Conflict(W.Stranger, new TransactionBuilder(W.SpaceId).Expect(Block(W.Row), 1));
        Conflict(W.Stranger, new TransactionBuilder(W.SpaceId).Expect(Block(W.Row), 2));
        Conflict(W.Owner, new TransactionBuilder(W.SpaceId).Expect(W.Upload, 1));
    }

    private void Judge(Actor actor, TransactionBuilder builder) => Store.Judge(actor, builder.Build(), Later);

    private void Conflict(Actor actor, TransactionBuilder builder) =>
        Assert.Equal(ErrorCode.ConflictError, Assert.Throws<BlockStoreException>(() => Judge(actor, builder)).Code);
}
