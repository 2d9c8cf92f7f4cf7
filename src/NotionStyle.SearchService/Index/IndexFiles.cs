using System.IO.Hashing;
using System.Text;
using System.Text.Json.Nodes;

namespace NotionStyle.SearchService.Index;

/// <summary>The settings and mappings, which lie beside this class as files.</summary>
internal static class IndexFiles
{
    /// <summary>Stands in an index's <c>_meta.digest</c>: of the files that it was made by. An index with another one cannot take, or does not find, what this program writes.</summary>
    public static string BlocksDigest { get; } =
        Convert.ToHexStringLower(
            XxHash128.Hash(
                Encoding.UTF8.GetBytes(
                    Read("blocks.settings.json").ToJsonString() + Read("blocks.mappings.json").ToJsonString()
                )
            )
        );

    /// <summary>The body that makes an index of documents.</summary>
    public static JsonObject Blocks()
    {
        var mappings = Read("blocks.mappings.json");
        mappings["_meta"] = new JsonObject { ["digest"] = BlocksDigest };
        return new JsonObject { ["settings"] = Read("blocks.settings.json"), ["mappings"] = mappings };
    }

    /// <summary>The body that makes the index of cursors.</summary>
    public static JsonObject Feed() =>
        new()
        {
            ["settings"] = new JsonObject { ["number_of_shards"] = 1, ["number_of_replicas"] = 0 },
            ["mappings"] = Read("feed.mappings.json"),
        };

    /// <summary>The words that analysis leaves out, which the query language has to know: a query of such words alone finds nothing.</summary>
    public static IReadOnlySet<string> StopWords { get; } =
        Read("blocks.settings.json")["analysis"]!["filter"]!["english_stop_words"]!["stopwords"]!
            .AsArray()
            .Select(w => (string)w!)
            .ToHashSet(StringComparer.Ordinal);

    private static JsonNode Read(string name)
    {
        using var file = typeof(IndexFiles).Assembly.GetManifestResourceStream(name)!;
        return JsonNode.Parse(file)!;
    }
}
