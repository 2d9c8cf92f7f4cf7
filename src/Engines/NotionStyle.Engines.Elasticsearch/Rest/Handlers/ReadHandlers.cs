using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Reads documents by id: the newest state, whether searches see it or not.</summary>
internal sealed class ReadHandlers(Catalog catalog)
{
    /// <summary>Documents that one request may ask for.</summary>
    private const int DocumentsMaximum = 10_000;

    private static readonly string[] Reading =
    [
        "routing",
        "realtime",
        "refresh",
        "preference",
        "version",
        "version_type",
        "_source",
        "_source_includes",
        "_source_excludes",
        "stored_fields",
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        routes.Add(new Route("GET", "{index}/_doc/{id}", GetAsync, Reading));
        routes.Add(new Route("GET", "{index}/_source/{id}", GetSourceAsync, Reading));
        foreach (var path in (string[])["_mget", "{index}/_mget"])
        foreach (var method in (string[])["GET", "POST"])
            routes.Add(new Route(method, path, ManyAsync, Reading));
    }

    private Task<RestResponse> GetAsync(RestRequest request)
    {
        var index = Index(request.Path("index"));
        var id = request.Path("id");
        var found = Read(request, index, id);
        var filter = SourceSelection.Of(request);
        return Task.FromResult(
            RestResponse.Object(found is null ? 404 : 200, w => Write(w, index.Name, id, found, filter))
        );
    }

    private Task<RestResponse> GetSourceAsync(RestRequest request)
    {
        var index = Index(request.Path("index"));
        var id = request.Path("id");
        var found =
            Read(request, index, id)
            ?? throw new ElasticsearchException(
                404,
                "resource_not_found_exception",
                $"Document not found [{index.Name}]/[{id}]"
            );
        var filter = SourceSelection.Of(request);
        return Task.FromResult(RestResponse.Json(200, w => filter.WriteValue(w, found.Source)));
    }

    private Task<RestResponse> ManyAsync(RestRequest request)
    {
        using var body =
            request.Object() ?? throw new ElasticsearchException(400, "parse_exception", "request body is required");
        var filter = SourceSelection.Of(request);
        var wanted = MultiGetItem.Read(body.RootElement, request.OptionalPath("index"), filter);
        if (wanted.Count > DocumentsMaximum)
            throw ElasticsearchException.IllegalArgument(
                $"a request may ask for [{DocumentsMaximum}] documents and asks for [{wanted.Count}]; ask in parts"
            );
        return Task.FromResult(
            RestResponse.Object(w =>
            {
                w.WriteStartArray("docs");
                foreach (var item in wanted)
                {
                    w.WriteStartObject();
                    WriteItem(w, request, item);
                    w.WriteEndObject();
                }

                w.WriteEndArray();
            })
        );
    }

    private void WriteItem(Utf8JsonWriter writer, RestRequest request, MultiGetItem item)
    {
        try
        {
            var index = Index(item.Index);
            Write(writer, index.Name, item.Id, Read(request, index, item.Id), item.Filter);
        }
        catch (ElasticsearchException e)
        {
            writer.WriteString("_index", item.Index);
            writer.WriteString("_id", item.Id);
            ErrorBody.Write(writer, e);
        }
    }

    private static void Write(
        Utf8JsonWriter writer,
        string index,
        string id,
        StoredDocument? found,
        SourceSelection filter
    )
    {
        writer.WriteString("_index", index);
        writer.WriteString("_id", id);
        if (found is not null)
        {
            writer.WriteNumber("_version", found.State.Version);
            writer.WriteNumber("_seq_no", found.State.SequenceNumber);
            writer.WriteNumber("_primary_term", found.State.PrimaryTerm);
            if (found.Routing is { } routing)
                writer.WriteString("_routing", routing);
        }

        writer.WriteBoolean("found", found is not null);
        if (found is not null)
            filter.WriteMember(writer, found.Source);
    }

    private static StoredDocument? Read(RestRequest request, IndexHandle index, string id)
    {
        if (request.Flag("refresh"))
            index.Shard.Refresh();
        var found = request.Flag("realtime", true) ? index.Shard.Get(id) : index.Shard.GetVisible(id);
        if (found is not null && request.Number("version") is { } version && version != found.State.Version)
            throw new ElasticsearchException(
                409,
                "version_conflict_engine_exception",
                $"[{id}]: version conflict, current version [{found.State.Version}] is different than the one provided [{version}]"
            )
            {
                Index = index.Name,
            };
        return found;
    }

    private IndexHandle Index(string name) =>
        catalog.State.Single(name, forWriting: false) ?? throw ElasticsearchException.NoSuchIndex(name);
}
