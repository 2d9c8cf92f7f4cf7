using System.Diagnostics;
using NotionStyle.Blocks.Postgres.Sharding;
using Npgsql;

namespace NotionStyle.Blocks.Postgres.Telemetry;

/// <summary>
/// Makes the driver's spans say what was done, where, and how many rows came: <c>SELECT block</c> instead of <c>postgresql</c>. Called only while somebody listens.
/// </summary>
/// <remarks>
/// The shard is read from the statement, whose text names its schema (<see cref="Records.RecordSql" />). That holds for every statement, whoever sends it, and no caller has to
/// hand anything on. The text carries no value of a user: values are parameters.
/// </remarks>
internal static class SqlTracing
{
    /// <summary>
    /// The property of a span under which a function waits that tells the rows when the statement is done (a <c>Func&lt;long&gt;</c>). Whoever collects spans asks it at
    /// the span's end: the driver has no callback there.
    /// </summary>
    public const string RowsProperty = "db.response.returned_rows";

    private const int SummaryMaximum = 255;

    /// <summary>Sets the callbacks of a data source.</summary>
    /// <param name="builder">The data source.</param>
    /// <param name="server">The server's name.</param>
    public static NpgsqlDataSourceBuilder UseSpans(this NpgsqlDataSourceBuilder builder, string server) =>
        builder.ConfigureTracing(tracing =>
            tracing
                .EnableFirstResponseEvent(false)
                .ConfigureCommandSpanNameProvider(command => SqlSummary.Of(command.CommandText).ToString())
                .ConfigureBatchSpanNameProvider(NameOf)
                .ConfigureCommandEnrichmentCallback((span, command) => Enrich(span, command, server))
                .ConfigureBatchEnrichmentCallback((span, batch) => Enrich(span, batch, server))
        );

    private static void Enrich(Activity span, NpgsqlCommand command, string server)
    {
        if (!span.IsAllDataRequested)
            return;
        Describe(span, SqlSummary.Of(command.CommandText), server);
#pragma warning disable CS0618 // Where a command that is not a batch keeps its rows; the way that replaces it is to use a batch.
        var statements = command.Statements;
#pragma warning restore CS0618
        span.SetCustomProperty(RowsProperty, () => RowsOf(statements));
    }

    private static void Enrich(Activity span, NpgsqlBatch batch, string server)
    {
        if (!span.IsAllDataRequested)
            return;
        var commands = batch.BatchCommands;
        if (commands.Count == 1)
        {
            Describe(span, SqlSummary.Of(commands[0].CommandText), server);
        }
        else
        {
            span.SetTag("db.operation.name", "BATCH");
            span.SetTag("db.operation.batch.size", commands.Count);
            span.SetTag("db.query.summary", span.DisplayName);
            span.SetTag(BlockTelemetry.Server, server);
            foreach (var command in commands)
            {
                if (SqlSummary.Of(command.CommandText) is { Shard: { } shard })
                {
                    span.SetTag(BlockTelemetry.Shard, shard);
                    break;
                }
            }
        }

        span.SetCustomProperty(RowsProperty, () => RowsOf(commands));
    }

    private static void Describe(Activity span, SqlSummary summary, string server)
    {
        span.SetTag("db.operation.name", summary.Operation);
        if (summary.Table is not null)
            span.SetTag("db.collection.name", summary.Table);
        span.SetTag("db.query.summary", span.DisplayName);
        span.SetTag(BlockTelemetry.Server, server);
        if (summary.Shard is { } shard)
            span.SetTag(BlockTelemetry.Shard, shard);
    }

    /// <summary>The statements' summaries, each once however often it comes in a row: <c>BEGIN; SELECT block; COMMIT</c>.</summary>
    private static string NameOf(NpgsqlBatch batch)
    {
        var names = new List<string>(batch.BatchCommands.Count);
        foreach (var command in batch.BatchCommands)
        {
            var name = SqlSummary.Of(command.CommandText).ToString();
            if (names.Count == 0 || names[^1] != name)
                names.Add(name);
        }

        var text = string.Join("; ", names);
        return text.Length <= SummaryMaximum ? text : text[..(SummaryMaximum - 1)] + "…";
    }

    /// <summary>Rows that came back. Rows that a statement only changed are not among them.</summary>
    private static long RowsOf(IEnumerable<NpgsqlBatchCommand> commands) =>
        commands.Where(c => c.StatementType == StatementType.Select).Sum(c => (long)c.Rows);
}

/// <summary>What a statement does, in few words.</summary>
/// <param name="Operation">Its verb, such as <c>SELECT</c>; a query that begins with <c>WITH</c> is one too.</param>
/// <param name="Table">The first table of a shard that it names, without the schema; null when it names none.</param>
/// <param name="Shard">The shard of that table.</param>
internal readonly record struct SqlSummary(string Operation, string? Table, int? Shard)
{
    private const string SchemaPrefix = "shard";

    /// <summary>Reads the summary from a statement's text.</summary>
    public static SqlSummary Of(ReadOnlySpan<char> sql)
    {
        sql = sql.TrimStart();
        var verb = sql[..LengthOfWord(sql)];
        var operation = verb switch
        {
            "SELECT" or "WITH" => "SELECT",
            "INSERT" => "INSERT",
            "UPDATE" => "UPDATE",
            "DELETE" => "DELETE",
            "BEGIN" => "BEGIN",
            "COMMIT" => "COMMIT",
            "ROLLBACK" => "ROLLBACK",
            _ => verb.ToString().ToUpperInvariant(),
        };
        for (var rest = sql; ; )
        {
            var at = rest.IndexOf(SchemaPrefix, StringComparison.Ordinal);
            if (at < 0)
                return new SqlSummary(operation, null, null);
            rest = rest[(at + SchemaPrefix.Length)..];
            if (
                rest is [var hundreds, var tens, var ones, '.', ..]
                && char.IsAsciiDigit(hundreds)
                && char.IsAsciiDigit(tens)
                && char.IsAsciiDigit(ones)
            )
            {
                var shard = (hundreds - '0') * 100 + (tens - '0') * 10 + ones - '0';
                var table = rest[4..];
                if (shard < LogicalShard.Count && LengthOfWord(table) is var length and > 0)
                    return new SqlSummary(operation, table[..length].ToString(), shard);
            }
        }
    }

    /// <inheritdoc />
    public override string ToString() => Table is null ? Operation : $"{Operation} {Table}";

    private static int LengthOfWord(ReadOnlySpan<char> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] == '_'))
            length++;
        return length;
    }
}
