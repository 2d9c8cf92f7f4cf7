using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Model;

namespace NotionStyle.Lab.Check.Checks;

internal sealed class SyncFindsAnEdit : ICheck
{
    public string Name => "the version sync finds an edit, and nothing else";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var blocks = (await context.TextBlocksAsync(ct)).Take(StoreLimits.SyncMaximum).ToList();
        foreach (var block in blocks)
            block.Version = (await context.ReadAsync(block.Id, ct)).Version;
        var known = blocks.Select(b => (b.Id, b.Version)).ToList();
        await ExpectAsync(context, known, edited: null, ct);
        var edited = blocks[blocks.Count / 2];
        await Edits.SetTextAsync(context, edited, $"edited {Guid.NewGuid():N}", ct);
        await ExpectAsync(context, known, edited.Id, ct);
        return $"1 of {known.Count} is newer";
    }

    private static async Task ExpectAsync(
        CheckContext context,
        IReadOnlyList<(Guid Id, long Version)> known,
        Guid? edited,
        CancellationToken ct
    )
    {
        foreach (var answer in await context.Client.SyncAsync("block", known, ct))
        {
            var expected = answer.Id == edited ? "newer" : "current";
            if (answer.Status != expected)
                throw new LabException($"block {answer.Id} is '{answer.Status}', not '{expected}'");
        }
    }
}

internal sealed class TextEditIsReadBack : ICheck
{
    public string Name => "an edited text is read back";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var block = (await context.TextBlocksAsync(ct))[0];
        await Edits.SetTextAsync(context, block, "Ünïcödé \"quotes\" \\ <b>&amp;</b> 漢字 🦀\n\tsecond line", ct);
        await context.ExpectAsync([block.Id], ct);
        return $"version {block.Version}";
    }
}

internal sealed class InsertIsReadBack : ICheck
{
    public string Name => "an inserted block is read back in its place";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var before = (await context.TextBlocksAsync(ct))[1];
        var made = new BlockNode(BlockTypes.ToDo, RichText.FromPlain("inserted")) { Id = Guid.CreateVersion7() };
        made.SetText("checked", RichText.FromPlain("Yes"));
        await context.CommitAsync(
            writer =>
            {
                writer.MakeBlock(made, before.Parent, []);
                writer.ListAfter(before.Parent, made.Id, before.Id);
                var content = context.Model[before.Parent.Id].Content;
                content.Insert(content.IndexOf(before.Id) + 1, made.Id);
                context.Model.AddTree(made, before.Parent);
            },
            ct
        );
        await context.ExpectAsync([made.Id, before.Parent.Id], ct);
        await context.ExpectOrderAsync(before.Parent.Id, ct);
        return $"at {context.Model[before.Parent.Id].Content.IndexOf(made.Id) + 1} of {context.Model[before.Parent.Id].Content.Count}";
    }
}

internal sealed class MoveIsReadBack : ICheck
{
    public string Name => "a block moved to another page is read back there, and not where it was";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var moved = (await context.TextBlocksAsync(ct))[^1];
        var from = moved.Parent;
        var target = context.Model.Blocks.Values.First(b =>
            b is { Alive: true, Type: BlockTypes.Page } && b.Id != from.Id
        );
        var to = RecordPointer.Block(target.Id);
        await context.CommitAsync(
            writer =>
            {
                writer.ListRemove(from, moved.Id);
                writer.SetParent(moved.Id, to);
                writer.ListAfter(to, moved.Id);
                context.Model[from.Id].Content.Remove(moved.Id);
                target.Content.Add(moved.Id);
                moved.Parent = to;
            },
            ct
        );
        await context.ExpectAsync([moved.Id, from.Id, target.Id], ct);
        await context.ExpectOrderAsync(from.Id, ct);
        await context.ExpectOrderAsync(target.Id, ct);
        return $"with {context.Model.ReadingOrder(moved.Id).Count} blocks";
    }
}

internal sealed class TrashAndRestoreAreReadBack : ICheck
{
    public string Name => "a trashed block is gone from its page, and back when it is restored";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var block = (await context.TextBlocksAsync(ct))[1];
        var parent = context.Model[block.Parent.Id];
        var at = parent.Content.IndexOf(block.Id);
        await context.CommitAsync(
            writer =>
            {
                writer.SetAlive(block.Id, false);
                writer.ListRemove(block.Parent, block.Id);
                parent.Content.RemoveAt(at);
                block.Alive = false;
            },
            ct
        );
        await context.ExpectAsync([block.Id, parent.Id], ct);
        await context.ExpectOrderAsync(parent.Id, ct);

        await context.CommitAsync(
            writer =>
            {
                writer.SetAlive(block.Id, true);
                writer.ListAfter(block.Parent, block.Id, parent.Content[at - 1]);
                parent.Content.Insert(at, block.Id);
                block.Alive = true;
            },
            ct
        );
        await context.ExpectAsync([block.Id, parent.Id], ct);
        await context.ExpectOrderAsync(parent.Id, ct);
        return "both ways";
    }
}

internal sealed class SameTransactionHasOneEffect : ICheck
{
    public string Name => "the same transaction sent twice has one effect";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var block = (await context.TextBlocksAsync(ct))[2];
        using var writer = new Client.TransactionWriter(Client.TransactionSize.Largest);
        Edits.WriteText(writer, block, "sent twice");
        using var transaction = writer.Finish();
        var first = await context.Client.CommitAsync(transaction, ct);
        var second = await context.Client.CommitAsync(transaction, ct);
        context.Model.Committed(first);
        if (first.Duplicate || !second.Duplicate)
            throw new LabException(
                $"the answers say duplicate: {first.Duplicate} and {second.Duplicate}, not false and true"
            );
        if (first.Versions[block.Id] != second.Versions[block.Id])
            throw new LabException(
                $"the version went from {first.Versions[block.Id]} to {second.Versions[block.Id]} by the repeat"
            );
        await context.ExpectAsync([block.Id], ct);
        return "the second answer says so";
    }
}

/// <summary>Edits that several checks make.</summary>
internal static class Edits
{
    /// <summary>Sets the text of a block, in the workspace and in the model.</summary>
    public static Task SetTextAsync(CheckContext context, ModelBlock block, string text, CancellationToken ct) =>
        context.CommitAsync(writer => WriteText(writer, block, text), ct);

    public static void WriteText(Client.TransactionWriter writer, ModelBlock block, string text)
    {
        var title = RichText.FromPlain(text);
        writer.SetTitle(block.Id, title);
        block.Properties = WithTitle(block.Properties, title);
    }

    private static string? WithTitle(string? properties, RichText title)
    {
        var node = properties is null
            ? []
            : (System.Text.Json.Nodes.JsonObject)System.Text.Json.Nodes.JsonNode.Parse(properties)!;
        node["title"] = title.ToJson();
        return CanonicalJson.Of(node.ToJsonString(JsonText.Relaxed));
    }
}
