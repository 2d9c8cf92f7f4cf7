using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Checks;
using NotionStyle.Lab.Check.Host;
using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Import;
using NotionStyle.Lab.Terminal;

namespace NotionStyle.Lab.Check;

/// <summary>What the checks share: the stage, the workspaces, and the picture of what should be there.</summary>
internal sealed class CheckContext(int stage, MarkdownSource source, StageHost host, LabTerminal terminal) : IDisposable
{
    private ApiTransport? _transport;
    private Guid? _workbench;

    public int Stage => stage;

    public MarkdownSource Source => source;

    public StageHost Host => host;

    /// <summary>Whether the stage is up, as far as is known.</summary>
    public bool IsUp { get; set; }

    /// <summary>Whether the input is in the workspace and the model.</summary>
    public bool HasInput { get; set; }

    /// <summary>The client of the workspace with the input.</summary>
    public BlockClient Client => Workspace is { } w ? Transport.For(w) : throw NotThere();

    /// <summary>The workspace with the input.</summary>
    public Workspace? Workspace { get; set; }

    /// <summary>A workspace of somebody else.</summary>
    public Workspace? Other { get; set; }

    /// <summary>The client of somebody else.</summary>
    public BlockClient OtherClient => Other is { } w ? Transport.For(w) : throw NotThere();

    public string AdminToken =>
        host.Data.ReadAdminToken() ?? throw new LabException("The AppHost has written no administrator's token.");

    /// <summary>What should be in the workspace.</summary>
    public WorkspaceModel Model { get; set; } = new(Guid.Empty);

    public PageForest? Forest { get; set; }

    /// <summary>The last reading page by page.</summary>
    public Comparison? LastReading { get; set; }

    /// <summary>What the writers of the ledgers were told is committed, outside of the model: the text of each block.</summary>
    public Dictionary<Guid, string> Acknowledged { get; } = [];

    /// <summary>Blocks that checks made in the workspace outside of the model.</summary>
    public int BlocksOutside { get; set; }

    public ApiTransport Transport => _transport ?? throw NotThere();

    /// <summary>Points all clients to where the service is now.</summary>
    public void Use(Uri address)
    {
        _transport ??= new ApiTransport(
            ApiTransport.DefaultHandler(),
            address,
            RetryPolicy.Stubborn,
            TimeProvider.System
        );
        _transport.Address = address;
        IsUp = true;
    }

    /// <summary>Commits an edit and takes its versions into the model.</summary>
    public async Task<Committed> CommitAsync(Action<TransactionWriter> write, CancellationToken ct)
    {
        using var writer = new TransactionWriter(TransactionSize.Largest);
        write(writer);
        using var transaction = writer.Finish();
        var committed = await Client.CommitAsync(transaction, ct);
        Model.Committed(committed);
        return committed;
    }

    /// <summary>A record as it is now.</summary>
    public async Task<RemoteRecord> ReadAsync(Guid block, CancellationToken ct)
    {
        var answers = await Client.SyncAsync("block", [(block, -1)], ct);
        return answers is [{ Value: { } record }] ? record : throw new LabException($"block {block} cannot be read");
    }

    /// <summary>Fails unless blocks are as the model has them.</summary>
    public async Task ExpectAsync(IEnumerable<Guid> blocks, CancellationToken ct)
    {
        foreach (var id in blocks)
        {
            if (Model[id].DifferenceFrom(await ReadAsync(id, ct)) is { } difference)
                throw new LabException(difference);
        }
    }

    /// <summary>Fails unless a page is read in the order that the model has.</summary>
    public async Task ExpectOrderAsync(Guid page, CancellationToken ct)
    {
        var read = (await Client.ReadPageAsync(page, StoreLimits.ChunkMaximum, ct)).Select(r => (r.Id, r.Depth));
        if (!read.SequenceEqual(Model.ReadingOrder(page)))
            throw new LabException($"page {page} is not read in the order that the edit gave it");
    }

