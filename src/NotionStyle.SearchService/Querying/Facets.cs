using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.SearchService.Querying;

/// <summary>Counts of hits by type, editor, page and month, as aggregations.</summary>
internal static class Facets
{
    private const int ValuesMaximum = 50;

    public static JsonObject ToJson(IEnumerable<SearchFacet> facets)
    {
        var aggregations = new JsonObject();
        foreach (var facet in facets.Distinct())
        {
            aggregations[facet.Name()] =
                facet == SearchFacet.LastEditedMonth
                    ? new JsonObject
                    {
                        ["date_histogram"] = new JsonObject
                        {
                            ["field"] = "last_edited_time",
                            ["calendar_interval"] = "month",
                            ["format"] = "yyyy-MM",
                            ["min_doc_count"] = 1,
                        },
                    }
                    : new JsonObject
                    {
                        ["terms"] = new JsonObject { ["field"] = facet.Name(), ["size"] = ValuesMaximum },
                    };
        }

        return aggregations;
    }

    /// <summary>Where nothing is counted.</summary>
    public static IReadOnlyList<FacetCounts> Empty(IEnumerable<SearchFacet> facets) =>
        [.. facets.Distinct().Select(f => new FacetCounts(f, []))];

    public static IReadOnlyList<FacetCounts> Read(JsonElement answer, IEnumerable<SearchFacet> facets) =>
        [
            .. facets
                .Distinct()
                .Select(f => new FacetCounts(
                    f,
                    [
                        .. answer
                            .GetProperty("aggregations")
                            .GetProperty(f.Name())
                            .GetProperty("buckets")
                            .EnumerateArray()
                            .Select(b => new FacetCount(
                                b.TryGetProperty("key_as_string", out var text)
                                    ? text.GetString()!
                                    : b.GetProperty("key").ToString(),
                                b.GetProperty("doc_count").GetInt64()
                            ))
                            .TakeLast(ValuesMaximum),
                    ]
                )),
        ];
}
