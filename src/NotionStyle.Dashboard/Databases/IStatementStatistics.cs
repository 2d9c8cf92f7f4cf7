namespace NotionStyle.Dashboard.Databases;

/// <summary>Which statements take the time, as pg_stat_statements counts them.</summary>
public interface IStatementStatistics
{
    /// <summary>
    /// The statements of every server, at most some seconds old: the 1,000 of each server that took the longest in all. Statements that differ by the shard's schema only are one.
    /// </summary>
    Task<IReadOnlyList<ServerStatements>> ReadAsync(CancellationToken cancellationToken);
}

/// <summary>The statements of one server.</summary>
/// <param name="Server">The name of its connection string.</param>
/// <param name="Problem">Why there are none, with the remedy; null when there are.</param>
/// <param name="Since">Since when they are counted; null when the server does not say.</param>
/// <param name="TotalMilliseconds">What all statements took, those that are not listed too.</param>
/// <param name="Statements">The one with the most time first.</param>
public sealed record ServerStatements(
    string Server,
    string? Problem,
    DateTimeOffset? Since,
    double TotalMilliseconds,
    IReadOnlyList<StatementFigures> Statements
);

/// <summary>A statement in figures, over all shards of a server, or of several servers.</summary>
/// <param name="Text">Its text, with <see cref="SchemaPlaceholder" /> for the shard's schema and $1, $2 … for values; null when the server may not or cannot tell.</param>
/// <param name="Calls">How often it ran.</param>
/// <param name="TotalMilliseconds">How long in all.</param>
/// <param name="MaxMilliseconds">How long at most.</param>
/// <param name="Rows">Rows that it returned or changed.</param>
/// <param name="BlocksHit">Blocks of 8 KiB that were in PostgreSQL's memory.</param>
/// <param name="BlocksRead">Blocks that were not.</param>
/// <param name="Shards">How many versions of it there are; one for each shard that used it.</param>
public sealed record StatementFigures(
    string? Text,
    long Calls,
    double TotalMilliseconds,
    double MaxMilliseconds,
    long Rows,
    long BlocksHit,
    long BlocksRead,
    int Shards
)
{
    /// <summary>Stands in texts where the schema of a shard was.</summary>
    public const string SchemaPlaceholder = "shardNNN";

    /// <summary>How long on average.</summary>
    public double MeanMilliseconds => Calls > 0 ? TotalMilliseconds / Calls : 0;

    /// <summary>Rows of one run on average.</summary>
    public double RowsPerCall => Calls > 0 ? (double)Rows / Calls : 0;

    /// <summary>The share of blocks that were in memory; null when it used none.</summary>
    public double? HitShare => BlocksHit + BlocksRead > 0 ? (double)BlocksHit / (BlocksHit + BlocksRead) : null;

    /// <summary>The sum of the same statement on several servers.</summary>
    public StatementFigures Plus(StatementFigures other) =>
        new(
            Text,
            Calls + other.Calls,
            TotalMilliseconds + other.TotalMilliseconds,
            Math.Max(MaxMilliseconds, other.MaxMilliseconds),
            Rows + other.Rows,
            BlocksHit + other.BlocksHit,
            BlocksRead + other.BlocksRead,
            Shards + other.Shards
        );
}
