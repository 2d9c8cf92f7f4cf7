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

    private readonly BlockClient _client;
    private readonly Guid _spaceId;
    private readonly BlockNode _root;
    private readonly SearchTerms _terms;

    private LoadTarget(BlockClient client, Guid spaceId, BlockNode root, SearchTerms terms)
    {
        _client = client;
        _spaceId = spaceId;
        _root = root;
        _terms = terms;
    }

    /// <summary>Makes the pages in the workspace, and where the load will search, finds out first what words others have written there.</summary>
    public static async Task<LoadTarget> MakeAsync(
        BlockClient client,
        Guid spaceId,
        bool searches,
        CancellationToken ct
    )
    {
        var texts = searches ? await SearchTerms.SampleAsync(client, spaceId, ct) : [];
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

        return new LoadTarget(client, spaceId, root, SearchTerms.Of(texts, otherwise: Sentence(0)));
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
                await _client.SearchAsync(_terms.Query(arrival.Choice), HitsWanted, ct);
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

    private static BlockNode Page(string title) =>
        new(BlockTypes.Page, RichText.FromPlain(title)) { Id = Guid.CreateVersion7() };

    private static RichText Text(int number) => RichText.FromPlain(Sentence(number));

    private static string Sentence(int number) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Sentence {number} of the load, as long as most that people type into a block of theirs."
        );
}
