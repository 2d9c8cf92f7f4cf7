using NotionStyle.Blocks.Records;

namespace NotionStyle.SearchService.Feed;

/// <summary>
/// The changes that were applied lately, so that one feed need not do again what another has done. What is forgotten is only done twice. Two generations of a bounded size: when the
/// younger one is full, the older one is dropped.
/// </summary>
internal sealed class RecentChanges
{
    /// <summary>Changes in one generation.</summary>
    private const int GenerationMaximum = 100_000;

    private readonly Lock _lock = new();
    private Dictionary<(Guid, RecordPointer), long> _young = [];
    private Dictionary<(Guid, RecordPointer), long> _old = [];

    /// <summary>Remembers a version as applied.</summary>
    public void Add(Guid spaceId, RecordVersion record)
    {
        lock (_lock)
        {
            if (_young.Count >= GenerationMaximum)
                (_old, _young) = (_young, []);
            var key = (spaceId, record.Pointer);
            _young[key] = Math.Max(record.Version, _young.GetValueOrDefault(key));
        }
    }

    /// <summary>Whether this version or a newer one was applied.</summary>
    public bool Contains(Guid spaceId, RecordVersion record)
    {
        var key = (spaceId, record.Pointer);
        lock (_lock)
            return (_young.TryGetValue(key, out var version) || _old.TryGetValue(key, out version))
                && version >= record.Version;
    }
}
