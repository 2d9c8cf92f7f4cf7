using System.Globalization;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Load;

/// <summary>Pages made for a load, so that it changes nobody's documents; they go into the trash at its end.</summary>
internal sealed class LoadTarget
{
    private const int PageCount = 20;
    private const int BlocksPerPage = 50;
    private const int HitsWanted = 20;

    /// <summary>Words that documents and the load's own pages have; two of them make a query.</summary>
    private static readonly string[] Words =
    [
        "sentence",
        "people",
        "type",
        "block",
        "long",
        "load",
        "list",
        "value",
        "page",
        "use",
    ];

    private readonly BlockClient _client;
    private readonly Guid _spaceId;
    private readonly BlockNode _root;

    private LoadTarget(BlockClient client, Guid spaceId, BlockNode root)
    {
        _client = client;
        _spaceId = spaceId;
        _root = root;
    }

    public static async Task<LoadTarget> MakeAsync(BlockClient client, Guid spaceId, CancellationToken ct)
    {
        var root = Page("Load " + DateTimeOffset.UtcNow.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        for (var p = 0; p < PageCount; p++)
        {
            var page = Page(string.Create(CultureInfo.InvariantCulture, $"Page {p + 1}"));
            for (var b = 0; b < BlocksPerPage; b++)
                page.Children.Add(
                    new BlockNode(BlockTypes.Paragraph, Text(p * BlocksPerPage + b)) { Id = Guid.CreateVersion7() }
                );
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

        return new LoadTarget(client, spaceId, root);
    }

    /// <summary>Does one request; gives the code of its failure, or null.</summary>
    public async Task<string?> SendAsync(Arrival arrival, CancellationToken ct)
    {
        var page = _root.Children[arrival.Choice % PageCount];
        try
        {
            if (arrival.Kind == LoadKind.Read)
            {
                await _client.ReadChunkAsync(page.Id, 100, null, ct);
                return null;
            }

            if (arrival.Kind == LoadKind.Search)
            {
                await _client.SearchAsync(Query(arrival.Choice), HitsWanted, ct);
                return null;
            }

            var block = page.Children[arrival.Choice / PageCount % BlocksPerPage];
            using var writer = new TransactionWriter(TransactionSize.Largest);
            writer.SetTitle(block.Id, Text(arrival.Choice));
            using var transaction = writer.Finish();
            await _client.CommitAsync(transaction, ct);
            return null;
        }
        catch (ApiException e)
        {
            return e.Code;
        }
    }

    /// <summary>Puts the pages into the trash.</summary>
    public async Task TrashAsync(CancellationToken ct)
    {
        using var writer = new TransactionWriter(TransactionSize.Largest);
        writer.SetAlive(_root.Id, false);
        writer.ListRemove(RecordPointer.Space(_spaceId), _root.Id);
        using var transaction = writer.Finish();
        await _client.CommitAsync(transaction, ct);
    }

    private static string Query(int choice) =>
        $"{Words[choice % Words.Length]} {Words[choice / Words.Length % Words.Length]}";

    private static BlockNode Page(string title) =>
        new(BlockTypes.Page, RichText.FromPlain(title)) { Id = Guid.CreateVersion7() };

    private static RichText Text(int number) =>
        RichText.FromPlain(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Sentence {number} of the load, as long as most that people type into a block of theirs."
            )
        );
}
