using System.Text.Json.Nodes;
using NotionStyle.Blocks.Errors;
using NotionStyle.Testing;

namespace NotionStyle.Blocks.Tests.Permissions;

/// <summary>
/// A refusal must not tell whether a record exists that the actor may not see: the answer for a hidden id and for one that nobody ever used differ in the id alone.
/// </summary>
public sealed class HiddenRecordTests : EngineTests
{
    private static readonly Guid Absent = Guid.NewGuid();

    public static TheoryData<string> Attempts => [.. Cases.Keys];

    private static readonly Dictionary<string, Func<Guid, JsonObject[]>> Cases = new()
    {
        ["set a text"] = id => [Build.Set(Block(id), "properties/title", "x")],
        ["set below a value"] = id => [Build.Set(Block(id), "properties/title/0/0/0/x", "x")],
        ["list on what is no list"] = id => [Build.ListAfter(Block(id), W.Text, path: "properties/title/0/0")],
        ["update with wrong args"] = id => [Build.Op(Block(id), "update", "", "[]")],
        ["an unknown field"] = id => [Build.Set(Block(id), "nonsense", 1)],
        ["a wrong type"] = id => [Build.Set(Block(id), "type", 1)],
        ["server-owned fields only"] = id => [Build.Set(Block(id), "version", 1)],
        ["listRemove"] = id => [Build.ListRemove(Block(id), W.Text)],
        ["a grant for oneself"] = id => [Build.Grant(Block(id), W.Writer.UserId, "editor")],
        ["trash"] = id => [Build.Set(Block(id), "alive", false)],
        ["move it here"] = id => Build.Move(id, Block(W.Closed), Block(W.Open)),
        ["move it here without its parent"] = id =>
            [Build.Reparent(id, Block(W.Open)), Build.ListAfter(Block(W.Open), id)],
        ["list it here"] = id => [Build.ListAfter(Block(W.Open), id)],
        ["list it among new content"] = id =>
            [
                Build.Create(Made, "page", Block(W.Open), new() { ["content"] = new JsonArray($"{id}") }),
                Build.ListAfter(Block(W.Open), Made),
            ],
        ["set a content with it"] = id => [Build.Set(Block(W.Text), "content", new JsonArray($"{id}"))],
        ["make a block below it"] = id => [Build.Create(Made, "paragraph", Block(id))],
        ["make a block in the trash below it"] = id =>
            [Build.Create(Made, "paragraph", Block(id), new() { ["alive"] = false })],
        ["make a listed block below it"] = id => Build.Insert(Made, "paragraph", Block(id)),
        ["move a block below it"] = id => Build.Move(W.Text, Block(W.Open), Block(id)),
        ["move a block below it without listing"] = id => [Build.Reparent(W.Text, Block(id))],
        ["move a block below it, listed where it was"] = id => [Build.Set(Block(W.Text), "parent_id", $"{id}")],
    };

    private static readonly Guid Made = Guid.NewGuid();

    [Theory]
    [MemberData(nameof(Attempts))]
    public void A_hidden_record_is_refused_in_the_words_of_one_that_does_not_exist(string attempt)
    {
        foreach (var hidden in new[] { W.Secret, W.Closed })
        {
            var ofHidden = Refused(ErrorCode.ObjectNotFound, W.Writer, Cases[attempt](hidden));
            var ofAbsent = Refused(ErrorCode.ObjectNotFound, W.Writer, Cases[attempt](Absent));
            Assert.Equal(
                ofAbsent.Replace($"{Absent}", "<id>", StringComparison.Ordinal),
                ofHidden.Replace($"{hidden}", "<id>", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void A_hidden_block_in_the_trash_is_not_told_apart_either()
    {
        Commit(Build.Trash(W.Secret, Block(W.Closed)));
        Assert.Equal(
            Refused(ErrorCode.ObjectNotFound, W.Writer, Build.ListAfter(Block(W.Open), Absent))
                .Replace($"{Absent}", "<id>", StringComparison.Ordinal),
            Refused(ErrorCode.ObjectNotFound, W.Writer, Build.ListAfter(Block(W.Open), W.Secret))
                .Replace($"{W.Secret}", "<id>", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_hidden_ancestor_in_the_trash_is_not_named()
    {
        Commit(Build.Trash(W.Closed, W.Space));
        var why = Refused(ErrorCode.ValidationError, W.Guest, Build.Set(Block(W.SharedText), "properties/title", "x"));
        Assert.Contains("trash", why, StringComparison.Ordinal);
        Assert.DoesNotContain($"{W.Closed}", why, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_workspace_is_not_there() =>
        Refused(ErrorCode.ObjectNotFound, W.Owner, Build.Set(Build.Space(Guid.NewGuid()), "properties/name", "x"));
}
