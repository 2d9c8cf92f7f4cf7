using System.Globalization;
using System.Text.Json.Nodes;
using NotionStyle.SearchService.Elastic;
using NotionStyle.SearchService.Index;

namespace NotionStyle.SearchService.Feed;

/// <summary>How far the poller has come on each server, kept in an index beside the documents: whoever restores that, restores both.</summary>
internal sealed class PollCursors(ElasticClient elastic, SearchOptions options)
{
    private string Index => options.Alias + "-feed";

    /// <summary>Makes the index when there is none.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        using var there = await elastic.FindAsync(HttpMethod.Get, Index, null, ct);
        if (there is not null)
            return;
        try
        {
            (await elastic.SendAsync(HttpMethod.Put, Index, IndexFiles.Feed(), ct)).Dispose();
        }
        catch (ElasticException e) when (e.Type == "resource_already_exists_exception")
        {
            // Another instance was a moment faster.
        }
    }

    /// <summary>The place of a server, or of something else by its name; null when there is none.</summary>
    public async Task<DateTimeOffset?> ReadAsync(string name, CancellationToken ct)
    {
        using var found = await elastic.FindAsync(HttpMethod.Get, $"{Index}/_doc/{name}", null, ct);
        return found is not null && found.RootElement.GetProperty("found").GetBoolean()
            ? new DateTimeOffset(
                found.RootElement.GetProperty("_source").GetProperty("ticks").GetInt64(),
                TimeSpan.Zero
            )
            : null;
    }

    /// <summary>Keeps a place. Durable when it returns.</summary>
    public async Task WriteAsync(string name, DateTimeOffset time, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["feed"] = name,
            ["time"] = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["ticks"] = time.UtcTicks,
        };
        (await elastic.SendAsync(HttpMethod.Put, $"{Index}/_doc/{name}", body, ct)).Dispose();
    }

    /// <summary>Forgets a place.</summary>
    public async Task DeleteAsync(string name, CancellationToken ct) =>
        (await elastic.FindAsync(HttpMethod.Delete, $"{Index}/_doc/{name}", null, ct))?.Dispose();
}
