using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Operations;
using NotionStyle.Blocks.Permissions;
using NotionStyle.Blocks.Records;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests;

/// <summary>A sample workspace and the ways to send transactions to it. The invariants are checked after everything that was accepted.</summary>
public abstract class EngineTests
{
    protected static readonly SampleWorkspace W = new();
    protected static readonly DateTimeOffset Later = SampleWorkspace.Start.AddHours(1);

    protected EngineStore Store { get; } = new(W.Records());

    protected static RecordPointer Block(Guid id) => RecordPointer.Block(id);

    /// <summary>Commits as the owner.</summary>
    protected TransactionResult Commit(params IEnumerable<JsonObject> operations) => Commit(W.Owner, operations);

    protected TransactionResult Commit(Actor actor, params IEnumerable<JsonObject> operations)
    {
        var before = Store.Records.Select(r => r.Clone()).ToList();
        var result = Store.Commit(actor, Build.Transaction(W.SpaceId, operations), Later);
        Assert.Empty(InvariantChecker.Check(Store.Records, W.SpaceId));
        Assert.Empty(InvariantChecker.CheckStep(before, Store.Records));
        return result;
    }

    /// <summary>The refusal of a validation error.</summary>
    protected string Invalid(params IEnumerable<JsonObject> operations) =>
        Refused(ErrorCode.ValidationError, W.Owner, operations);

    /// <summary>The message of a refusal.</summary>
    protected string Refused(ErrorCode code, Actor actor, params IEnumerable<JsonObject> operations)
    {
        var transaction = Build.Transaction(W.SpaceId, operations);
        var refusal = Assert.Throws<BlockStoreException>(() => Store.Judge(actor, transaction, Later));
        Assert.True(code == refusal.Code, $"{refusal.Code}: {refusal.Message}");
        return refusal.Message;
    }

    protected static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    protected JsonNode Properties(Guid block) => JsonNode.Parse(Store[block].Properties.Text ?? "null")!;

    protected static void AssertJson(string expected, string? actual) =>
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual ?? "null")),
            $"expected {expected}, got {actual}"
        );
}
