namespace NotionStyle.Engines.Elasticsearch.Shards;

/// <summary>Whether a write may go on over the state that it finds, and which version it makes. The words are Elasticsearch's.</summary>
internal static class VersionRules
{
    /// <summary>The reason why not, or null.</summary>
    public static string? Conflict(string id, in WriteConditions conditions, DocumentState? found)
    {
        var live = found is { IsDeleted: false };
        if (conditions.IfSequenceNumber is { } sequenceNumber)
        {
            if (!live)
                return $"[{id}]: version conflict, required seqNo [{sequenceNumber}], primary term [{conditions.IfPrimaryTerm}]. but no document was found";
            if (found!.Value.SequenceNumber != sequenceNumber || found.Value.PrimaryTerm != conditions.IfPrimaryTerm)
                return $"[{id}]: version conflict, required seqNo [{sequenceNumber}], primary term [{conditions.IfPrimaryTerm}]. current document has seqNo [{found.Value.SequenceNumber}] and primary term [{found.Value.PrimaryTerm}]";
        }

        if (conditions.MustNotExist && live)
            return $"[{id}]: version conflict, document already exists (current version [{found!.Value.Version}])";
        if (found is not { } current || conditions.Version is not { } version)
            return null;
        return conditions.VersionType switch
        {
            VersionType.External when version <= current.Version =>
                $"[{id}]: version conflict, current version [{current.Version}] is higher or equal to the one provided [{version}]",
            VersionType.ExternalGte when version < current.Version =>
                $"[{id}]: version conflict, current version [{current.Version}] is higher than the one provided [{version}]",
            _ => null,
        };
    }

    /// <summary>The version that the write makes.</summary>
    public static long Next(in WriteConditions conditions, DocumentState? found) =>
        conditions.VersionType != VersionType.Internal && conditions.Version is { } given ? given
        : found is { } current ? current.Version + 1
        : 1;
}
