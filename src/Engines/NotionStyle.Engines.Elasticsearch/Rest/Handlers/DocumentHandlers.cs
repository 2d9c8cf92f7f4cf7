using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Indices;
using NotionStyle.Engines.Elasticsearch.Shards;
using NotionStyle.Engines.Elasticsearch.Writes;

namespace NotionStyle.Engines.Elasticsearch.Rest.Handlers;

/// <summary>Writes single documents.</summary>
internal sealed class DocumentHandlers(Catalog catalog, DocumentWriter writer)
{
    private static readonly string[] Writing =
    [
        "routing",
        "refresh",
        "version",
        "version_type",
        "if_seq_no",
        "if_primary_term",
        "op_type",
        "require_alias",
        "timeout",
        "wait_for_active_shards",
    ];

    /// <summary>Adds the routes.</summary>
    public void Map(Routes routes)
    {
        foreach (var method in (string[])["PUT", "POST"])
        {
            routes.Add(new Route(method, "{index}/_doc/{id}", IndexAsync, Writing));
            routes.Add(new Route(method, "{index}/_create/{id}", CreateAsync, Writing));
        }

        routes.Add(new Route("POST", "{index}/_doc", IndexAsync, Writing));
        routes.Add(new Route("DELETE", "{index}/_doc/{id}", DeleteAsync, Writing));
        routes.Add(
            new Route("POST", "{index}/_update/{id}", UpdateAsync, [.. Writing, "retry_on_conflict", "doc_as_upsert"])
        );
    }

    private Task<RestResponse> CreateAsync(RestRequest request) => IndexAsync(request, mustNotExist: true);

    private Task<RestResponse> IndexAsync(RestRequest request) =>
        IndexAsync(
            request,
            request.Query("op_type") switch
            {
                null or "index" => false,
                "create" => true,
                var text => throw ElasticsearchException.IllegalArgument(
                    $"opType must be 'create' or 'index', found: [{text}]"
                ),
            }
        );

    private async Task<RestResponse> IndexAsync(RestRequest request, bool mustNotExist)
    {
        if (request.Body.IsEmpty)
            throw new ElasticsearchException(400, "parse_exception", "request body is required");
        var refresh = WriteParameters.Refresh(request);
        var conditions = Conditions(request, mustNotExist);
        var index = catalog.SingleOrCreate(request.Path("index"), request.Flag("require_alias"));
        var shard = index.Shard;
        var (id, result) = writer.Index(
            index,
            shard,
            request.OptionalPath("id"),
            request.Query("routing"),
            request.Body,
            conditions
        );
        return await AnswerAsync(request, index, shard, id, result, refresh);
    }

    private async Task<RestResponse> DeleteAsync(RestRequest request)
    {
        var refresh = WriteParameters.Refresh(request);
        var conditions = Conditions(request, mustNotExist: false);
        // An external version is kept for a document that is not there, and so is its index.
        var index =
            conditions.VersionType == VersionType.Internal
                ? catalog.State.Single(request.Path("index"), forWriting: true)
                    ?? throw ElasticsearchException.NoSuchIndex(request.Path("index"))
                : catalog.SingleOrCreate(request.Path("index"), request.Flag("require_alias"));
        var shard = index.Shard;
        var id = request.Path("id");
        var result = DocumentWriter.Delete(shard, id, conditions);
        return await AnswerAsync(request, index, shard, id, result, refresh);
    }

    private async Task<RestResponse> UpdateAsync(RestRequest request)
    {
        var refresh = WriteParameters.Refresh(request);
        var conditions = Conditions(request, mustNotExist: false);
        if (conditions.VersionType != VersionType.Internal)
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: versioning is not supported by update; use if_seq_no and if_primary_term;"
            );
        using var body =
            request.Object() ?? throw new ElasticsearchException(400, "parse_exception", "request body is required");
        var update = UpdateBody.Read(body.RootElement);
        var index = catalog.SingleOrCreate(request.Path("index"), request.Flag("require_alias"));
        var shard = index.Shard;
        var id = request.Path("id");
        var result = writer.Update(index, shard, id, request.Query("routing"), update, conditions);
        return await AnswerAsync(request, index, shard, id, result, refresh);
    }

    private static async Task<RestResponse> AnswerAsync(
        RestRequest request,
        IndexHandle index,
        Shard shard,
        string id,
        WriteResult result,
        RefreshPolicy refresh
    )
    {
        if (result.Conflict is { } conflict)
            throw BulkExecutor.Conflict(index, conflict);
        if (result.Position > 0)
            await index.AcknowledgeAsync(shard, result.Position);
        await WriteParameters.RefreshAsync(shard, refresh, request.Aborted);
        return RestResponse.Object(
            WriteAnswer.Status(result.Outcome),
            w => WriteAnswer.Write(w, index.Name, id, result, refresh == RefreshPolicy.Immediate)
        );
    }

    private static WriteConditions Conditions(RestRequest request, bool mustNotExist) =>
        WriteParameters.Conditions(
            request.Number("version"),
            request.Query("version_type"),
            request.Number("if_seq_no"),
            request.Number("if_primary_term"),
            mustNotExist
        );
}
