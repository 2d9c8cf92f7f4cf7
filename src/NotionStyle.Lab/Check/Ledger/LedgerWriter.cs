using System.Collections.Concurrent;
using System.Globalization;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Export;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Check.Ledger;

/// <summary>Writes transactions one after the other and keeps account of what it was told of each.</summary>
internal sealed class LedgerWriter
{
    /// <summary>Transactions of one writer; each lengthens two pages, and long lists are not what is tried here.</summary>
    private const int EntriesMaximum = 5_000;

    private readonly BlockClient _client;
    private readonly BlockNode _left;
    private readonly BlockNode _right;
    private readonly ConcurrentQueue<LedgerEntry> _entries = new();
    private int _acknowledged;
    private int _duplicates;

    private LedgerWriter(BlockClient client, BlockNode left, BlockNode right)
    {
        _client = client;
        _left = left;
        _right = right;
    }

    public IReadOnlyList<LedgerEntry> Entries => [.. _entries];

    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Transactions whose first answer was lost: they had been committed when they were sent again.</summary>
    public int Duplicates => Volatile.Read(ref _duplicates);

    /// <summary>Makes writers with two pages each, below one root page.</summary>
    public static async Task<IReadOnlyList<LedgerWriter>> MakeAsync(
        BlockClient client,
        Guid spaceId,
        int count,
        CancellationToken ct
    )
    {
        var root = Page("ledger");
        for (var i = 0; i < 2 * count; i++)
        {
            var page = Page(
                string.Create(CultureInfo.InvariantCulture, $"ledger {i / 2} {(i % 2 == 0 ? "left" : "right")}")
            );
            page.Children.Add(Paragraph(Guid.CreateVersion7(), "0"));
            root.Children.Add(page);
        }

        foreach (
            var transaction in TreeTransactions
                .Below(RecordPointer.Space(spaceId), [root])
                .Split(TransactionSize.Largest)
        )
        {
            using (transaction)
                await client.CommitAsync(transaction, ct);
        }

        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new LedgerWriter(client, root.Children[2 * i], root.Children[2 * i + 1])),
        ];
    }

    /// <summary>Writes until it is told to stop; the transaction under way is brought to an end first.</summary>
    public async Task WriteAsync(CancellationToken stop, CancellationToken ct)
    {
        for (var number = 1; number <= EntriesMaximum && !stop.IsCancellationRequested; number++)
        {
            var entry = new LedgerEntry(
                number,
                Guid.CreateVersion7(),
                Guid.CreateVersion7(),
                $"entry {Guid.NewGuid():N}",
                LedgerOutcome.Unknown
            );
            _entries.Enqueue(entry with { Outcome = await SendAsync(entry, ct) });
        }
    }

    /// <summary>Reads both pages and compares.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken ct) =>
        LedgerChecker.Check(Entries, await ReadAsync(_left.Id, ct), await ReadAsync(_right.Id, ct));

    private async Task<LedgerOutcome> SendAsync(LedgerEntry entry, CancellationToken ct)
    {
        using var writer = new TransactionWriter(TransactionSize.Largest);
        Write(writer, _left, entry.Left, entry);
        Write(writer, _right, entry.Right, entry);
        using var transaction = writer.Finish();
        try
        {
            var committed = await _client.CommitAsync(transaction, ct);
            if (committed.Duplicate)
                Interlocked.Increment(ref _duplicates);
            Interlocked.Increment(ref _acknowledged);
            return LedgerOutcome.Acknowledged;
        }
        catch (ApiException e)
        {
            // A 5xx says that the service does not know, a 4xx that it did nothing.
            return e.Status is >= 400 and < 500 and not 429 ? LedgerOutcome.Refused : LedgerOutcome.Unknown;
        }
    }

    private static void Write(TransactionWriter writer, BlockNode page, Guid block, LedgerEntry entry)
    {
        writer.MakeBlock(Paragraph(block, entry.Text), RecordPointer.Block(page.Id), []);
        writer.ListAfter(RecordPointer.Block(page.Id), block);
        writer.SetTitle(page.Children[0].Id, RichText.FromPlain(entry.Number.ToString(CultureInfo.InvariantCulture)));
    }

    private async Task<LedgerPage> ReadAsync(Guid page, CancellationToken ct)
    {
        var read = RemotePage.Of(await _client.ReadPageAsync(page, StoreLimits.ChunkMaximum, ct));
        return read.Children.Count == 0
            ? new LedgerPage("", [])
            : new LedgerPage(
                read.Children[0].Title.PlainText,
                [.. read.Children.Skip(1).Select(c => (c.Id, c.Title.PlainText))]
            );
    }

    private static BlockNode Page(string title) =>
        new(BlockTypes.Page, RichText.FromPlain(title)) { Id = Guid.CreateVersion7() };

    private static BlockNode Paragraph(Guid id, string text) =>
        new(BlockTypes.Paragraph, RichText.FromPlain(text)) { Id = id };
}
