using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>When the writer wants its write to be visible.</summary>
internal enum RefreshPolicy
{
    /// <summary>Whenever.</summary>
    None,

    /// <summary>Now.</summary>
    Immediate,

    /// <summary>By the time of the answer.</summary>
    WaitFor,
}

/// <summary>Parameters that writes have in common.</summary>
internal static class WriteParameters
{
    /// <summary>Reads <c>refresh</c>.</summary>
    public static RefreshPolicy Refresh(RestRequest request) =>
        request.Query("refresh") switch
        {
            null or "false" => RefreshPolicy.None,
            "" or "true" => RefreshPolicy.Immediate,
            "wait_for" => RefreshPolicy.WaitFor,
            var text => throw ElasticsearchException.IllegalArgument($"Unknown value for refresh: [{text}]."),
        };

    /// <summary>Puts together and checks what a write demands.</summary>
    public static WriteConditions Conditions(
        long? version,
        string? versionType,
        long? ifSequenceNumber,
        long? ifPrimaryTerm,
        bool mustNotExist
    )
    {
        var type = versionType?.ToLowerInvariant() switch
        {
            null or "internal" => VersionType.Internal,
            "external" or "external_gt" => VersionType.External,
            "external_gte" => VersionType.ExternalGte,
            var text => throw ElasticsearchException.IllegalArgument($"No version type match [{text}]"),
        };
        if (type == VersionType.Internal && version is not null)
            throw Invalid(
                "internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead"
            );
        if (type != VersionType.Internal && version is null)
            throw Invalid($"illegal version value [-3] for version type [{versionType!.ToUpperInvariant()}]");
        if (version < 0)
            throw Invalid($"illegal version value [{version}] for version type [{versionType!.ToUpperInvariant()}]");
        if (mustNotExist && type != VersionType.Internal)
            throw Invalid("create operations only support internal versioning. use index instead");
        if (ifSequenceNumber is null != ifPrimaryTerm is null)
            throw Invalid("ifSeqNo and ifPrimaryTerm must be given together");
        if (ifSequenceNumber is not null && type != VersionType.Internal)
            throw Invalid("compare and write operations can not use versioning");
        return new WriteConditions
        {
            MustNotExist = mustNotExist,
            Version = version,
            VersionType = type,
            IfSequenceNumber = ifSequenceNumber,
            IfPrimaryTerm = ifPrimaryTerm,
        };
    }

    /// <summary>Makes a write visible as its writer wants it.</summary>
    public static async Task RefreshAsync(Shard shard, RefreshPolicy policy, CancellationToken cancellationToken)
    {
        switch (policy)
        {
            case RefreshPolicy.Immediate:
                shard.Refresh();
                break;
            case RefreshPolicy.WaitFor when shard.NeedsRefresh:
                await shard.WaitForRefreshAsync().WaitAsync(cancellationToken);
                break;
        }
    }

    private static ElasticsearchException Invalid(string reason) =>
        new(400, "action_request_validation_exception", $"Validation Failed: 1: {reason};");
}
