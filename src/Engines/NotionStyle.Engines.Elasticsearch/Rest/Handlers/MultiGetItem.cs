using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>One document that <c>_mget</c> asks for.</summary>
internal sealed record MultiGetItem(string Index, string Id, SourceSelection Filter)
{
    /// <summary>Reads <c>{"docs":[{"_index","_id","_source"}]}</c> or <c>{"ids":[…]}</c>.</summary>
    public static List<MultiGetItem> Read(JsonElement body, string? index, SourceSelection filter)
    {
        List<MultiGetItem> items = [];
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name is not ("docs" or "ids") || member.Value.ValueKind != JsonValueKind.Array)
                throw new ElasticsearchException(
                    400,
                    "parsing_exception",
                    $"unknown key [{member.Name}] for a {member.Value.ValueKind}, expected [docs] or [ids]"
                );
            foreach (var item in member.Value.EnumerateArray())
                items.Add(
                    member.Name == "ids"
                        ? new MultiGetItem(Required(index), Text(item), filter)
                        : One(item, index, filter)
                );
        }

        if (items.Count == 0)
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: no documents to get;"
            );
        return items;
    }

    private static MultiGetItem One(JsonElement item, string? index, SourceSelection filter)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw ElasticsearchException.Parsing("each of [docs] must be an object");
        string? id = null;
        foreach (var member in item.EnumerateObject())
            switch (member.Name)
            {
                case "_index":
                    index = Text(member.Value);
                    break;
                case "_id":
                    id = Text(member.Value);
                    break;
                case "_source":
                    filter = SourceSelection.Of(member.Value);
                    break;
                case "routing":
                    // One shard holds all; the routing is kept and does not choose.
                    break;
                default:
                    throw ElasticsearchException.Parsing($"unknown field [{member.Name}] in [docs] of _mget");
            }

        return new MultiGetItem(
            Required(index),
            id
                ?? throw new ElasticsearchException(
                    400,
                    "action_request_validation_exception",
                    "Validation Failed: 1: id is missing;"
                ),
            filter
        );
    }

    private static string Required(string? index) =>
        index
        ?? throw new ElasticsearchException(
            400,
            "action_request_validation_exception",
            "Validation Failed: 1: index is missing;"
        );

    private static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Number => value.GetRawText(),
            _ => throw ElasticsearchException.Parsing($"a name or id is of kind {value.ValueKind}"),
        };
}
