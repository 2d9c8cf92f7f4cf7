using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Aliases; the actions of one request take effect together.</summary>
internal sealed class AliasHandlers(Catalog catalog)
{
    private static readonly string[] Timeouts = ["timeout", "master_timeout"];

    private static readonly string[] Reading =
    [
        "ignore_unavailable",
        "allow_no_indices",
        "expand_wildcards",
        "local",
        "master_timeout",
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        routes.Add(new Route("POST", "_aliases", UpdateAsync, Timeouts));
        foreach (var path in (string[])["_alias", "_alias/{name}", "{index}/_alias", "{index}/_alias/{name}"])
            routes.Add(new Route("GET", path, Get, Reading));
        foreach (var method in (string[])["PUT", "POST"])
        foreach (var word in (string[])["_alias", "_aliases"])
            routes.Add(new Route(method, $"{{index}}/{word}/{{name}}", PutAsync, Timeouts));
        foreach (var word in (string[])["_alias", "_aliases"])
            routes.Add(new Route("DELETE", $"{{index}}/{word}/{{name}}", DeleteAsync, Timeouts));
    }

    /// <summary>Reads what is said of an alias.</summary>
    public static AliasMetadata ReadAlias(string name, JsonElement alias)
    {
        bool? isWriteIndex = null;
        foreach (var member in alias.ValueKind == JsonValueKind.Object ? alias.EnumerateObject() : default)
            isWriteIndex = member.Name switch
            {
                "is_write_index" => member.Value.ValueKind switch
                {
                    JsonValueKind.True => true,
                    JsonValueKind.False => false,
                    _ => throw ElasticsearchException.IllegalArgument("[is_write_index] must be true or false"),
                },
                "index" or "indices" or "alias" or "aliases" or "must_exist" or "is_hidden" => isWriteIndex,
                _ => throw ElasticsearchException.Unsupported(
                    $"[{member.Name}] of the alias [{name}]",
                    "give the filter or routing with each request"
                ),
            };
        return new AliasMetadata(isWriteIndex);
    }

    /// <summary>Writes the member <c>aliases</c>.</summary>
    public static void WriteAliases(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, AliasMetadata>> aliases)
    {
        writer.WriteStartObject("aliases");
        foreach (var (name, alias) in aliases)
        {
            writer.WriteStartObject(name);
            if (alias.IsWriteIndex is { } isWriteIndex)
                writer.WriteBoolean("is_write_index", isWriteIndex);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private async Task<RestResponse> UpdateAsync(RestRequest request)
    {
        using var body = request.Object();
        if (
            body is null
            || !body.RootElement.TryGetProperty("actions", out var actions)
            || actions.ValueKind != JsonValueKind.Array
        )
            throw ElasticsearchException.IllegalArgument("[actions] must be a list of add, remove and remove_index");
        if (actions.GetArrayLength() == 0)
            throw ElasticsearchException.IllegalArgument("No action specified");
        await catalog.ChangeAsync(state =>
        {
            var step = new AliasStep(state);
            foreach (var action in actions.EnumerateArray())
            {
                if (action.ValueKind != JsonValueKind.Object || action.EnumerateObject().Count() != 1)
                    throw ElasticsearchException.IllegalArgument("each of [actions] must be an object of one action");
                step.Do(action.EnumerateObject().First());
            }

            return step.Change(catalog);
        });
        return RestResponse.Acknowledged();
    }

    private async Task<RestResponse> PutAsync(RestRequest request)
    {
        using var body = request.Object();
        var alias = ReadAlias(request.Path("name"), body?.RootElement ?? default);
        await catalog.ChangeAsync(state =>
        {
            var step = new AliasStep(state);
            step.Add(request.Path("index"), request.Path("name"), alias);
            return step.Change(catalog);
        });
        return RestResponse.Acknowledged();
    }

    private async Task<RestResponse> DeleteAsync(RestRequest request)
    {
        await catalog.ChangeAsync(state =>
        {
            var step = new AliasStep(state);
            step.Remove(request.Path("index"), request.Path("name"), mustExist: true);
            return step.Change(catalog);
        });
        return RestResponse.Acknowledged();
    }

    private Task<RestResponse> Get(RestRequest request)
    {
        var state = catalog.State;
        var wanted = request.OptionalPath("name") is { } name and not "_all" ? name.Split(',') : null;
        var found = state
            .Resolve(request.OptionalPath("index"), request.Flag("ignore_unavailable"))
            .Select(index => state.Indices[index.Name].Metadata)
            .Select(index =>
                (
                    index.Name,
                    Aliases: index
                        .Aliases.Where(a => wanted is null || wanted.Any(w => NamePattern.Matches(w, a.Key)))
                        .ToList()
                )
            )
            .Where(index => index.Aliases.Count > 0 || wanted is null)
            .ToList();
        string[] missing =
        [
            .. (wanted ?? []).Where(w => !NamePattern.IsPattern(w) && !found.Any(i => i.Aliases.Any(a => a.Key == w))),
        ];
        return Task.FromResult(
            RestResponse.Object(
                missing.Length > 0 ? 404 : 200,
                w =>
                {
                    if (missing.Length > 0)
                    {
                        w.WriteString(
                            "error",
                            $"{(missing.Length == 1 ? "alias" : "aliases")} [{string.Join(',', missing)}] missing"
                        );
                        w.WriteNumber("status", 404);
                    }

                    foreach (var (index, aliases) in found)
                    {
                        w.WriteStartObject(index);
                        WriteAliases(w, aliases);
                        w.WriteEndObject();
                    }
                }
            )
        );
    }
}
