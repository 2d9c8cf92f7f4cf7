using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>What a span says of a database: the names of OpenTelemetry's conventions, the older ones too.</summary>
internal static class SpanSql
{
    /// <summary>The attribute of the logical shard.</summary>
    public const string Shard = "notionstyle.shard";

    /// <summary>The attribute of the database server that the shard lies on.</summary>
    public const string Server = "notionstyle.server";

    /// <summary>The attribute of the number of rows that came back.</summary>
    public const string Rows = "db.response.returned_rows";

    /// <summary>The attribute of the statement.</summary>
    public const string Text = "db.query.text";

    private const string OldText = "db.statement";

    /// <summary>The database's kind; null for a span that is none of a database.</summary>
    public static string? SystemOf(Span span) => span.Attributes["db.system.name"] ?? span.Attributes["db.system"];

    /// <summary>The statement; null when there is none.</summary>
    public static string? StatementOf(Span span) => span.Attributes[Text] ?? span.Attributes[OldText];

    /// <summary>The attribute that has the statement.</summary>
    public static string KeyOf(Span span) => span.Attributes[Text] is null ? OldText : Text;
}
