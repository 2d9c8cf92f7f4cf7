using System.Globalization;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>What the server is, how it is, and what it holds.</summary>
internal sealed class ClusterHandlers(Catalog catalog, EngineOptions options, TimeProvider time)
{
    /// <summary>The version whose API is spoken: clients choose by it what they may ask for.</summary>
    public const string Version = "8.19.0";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        routes.Add(new Route("GET", "", Root));
        routes.Add(new Route("GET", "_cluster/health", HealthAsync, HealthParameters));
        routes.Add(new Route("GET", "_cluster/health/{index}", HealthAsync, HealthParameters));
        string[] cat = ["v", "h", "s", "help", "bytes", "expand_wildcards", "health", "master_timeout", "local"];
        routes.Add(new Route("GET", "_cat/indices", CatIndices, cat));
        routes.Add(new Route("GET", "_cat/indices/{index}", CatIndices, cat));
        routes.Add(new Route("GET", "_cat/aliases", CatAliases, cat));
        routes.Add(new Route("GET", "_cat/aliases/{name}", CatAliases, cat));
    }

    private static string[] HealthParameters { get; } =
    [
        "wait_for_status",
        "timeout",
        "level",
        "local",
        "master_timeout",
        "wait_for_no_relocating_shards",
        "wait_for_no_initializing_shards",
        "wait_for_active_shards",
        "wait_for_nodes",
        "wait_for_events",
        "expand_wildcards",
    ];

    private Task<RestResponse> Root(RestRequest request) =>
        Task.FromResult(
            RestResponse.Object(w =>
            {
                w.WriteString("name", options.ClusterName + "-1");
                w.WriteString("cluster_name", options.ClusterName);
                w.WriteString("cluster_uuid", catalog.State.Uuid);
                w.WriteStartObject("version");
                w.WriteString("number", Version);
                w.WriteString("build_flavor", "default");
                w.WriteString("build_type", "notionstyle-engine");
                w.WriteString("build_hash", "unknown");
                w.WriteString("build_date", "2026-01-01T00:00:00.000Z");
                w.WriteBoolean("build_snapshot", false);
                w.WriteString("lucene_version", "4.8.0");
                w.WriteString("minimum_wire_compatibility_version", "7.17.0");
                w.WriteString("minimum_index_compatibility_version", "7.0.0");
                w.WriteEndObject();
                w.WriteString("tagline", "You Know, for Search");
            })
        );

    private async Task<RestResponse> HealthAsync(RestRequest request)
    {
        var wanted = request.Query("wait_for_status")?.ToLowerInvariant() switch
        {
            null => int.MaxValue,
            "green" => 0,
            "yellow" => 1,
            "red" => 2,
            var text => throw ElasticsearchException.IllegalArgument($"unknown cluster health status [{text}]"),
        };
        var timeout = SettingsText.Duration("timeout", request.Query("timeout") ?? "30s") ?? TimeSpan.FromSeconds(30);
        var begun = time.GetTimestamp();
        while (true)
        {
            var indices = catalog.State.Resolve(request.OptionalPath("index"), ignoreUnavailable: false);
            var worst = indices.Select(Health).DefaultIfEmpty(0).Max();
            var left = timeout - time.GetElapsedTime(begun);
            if (worst <= wanted || left <= TimeSpan.Zero)
                return Health(indices, worst, isTimedOut: worst > wanted);
            await Task.Delay(left < Look ? left : Look, time, request.Aborted);
        }
    }

    private RestResponse Health(IReadOnlyList<IndexHandle> indices, int worst, bool isTimedOut) =>
        RestResponse.Object(
            isTimedOut ? 408 : 200,
            w =>
            {
                var active = indices.Count(i => i.Shard.Failure is null);
                var missing = indices.Sum(Replicas) + indices.Count - active;
                w.WriteString("cluster_name", options.ClusterName);
                w.WriteString("status", Colour(worst));
                w.WriteBoolean("timed_out", isTimedOut);
                w.WriteNumber("number_of_nodes", 1);
                w.WriteNumber("number_of_data_nodes", 1);
                w.WriteNumber("active_primary_shards", active);
                w.WriteNumber("active_shards", active);
                w.WriteNumber("relocating_shards", 0);
                w.WriteNumber("initializing_shards", 0);
                w.WriteNumber("unassigned_shards", missing);
                w.WriteNumber("unassigned_primary_shards", indices.Count - active);
                w.WriteNumber("delayed_unassigned_shards", 0);
                w.WriteNumber("number_of_pending_tasks", 0);
                w.WriteNumber("number_of_in_flight_fetch", 0);
                w.WriteNumber("task_max_waiting_in_queue_millis", 0);
                w.WriteNumber(
                    "active_shards_percent_as_number",
                    active + missing == 0 ? 100 : 100.0 * active / (active + missing)
                );
            }
        );

    private Task<RestResponse> CatIndices(RestRequest request)
    {
        var rows = catalog
            .State.Resolve(request.OptionalPath("index"))
            .Select(index =>
            {
                var (documents, deleted) = index.Shard.Count();
                var bytes = Text(index.Shard.StoreBytes());
                return new (string, string)[]
                {
                    ("health", Colour(Health(index))),
                    ("status", "open"),
                    ("index", index.Name),
                    ("uuid", index.Metadata.Uuid),
                    ("pri", "1"),
                    ("rep", Text(Replicas(index))),
                    ("docs.count", Text(documents)),
                    ("docs.deleted", Text(deleted)),
                    ("store.size", bytes),
                    ("pri.store.size", bytes),
                };
            });
        return Task.FromResult(CatTable.Write(request, rows));
    }

    private Task<RestResponse> CatAliases(RestRequest request)
    {
        var wanted = (request.OptionalPath("name") ?? "*").Split(',');
        var rows =
            from index in catalog.State.Indices.Values
            from alias in index.Metadata.Aliases
            where wanted.Any(w => NamePattern.Matches(w, alias.Key))
            select new (string, string)[]
            {
                ("alias", alias.Key),
                ("index", index.Metadata.Name),
                ("filter", "-"),
                ("routing.index", "-"),
                ("routing.search", "-"),
                ("is_write_index", alias.Value.IsWriteIndex?.ToString().ToLowerInvariant() ?? "-"),
            };
        return Task.FromResult(CatTable.Write(request, rows));
    }

    /// <summary>0 green, 1 yellow because replicas have no second machine, 2 red.</summary>
    private static int Health(IndexHandle index) =>
        index.Shard.Failure is not null ? 2
        : Replicas(index) > 0 ? 1
        : 0;

    private static int Replicas(IndexHandle index) => index.Mapping.Settings.NumberOfReplicas;

    private static string Colour(int health) =>
        health switch
        {
            0 => "green",
            1 => "yellow",
            _ => "red",
        };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
