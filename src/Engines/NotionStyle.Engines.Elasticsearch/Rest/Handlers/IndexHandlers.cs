using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Makes, shows and deletes indices, and changes their mappings and settings.</summary>
internal sealed class IndexHandlers(Catalog catalog)
{
    private static readonly string[] Reading =
    [
        "ignore_unavailable",
        "allow_no_indices",
        "expand_wildcards",
        "flat_settings",
        "include_defaults",
        "local",
        "master_timeout",
        "features",
    ];

    private static readonly string[] Changing =
    [
        "ignore_unavailable",
        "allow_no_indices",
        "expand_wildcards",
        "timeout",
        "master_timeout",
        "wait_for_active_shards",
        "flat_settings",
        "preserve_existing",
        "write_index_only",
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        routes.Add(new Route("PUT", "{index}", Create, Changing));
        routes.Add(new Route("DELETE", "{index}", DeleteAsync, Changing));
        routes.Add(new Route("GET", "{index}", Get, Reading));
        foreach (var path in (string[])["_mapping", "{index}/_mapping"])
            routes.Add(new Route("GET", path, GetMapping, Reading));
        foreach (var method in (string[])["PUT", "POST"])
            routes.Add(new Route(method, "{index}/_mapping", PutMapping, Changing));
        foreach (var path in (string[])["_settings", "{index}/_settings", "{index}/_settings/{name}"])
            routes.Add(new Route("GET", path, GetSettings, Reading));
        foreach (var path in (string[])["_settings", "{index}/_settings"])
            routes.Add(new Route("PUT", path, PutSettings, Changing));
    }

    private Task<RestResponse> Create(RestRequest request)
    {
        var name = request.Path("index");
        using var body = request.Object();
        JsonElement? settings = null;
        JsonElement? mappings = null;
        var aliases = ImmutableSortedDictionary.Create<string, AliasMetadata>(StringComparer.Ordinal);
        foreach (var member in body?.RootElement.EnumerateObject() ?? default)
            switch (member.Name)
            {
                case "settings":
                    settings = member.Value;
                    break;
                case "mappings":
                    mappings = member.Value;
                    break;
                case "aliases":
                    foreach (var alias in Object(member).EnumerateObject())
                        aliases = aliases.SetItem(alias.Name, AliasHandlers.ReadAlias(alias.Name, alias.Value));
                    break;
                default:
                    throw new ElasticsearchException(
                        400,
                        "parse_exception",
                        $"unknown key [{member.Name}] for create index"
                    );
            }

        catalog.Create(name, settings, mappings, aliases);
        return Task.FromResult(
            RestResponse.Object(w =>
            {
                w.WriteBoolean("acknowledged", true);
                w.WriteBoolean("shards_acknowledged", true);
                w.WriteString("index", name);
            })
        );
    }

    private async Task<RestResponse> DeleteAsync(RestRequest request)
    {
        var name = request.Path("index");
        // As Elasticsearch does since version 8: a slip of the hand must not empty the cluster.
        if (name is "_all" || NamePattern.IsPattern(name))
            throw ElasticsearchException.IllegalArgument(
                "Wildcard expressions or all indices are not allowed: name each index to delete"
            );
        var state = catalog.State;
        foreach (var part in name.Split(','))
            if (!state.Indices.ContainsKey(part) && state.IsAlias(part))
                throw ElasticsearchException.IllegalArgument(
                    $"The provided expression [{part}] matches an alias, specify the corresponding concrete indices instead."
                );
        await catalog.DeleteAsync(state.Resolve(name, request.Flag("ignore_unavailable")));
        return RestResponse.Acknowledged();
    }

    private Task<RestResponse> Get(RestRequest request) =>
        Each(
            request,
            (w, entry) =>
            {
                AliasHandlers.WriteAliases(w, entry.Aliases);
                w.WritePropertyName("mappings");
                entry.Mapping.ToJson().WriteTo(w);
                w.WritePropertyName("settings");
                WriteSettings(w, entry);
            }
        );

    private Task<RestResponse> GetMapping(RestRequest request) =>
        Each(
            request,
            (w, entry) =>
            {
                w.WritePropertyName("mappings");
                entry.Mapping.ToJson().WriteTo(w);
            }
        );

    private Task<RestResponse> GetSettings(RestRequest request) =>
        Each(
            request,
            (w, entry) =>
            {
                w.WritePropertyName("settings");
                WriteSettings(w, entry);
            }
        );

    private Task<RestResponse> PutMapping(RestRequest request)
    {
        using var body = Required(request);
        var names = Names(request);
        catalog.Change(state =>
            StateChange.Of([
                .. names(state).Select(index => index with { Mapping = index.Mapping.Merge(body.RootElement) }),
            ])
        );
        return Task.FromResult(RestResponse.Acknowledged());
    }

    private Task<RestResponse> PutSettings(RestRequest request)
    {
        using var body = Required(request);
        var names = Names(request);
        catalog.Change(state =>
            StateChange.Of([
                .. names(state)
                    .Select(index =>
                        index with
                        {
                            Mapping = index.Mapping.WithSettings(
                                index.Mapping.Settings.With(body.RootElement, index.Name)
                            ),
                        }
                    ),
            ])
        );
        return Task.FromResult(RestResponse.Acknowledged());
    }

    private static Func<ClusterState, IEnumerable<IndexMetadata>> Names(RestRequest request) =>
        state =>
            state
                .Resolve(request.OptionalPath("index"), request.Flag("ignore_unavailable"))
                .Select(index => state.Indices[index.Name].Metadata);

    private Task<RestResponse> Each(RestRequest request, Action<Utf8JsonWriter, IndexMetadata> write)
    {
        var indices = Names(request)(catalog.State).ToList();
        return Task.FromResult(
            RestResponse.Object(w =>
            {
                foreach (var index in indices)
                {
                    w.WriteStartObject(index.Name);
                    write(w, index);
                    w.WriteEndObject();
                }
            })
        );
    }

    private static void WriteSettings(Utf8JsonWriter writer, IndexMetadata index)
    {
        var settings = index.Mapping.Settings.ToJson();
        if (settings["index"] is not JsonObject own)
            settings["index"] = own = [];
        own["uuid"] = index.Uuid;
        own["provided_name"] = index.Name;
        own["creation_date"] = index.CreationDate.ToString(CultureInfo.InvariantCulture);
        own["number_of_shards"] ??= "1";
        own["number_of_replicas"] ??= "1";
        settings.WriteTo(writer);
    }

    private static JsonElement Object(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Object
            ? member.Value
            : throw ElasticsearchException.Parsing($"[{member.Name}] must be an object");

    private static JsonDocument Required(RestRequest request) =>
        request.Object() ?? throw new ElasticsearchException(400, "parse_exception", "request body is required");
}