    /// <summary>Compares every record with the model.</summary>
    public async Task<Comparison> CompareAsync(CancellationToken ct)
    {
        var comparison = await terminal.WithProgressAsync(
            "Comparing",
            progress => new ModelReading(Client, Model).BySyncAsync(progress, ct)
        );
        return comparison.First is null
            ? comparison
            : throw new LabException($"{comparison.Differences} records differ; the first: {comparison.First}");
    }

    /// <summary>Compares every record with the model, page by page.</summary>
    public Task<Comparison> ReadPagesAsync(CancellationToken ct) =>
        terminal.WithProgressAsync(
            "Reading back",
            progress => new ModelReading(Client, Model).ByPagesAsync(progress, ct)
        );

    public Task<T> WithProgressAsync<T>(string what, Func<Action<int, int>, Task<T>> work) =>
        terminal.WithProgressAsync(what, work);

    /// <summary>Blocks with words, to edit: alive, and all on one page, so that there are neighbours. At least three, in their order.</summary>
    public async Task<IReadOnlyList<ModelBlock>> TextBlocksAsync(CancellationToken ct)
    {
        var pages = Model.Blocks.Values.Where(b => b is { Alive: true, Type: BlockTypes.Page });
        var page = pages.MaxBy(p => p.Content.Count(c => IsText(Model[c])));
        if (page is null || page.Content.Count(c => IsText(Model[c])) < 3)
            page = await MakeWorkbenchAsync(ct);
        return page.Content.Select(c => Model[c]).Where(IsText).ToList();
    }

    /// <summary>Words that stand in few blocks, with one of the blocks.</summary>
    public async Task<IReadOnlyList<(string Word, Guid Block)>> RareWordsAsync(CancellationToken ct)
    {
        var words = RareWords.Of(Model);
        if (words.Count > 0)
            return words;
        await MakeWorkbenchAsync(ct);
        return RareWords.Of(Model);
    }

    /// <summary>A page of the doctor's own, for an input that has too little to try things on: a small input is no fault of the stage.</summary>
    private async Task<ModelBlock> MakeWorkbenchAsync(CancellationToken ct)
    {
        if (_workbench is { } made)
            return Model[made];
        string[] sentences =
        [
            "The doctor examines whether everything remains",
            "exactly where somebody deliberately positioned it",
            "although processes disappear unexpectedly meanwhile",
            "and nevertheless everything afterwards coincides",
        ];
        var page = new BlockNode(BlockTypes.Page, RichText.FromPlain("workbench")) { Id = Guid.CreateVersion7() };
        page.Children.AddRange(
            sentences.Select(s => new BlockNode(BlockTypes.Paragraph, RichText.FromPlain(s))
            {
                Id = Guid.CreateVersion7(),
            })
        );
        foreach (
            var transaction in TreeTransactions
                .Below(RecordPointer.Space(Model.SpaceId), [page])
                .Split(TransactionSize.Largest)
        )
        {
            using (transaction)
                await Client.CommitAsync(transaction, ct);
        }

        Model.AddRoot(page);
        _workbench = page.Id;
        return Model[page.Id];
    }

    public void Dispose() => _transport?.Dispose();

    private static bool IsText(ModelBlock block) =>
        block.Alive
        && block.Parent.Table == RecordTable.Block
        && block.Type is (BlockTypes.Paragraph or BlockTypes.BulletedListItem or BlockTypes.Heading2);

    private static LabException NotThere() => new("The stage is not up.");
}

internal static class TransportExtensions
{
    /// <summary>A workspace's view through shared connections; it needs no disposal of its own.</summary>
    public static BlockClient For(this ApiTransport transport, Workspace workspace) => new(transport, workspace.Token);

    /// <summary>Makes a workspace.</summary>
    public static Task<Workspace> CreateAsync(
        this ApiTransport transport,
        string adminToken,
        string name,
        CancellationToken ct
    ) => new BlockClient(transport, null).CreateWorkspaceAsync(adminToken, name, "Doctor", ct);
}
