namespace NotionStyle.Dashboard.Databases;

/// <summary>What the shards hold, and what they do at the moment.</summary>
public interface IShardStatistics
{
    /// <summary>Every shard and every server. Sizes are at most a minute old, all else some seconds; a server that does not answer says so, and the others are there.</summary>
    Task<ShardOverview> OverviewAsync(CancellationToken cancellationToken);

    /// <summary>The tables of one shard, on the server where the map has it.</summary>
    /// <param name="shard">0 to 479.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<ShardTables> TablesAsync(int shard, CancellationToken cancellationToken);
}

/// <summary>All shards at one moment.</summary>
/// <param name="Shards">In the order of their numbers: all 480, or those that are known while the server with the map is away; none before the block service has started once.</param>
/// <param name="Servers">In the order of their numbers; empty when the dashboard was given none.</param>
/// <param name="Window">Over how long edits and latencies were taken.</param>
/// <param name="TelemetryProblem">Why there are no edits and latencies; null when there are.</param>
public sealed record ShardOverview(
    IReadOnlyList<ShardFigures> Shards,
    IReadOnlyList<ServerFigures> Servers,
    TimeSpan Window,
    string? TelemetryProblem
);

/// <summary>One shard in figures.</summary>
/// <param name="Number">0 to 479.</param>
/// <param name="Server">Where it lives.</param>
/// <param name="Bytes">
/// What its tables, their indexes and their long values take on disk: measured where something was written since the last analysis, and as the last vacuum or analysis counted it
/// elsewhere. The small maps of free space and of visibility are in what is measured alone. Null when the server does not answer.
/// </param>
/// <param name="Rows">Its rows as PostgreSQL estimates them; null when the server does not answer.</param>
/// <param name="Activity">What was measured of it; null when there is no telemetry.</param>
public sealed record ShardFigures(int Number, string Server, long? Bytes, long? Rows, ShardActivity? Activity);

/// <summary>What a shard did within the window.</summary>
/// <param name="Edits">Committed transactions.</param>
/// <param name="EditsPerSecond">The same for each second.</param>
/// <param name="P50Nano">Half took no longer, in nanoseconds; null when there were none.</param>
/// <param name="P99Nano">99 of 100 took no longer; null when there were none.</param>
public sealed record ShardActivity(double Edits, double EditsPerSecond, long? P50Nano, long? P99Nano)
{
    /// <summary>Nothing happened.</summary>
    public static ShardActivity None { get; } = new(0, 0, null, null);
}

/// <summary>One server in figures.</summary>
/// <param name="Name">The name of its connection string.</param>
/// <param name="Problem">Why it gave no sizes, with the remedy; null when it did.</param>
/// <param name="Shards">How many shards the map has on it.</param>
/// <param name="Bytes">What they take on disk.</param>
/// <param name="Rows">Their rows, estimated.</param>
/// <param name="Activity">What all of them did; null when there is no telemetry.</param>
public sealed record ServerFigures(
    string Name,
    string? Problem,
    int Shards,
    long Bytes,
    long Rows,
    ShardActivity? Activity
);

/// <summary>The tables of one shard.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="Server">Where it lives; null when that is not known.</param>
/// <param name="Problem">Why there are no tables; null when there are.</param>
/// <param name="Tables">The largest first.</param>
public sealed record ShardTables(int Shard, string? Server, string? Problem, IReadOnlyList<TableFigures> Tables);

/// <summary>One table of a shard. Rows are estimates of PostgreSQL.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Rows">Rows that are alive.</param>
/// <param name="DeadRows">Rows that wait for the vacuum.</param>
/// <param name="TableBytes">The rows on disk.</param>
/// <param name="IndexBytes">The indexes.</param>
/// <param name="ToastBytes">Long values, kept apart.</param>
/// <param name="LastVacuum">When it was vacuumed, by hand or not; null for never.</param>
/// <param name="LastAnalyze">When it was analysed; null for never.</param>
public sealed record TableFigures(
    string Name,
    long Rows,
    long DeadRows,
    long TableBytes,
    long IndexBytes,
    long ToastBytes,
    DateTimeOffset? LastVacuum,
    DateTimeOffset? LastAnalyze
);
