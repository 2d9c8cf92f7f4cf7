namespace NotionStyle.Blocks.Ports;

/// <summary>Analytics over one workspace, or over all of them (every shard is asked).</summary>
/// <remarks>Days are days of UTC. Edits are known for <see cref="StoreLimits.TransactionRetentionDays" /> days.</remarks>
public interface IBlockAnalytics
{
    /// <summary>Alive blocks by type and by the day on which they were made, oldest day first.</summary>
    Task<IReadOnlyList<BlocksOfDay>> BlocksByTypeAndDayAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    );

    /// <summary>For each day: who edited, and how many transactions were committed, oldest day first.</summary>
    Task<IReadOnlyList<EditorsOfDay>> ActiveEditorsAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        CancellationToken ct
    );

    /// <summary>The pages with the most transactions, most first.</summary>
    /// <param name="scope">Which workspaces.</param>
    /// <param name="range">Which days.</param>
    /// <param name="limit">Pages wanted, 1 to 100.</param>
    /// <param name="ct">Cancels the questions.</param>
    Task<IReadOnlyList<PageEdits>> MostEditedPagesAsync(
        AnalyticsScope scope,
        AnalyticsRange range,
        int limit,
        CancellationToken ct
    );

    /// <summary>For each day: blocks that were made, and how many there were at its end, oldest day first.</summary>
    Task<IReadOnlyList<GrowthOfDay>> GrowthAsync(AnalyticsScope scope, AnalyticsRange range, CancellationToken ct);
}

/// <summary>Which workspaces a question is about.</summary>
/// <param name="SpaceId">One workspace; null for all.</param>
public readonly record struct AnalyticsScope(Guid? SpaceId)
{
    /// <summary>Every workspace on every shard.</summary>
    public static AnalyticsScope Everything => new(null);
}

/// <summary>Days from the first to the last, both included; at most 366.</summary>
/// <param name="From">The first day.</param>
/// <param name="To">The last day.</param>
public readonly record struct AnalyticsRange(DateOnly From, DateOnly To);

/// <summary>Blocks of one type made on one day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Type">The type that they have now.</param>
/// <param name="Blocks">How many are alive.</param>
public readonly record struct BlocksOfDay(DateOnly Day, string Type, long Blocks);

/// <summary>Editors of one day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Editors">Different members who committed at least one transaction.</param>
/// <param name="Transactions">Transactions that they committed.</param>
public readonly record struct EditorsOfDay(DateOnly Day, long Editors, long Transactions);

/// <summary>Edits of one page.</summary>
/// <param name="SpaceId">Its workspace.</param>
/// <param name="PageId">The page.</param>
/// <param name="Title">Its title as plain text.</param>
/// <param name="Transactions">Transactions that changed it or a block on it.</param>
public readonly record struct PageEdits(Guid SpaceId, Guid PageId, string Title, long Transactions);

/// <summary>Growth on one day.</summary>
/// <param name="Day">The day.</param>
/// <param name="Created">Blocks made on it, alive or trashed since.</param>
/// <param name="Total">Blocks made up to its end.</param>
public readonly record struct GrowthOfDay(DateOnly Day, long Created, long Total);
