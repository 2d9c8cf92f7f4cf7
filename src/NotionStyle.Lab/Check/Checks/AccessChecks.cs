using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Check.Checks;

internal sealed class OthersCannotReadOrWrite : ICheck
{
    public string Name => "another workspace's token can neither read nor write";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var page = context.Model.RootPages[0];
        var block = (await context.TextBlocksAsync(ct))[0];
        await RefusedAsync("read the page", () => context.OtherClient.ReadChunkAsync(page, 100, null, ct));
        foreach (var answer in await context.OtherClient.SyncAsync("block", [(page, -1), (block.Id, -1)], ct))
        {
            if (answer.Status != "gone" || answer.Value is not null)
                throw new LabException(
                    $"the version sync tells somebody else that block {answer.Id} is '{answer.Status}'"
                );
        }

        await RefusedAsync("edit a block", () => EditAsync(context, block, ct));
        await RefusedAsync(
            "use no token",
            () => new BlockClient(context.Transport, null).ReadChunkAsync(page, 100, null, ct)
        );
        await context.ExpectAsync([block.Id], ct);
        return "reading, syncing and editing are refused";
    }

    private static async Task<Committed> EditAsync(CheckContext context, ModelBlock block, CancellationToken ct)
    {
        using var writer = new TransactionWriter(TransactionSize.Largest);
        writer.SetTitle(block.Id, Blocks.RichText.FromPlain("somebody else was here"));
        using var transaction = writer.Finish();
        return await context.OtherClient.CommitAsync(transaction, ct);
    }

    private static async Task RefusedAsync<T>(string what, Func<Task<T>> request)
    {
        try
        {
            await request();
        }
        catch (ApiException e) when (e.Status is 401 or 403 or 404)
        {
            return;
        }

        throw new LabException($"somebody else can {what}");
    }
}

internal sealed class AnalyticsCountTheBlocks : ICheck
{
    public string Name => "analytics count the blocks that there are";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var expected = context.Model.Alive + context.BlocksOutside;
        long counted = 0;
        await Host.StageHost.UntilAsync(
            async () =>
            {
                var rows = await context.Client.AnalyticsAsync("blocks-by-type", ct);
                counted = rows.Sum(r => r.Integer("blocks") ?? 0);
                return counted == expected;
            },
            TimeSpan.FromSeconds(20),
            () => $"blocks-by-type counts {counted}, not {expected}",
            ct
        );
        foreach (var name in (string[])["active-editors", "most-edited-pages", "growth"])
        {
            if ((await context.Client.AnalyticsAsync(name, ct)).Count == 0)
                throw new LabException($"{name} is empty after all these edits");
        }

        return $"{counted} blocks";
    }
}
