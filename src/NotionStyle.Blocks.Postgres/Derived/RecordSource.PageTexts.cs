using System.Text;
using NotionStyle.Blocks.Postgres.Records;
using NotionStyle.Blocks.Postgres.Transactions;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Derived;

public sealed partial class RecordSource
{
    /// <summary>Pages whose texts are read by one statement.</summary>
    public const int PageTextsTogether = 50;

    /// <summary>Blocks of one page whose text is read, those with the lowest ids (the oldest, where ids are of version 7); what a longer page says beyond is found by its blocks alone.</summary>
    public const int PageTextBlocksMaximum = 2_000;

    /// <summary>Characters of one page's text; what is beyond is left out.</summary>
    public const int PageTextLengthMaximum = 100_000;

    /// <summary>
    /// What stands on pages: the texts of the blocks below them, of pages that have any. What is in the trash is left out. Pages below them stand for themselves, and nothing but a page has
    /// readers of its own: who may read the page may read all of its text.
    /// </summary>
    /// <param name="spaceId">The workspace.</param>
    /// <param name="pages">The pages; any number, asked for by <see cref="PageTextsTogether" />.</param>
    /// <param name="ct">Cancels the question.</param>
    public async Task<IReadOnlyDictionary<Guid, string>> PageTextsAsync(
        Guid spaceId,
        IReadOnlyCollection<Guid> pages,
        CancellationToken ct
    )
    {
        var texts = new Dictionary<Guid, string>();
        foreach (var part in pages.Chunk(PageTextsTogether))
        {
            foreach (var (page, text) in await RetryPolicy.ReadAsync(() => TextsOfAsync(spaceId, part, ct), router, ct))
                texts[page] = text;
        }

        return texts;
    }

    private async Task<List<(Guid Page, string Text)>> TextsOfAsync(Guid spaceId, Guid[] pages, CancellationToken ct)
    {
        var route = router.Route(spaceId);
        await using var connection = await route.Server.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(PageTextsSql(route.Sql.Schema)).With(spaceId).With(pages).With(StoreLimits.DepthMaximum);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var texts = new List<(Guid, string)>();
        var text = new StringBuilder();
        var page = Guid.Empty;
        while (await reader.ReadAsync(ct))
        {
            if (reader.GetGuid(0) != page)
            {
                Finish();
                page = reader.GetGuid(0);
            }

            if (text.Length < PageTextLengthMaximum)
                text.Append(text.Length > 0 ? "\n" : "").Append(reader.GetString(1));
        }

        Finish();
        return texts;

        void Finish()
        {
            if (text.Length > 0)
                texts.Add((page, text.ToString(0, WholeCharacters(text))));
            text.Clear();
        }
    }

    /// <summary>The length to cut at: never between the two halves of a character.</summary>
    private static int WholeCharacters(StringBuilder text)
    {
        var length = Math.Min(text.Length, PageTextLengthMaximum);
        return length < text.Length && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
    }

    /// <summary>
    /// Each block is looked up once, by key, one page after the other: a join over all pages at once would leave the choice to a planner who cannot know how many there are. In the order of the
    /// ids, so that the same blocks give the same text.
    /// </summary>
    private static string PageTextsSql(string schema)
    {
        // What one content names, of what stands on the page itself.
        var named = $"""
            LATERAL (
                SELECT b.id, b.text, b.content FROM {schema}.block b
                WHERE b.space_id = $1 AND b.id = c.id AND b.alive AND b.type <> 'page' OFFSET 0
            ) b
            """;
        return $"""
            SELECT p.id, t.text
            FROM unnest($2) AS p(id) CROSS JOIN LATERAL (
                WITH RECURSIVE below AS (
                    SELECT b.id, b.text, b.content, 1 AS depth
                    FROM {schema}.block page, unnest(page.content) AS c(id) CROSS JOIN {named}
                    WHERE page.space_id = $1 AND page.id = p.id
                  UNION ALL
                    SELECT b.id, b.text, b.content, w.depth + 1
                    FROM below w, unnest(w.content) AS c(id) CROSS JOIN {named}
                    WHERE w.depth < $3
                )
                SELECT text FROM below WHERE text <> '' ORDER BY id LIMIT {PageTextBlocksMaximum}
            ) t
            """;
    }
}
