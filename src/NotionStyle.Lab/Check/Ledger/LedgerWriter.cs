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

    /// <summary>Stale reads that are kept to be named; the rest would say the same.</summary>
    private const int StaleMaximum = 10;

    /// <summary>What is read after each transaction: the part of a page that a client shows first, and that a cache keeps.</summary>
    private const int FirstChunk = 100;

    private readonly BlockClient _client;
    private readonly BlockNode _left;
    private readonly BlockNode _right;
    private readonly ConcurrentQueue<LedgerEntry> _entries = new();
    private readonly ConcurrentQueue<string> _stale = new();
    private int _acknowledged;
    private int _duplicates;
    private int _failedReads;

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

    /// <summary>Reads after a transaction that were not answered.</summary>
    public int FailedReads => Volatile.Read(ref _failedReads);

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

    /// <summary>
    /// Writes until it is told to stop; the transaction under way is brought to an end first. After each that was acknowledged it reads: nobody else writes these pages,
    /// so the page shows this transaction and no earlier one.
    /// </summary>
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
            var outcome = await SendAsync(entry, ct);
            _entries.Enqueue(entry with { Outcome = outcome });
            if (outcome == LedgerOutcome.Acknowledged)
                await ReadOwnAsync(entry.Number, ct);
        }
    }

    /// <summary>Reads both pages and compares; what was read too old meanwhile is named, too.</summary>
    public async Task<IReadOnlyList<string>> CheckAsync(CancellationToken ct) =>
        [.. _stale, .. LedgerChecker.Check(Entries, await ReadAsync(_left.Id, ct), await ReadAsync(_right.Id, ct))];

    private async Task ReadOwnAsync(int number, CancellationToken ct)
    {
        try
        {
            var chunk = await _client.ReadChunkAsync(_left.Id, FirstChunk, null, ct);
            var shown = RemotePage.Of([.. chunk.Records]).Children.FirstOrDefault()?.Title.PlainText;
            if (shown != number.ToString(CultureInfo.InvariantCulture) && _stale.Count < StaleMaximum)
                _stale.Enqueue($"transaction {number} was acknowledged, and its page, read after it, shows '{shown}'");
        }
        catch (ApiException)
        {
            Interlocked.Increment(ref _failedReads);
        }
    }

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
