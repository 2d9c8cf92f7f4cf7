namespace NotionStyle.SearchService.Reconcile;

/// <summary>What to compare.</summary>
/// <param name="Repair">Whether differences are repaired, or only told.</param>
/// <param name="Shard">One shard; null for all.</param>
internal readonly record struct ReconcileRequest(bool Repair, int? Shard = null);

/// <summary>What comparing an index with the database found.</summary>
/// <param name="Records">Records of the database that were compared.</param>
/// <param name="Documents">Documents of the index that were looked for in the database.</param>
/// <param name="Missing">Records whose document was not there.</param>
/// <param name="Stale">Records whose document was another.</param>
/// <param name="LeftOver">Documents whose record is gone.</param>
/// <param name="Samples">Some of the differences in words, at most <see cref="SamplesMaximum" />.</param>
internal sealed record ReconcileResult(
    long Records,
    long Documents,
    long Missing,
    long Stale,
    long LeftOver,
    IReadOnlyList<string> Samples
)
{
    /// <summary>Differences that are told in words.</summary>
    public const int SamplesMaximum = 20;

    /// <summary>Nothing compared yet.</summary>
    public static ReconcileResult None { get; } = new(0, 0, 0, 0, 0, []);

    /// <summary>All differences.</summary>
    public long Differences => Missing + Stale + LeftOver;

    /// <summary>Both together.</summary>
    public ReconcileResult Plus(ReconcileResult other) =>
        new(
            Records + other.Records,
            Documents + other.Documents,
            Missing + other.Missing,
            Stale + other.Stale,
            LeftOver + other.LeftOver,
            [.. Samples.Concat(other.Samples).Take(SamplesMaximum)]
        );
}
