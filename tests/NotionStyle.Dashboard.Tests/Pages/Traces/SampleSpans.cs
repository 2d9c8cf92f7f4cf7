using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

/// <summary>Single spans of the samples.</summary>
internal static class SampleSpans
{
    public const string Stack =
        "Npgsql.PostgresException (0x80004005): 40001: could not serialize access due to concurrent update\n   at Npgsql.Internal.NpgsqlConnector.ReadMessage()\n   at Store.ApplyAsync() in Store.cs:line 120";

    /// <summary>A statement on shard 17.</summary>
    public static Span Sql(int id, int parent, long start, long length, int trace = 1) =>
        SampleTraces.Span(
            id,
            parent,
            "SELECT block",
            start,
            length,
            SampleTraces.Blocks,
            SpanKind.Client,
            SampleTraces.Attributes(
                ("db.system.name", "postgresql"),
                ("db.query.text", SampleTraces.Statement),
                ("db.response.returned_rows", 42),
                ("notionstyle.shard", 17),
                ("notionstyle.server", "db-2")
            ),
            trace
        );
}
