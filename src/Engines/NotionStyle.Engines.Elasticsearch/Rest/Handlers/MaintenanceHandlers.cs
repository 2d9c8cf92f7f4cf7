using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Indices;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Refresh, flush, merge and figures.</summary>
internal sealed class MaintenanceHandlers(Catalog catalog)
{
    private static readonly string[] Parameters =
    [
        "ignore_unavailable",
        "allow_no_indices",
        "expand_wildcards",
        "force",
        "wait_if_ongoing",
        "level",
        "metric",
        "max_num_segments",
        "only_expunge_deletes",
        "flush",
        "wait_for_completion",
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        foreach (var prefix in (string[])["", "{index}/"])
        {
            foreach (var method in (string[])["GET", "POST"])
            {
                routes.Add(new Route(method, prefix + "_refresh", RefreshAsync, Parameters));
                routes.Add(new Route(method, prefix + "_flush", FlushAsync, Parameters));
            }

            routes.Add(new Route("POST", prefix + "_forcemerge", MergeAsync, Parameters));
            routes.Add(new Route("GET", prefix + "_stats", Stats, Parameters));
            routes.Add(new Route("GET", prefix + "_stats/{metric}", Stats, Parameters));
        }
    }

    private Task<RestResponse> RefreshAsync(RestRequest request) =>
        EachAsync(
            request,
            index =>
            {
                index.Shard.Refresh();
                return Task.CompletedTask;
            }
        );

    private Task<RestResponse> FlushAsync(RestRequest request) => EachAsync(request, index => index.Shard.FlushAsync());

    private Task<RestResponse> MergeAsync(RestRequest request)
    {
        var segments = (int)(request.Number("max_num_segments") ?? 1);
        return EachAsync(
            request,
            async index =>
            {
                await Task.Run(
                    () => index.Shard.Merge(segments, request.Flag("only_expunge_deletes")),
                    request.Aborted
                );
                await index.Shard.FlushAsync();
            }
        );
    }

    private Task<RestResponse> Stats(RestRequest request)
    {
        var indices = Resolve(request).Select(index => (index, Figures: new Figures(index))).ToList();
        return Task.FromResult(
            RestResponse.Object(w =>
            {
                WriteAnswer.Shards(w, indices.Count, indices.Count);
                w.WriteStartObject("_all");
                Both(w, indices.Aggregate(new Figures(), (sum, i) => sum + i.Figures));
                w.WriteEndObject();
                w.WriteStartObject("indices");
                foreach (var (index, figures) in indices)
                {
                    w.WriteStartObject(index.Name);
                    w.WriteString("uuid", index.Metadata.Uuid);
                    Both(w, figures);
                    w.WriteEndObject();
                }

                w.WriteEndObject();
            })
        );
    }

    private static void Both(Utf8JsonWriter writer, Figures figures)
    {
        foreach (var name in (string[])["primaries", "total"])
        {
            writer.WriteStartObject(name);
            figures.Write(writer);
            writer.WriteEndObject();
        }
    }

    private IReadOnlyList<IndexHandle> Resolve(RestRequest request) =>
        catalog.State.Resolve(
            request.OptionalPath("index"),
            request.Flag("ignore_unavailable"),
            request.Flag("allow_no_indices", true)
        );

    private async Task<RestResponse> EachAsync(RestRequest request, Func<IndexHandle, Task> act)
    {
        var indices = Resolve(request);
        foreach (var index in indices)
            await act(index);
        return RestResponse.Object(w => WriteAnswer.Shards(w, indices.Count, indices.Count));
    }
}
