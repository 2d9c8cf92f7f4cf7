using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Databases;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages;

/// <summary>The statements that take the time, on one server or on all together.</summary>
public sealed partial class Sql
{
    private const int RowsMaximum = 200;
    private const int BriefMaximum = 200;
    private const int FilterMaximum = 60;

    private IReadOnlyList<ServerStatements>? _servers;
    private List<StatementFigures> _rows = [];
    private StatementFigures? _open;
    private DateTimeOffset? _since;
    private double _total;
    private int _found;
    private int _leftOut;
    private string _sort = "total";

    /// <summary>The server; all together when it is empty.</summary>
    [SupplyParameterFromQuery]
    public string? Server { get; set; }

    /// <summary><c>total</c>, <c>mean</c>, <c>calls</c> or <c>rows</c>; anything else is the total.</summary>
    [SupplyParameterFromQuery]
    public string? Sort { get; set; }

    /// <summary>A text in the statement, in any case.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary><c>true</c> shows also what makes and changes tables: at a fresh start the migrations of 480 shards would hide all else.</summary>
    [SupplyParameterFromQuery]
    public string? Ddl { get; set; }

    /// <summary>The statement that is open, by a hash of its text.</summary>
    [SupplyParameterFromQuery]
    public string? Id { get; set; }

    /// <summary>A link to the traces that ran a statement: by its longest stretch without schema, values and line ends. Null when the text is not known.</summary>
    internal static string? TracesOf(string? text)
    {
        if (text is null)
            return null;
        var stretch = VariablePart().Split(text).Select(part => part.Trim()).MaxBy(part => part.Length) ?? "";
        if (stretch.Length == 0)
            return null;
        var filter = new AttributeFilter(
            "db.query.text",
            FilterOperator.Contains,
            stretch.Length <= FilterMaximum ? stretch : stretch[..FilterMaximum]
        );
        return "/traces?f=" + Uri.EscapeDataString(filter.ToString());
    }

    /// <inheritdoc />
    protected override void OnInitialized() => Every(TimeSpan.FromSeconds(10), RefreshAsync);

    /// <inheritdoc />
    protected override Task OnParametersSetAsync()
    {
        _sort = Sort is "mean" or "calls" or "rows" ? Sort : "total";
        return LoadAsync(RefreshAsync);
    }

    private async Task RefreshAsync()
    {
        _servers = await Statistics.ReadAsync(Left);
        var withSchema = Ddl == "true";
        var chosen = _servers.Where(s => string.IsNullOrEmpty(Server) || s.Server == Server).ToArray();
        _total = chosen.Sum(s => s.TotalMilliseconds);
        _since = chosen.Max(s => s.Since);
        var all = chosen
            .SelectMany(s => s.Statements)
            .GroupBy(s => s.Text, StringComparer.Ordinal)
            .Select(g => g.Aggregate((a, b) => a.Plus(b)))
            .ToArray();
        var schema = withSchema ? [] : all.Where(s => SchemaChange().IsMatch(Bare(s.Text))).ToHashSet();
        _leftOut = schema.Count;
        // Shares are of what is shown.
        _total = Math.Max(0, _total - schema.Sum(s => s.TotalMilliseconds));
        var found = all.Where(s =>
                !schema.Contains(s)
                && (string.IsNullOrEmpty(Q) || s.Text?.Contains(Q, StringComparison.OrdinalIgnoreCase) == true)
            )
            .ToArray();
        _found = found.Length;
        _rows =
        [
            .. found
                .OrderByDescending(s =>
                    _sort switch
                    {
                        "mean" => s.MeanMilliseconds,
                        "calls" => s.Calls,
                        "rows" => s.Rows,
                        _ => s.TotalMilliseconds,
                    }
                )
                .Take(RowsMaximum),
        ];
        _open = string.IsNullOrEmpty(Id) ? null : all.FirstOrDefault(s => IdOf(s.Text) == Id);
    }

    private string Share(StatementFigures row) =>
        (_total > 0 ? row.TotalMilliseconds / _total * 100 : 0).ToString("F1", CultureInfo.InvariantCulture);

    private static string IdOf(string? text) =>
        text is null
            ? "unknown"
            : XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(text)).ToString("x16", CultureInfo.InvariantCulture);

    private static string Brief(string? text)
    {
        if (text is null)
            return "(text not known)";
        var line = Whitespace().Replace(Bare(text), " ").Trim();
        return line.Length <= BriefMaximum ? line : line[..BriefMaximum] + "…";
    }

    private static string Bare(string? text) => Comment().Replace(text ?? "", "");

    private static string Milliseconds(double milliseconds) => Format.Duration((long)(milliseconds * 1e6));

    [GeneratedRegex(@"shardNNN|\$[0-9]+|[\r\n]+")]
    private static partial Regex VariablePart();

    /// <summary>Comments before the statement itself.</summary>
    [GeneratedRegex(@"\A(\s*(--[^\n]*(\n|\z)|/\*[\s\S]*?\*/))+")]
    private static partial Regex Comment();

    /// <summary>The beginnings of statements that change schemas and rights, and of the blocks in which migrations do so.</summary>
    [GeneratedRegex(
        @"\A\s*(CREATE|ALTER|DROP|COMMENT|GRANT|REVOKE|DO|SECURITY\s+LABEL|REASSIGN)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex SchemaChange();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Whitespace();
}
