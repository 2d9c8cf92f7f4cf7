using Microsoft.AspNetCore.Components;
using NotionStyle.Dashboard.Components.Kit;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Components.Pages.Logs;

/// <summary>The log records that were sent, the newest first, with filters, counts over time and the details of one.</summary>
public sealed partial class LogsPage : PageState
{
    private const int PageSize = 200;
    private const int Slots = 60;
    private const int MaximumPage = 100_000;
    private const string DefaultRange = "1h";

    // A longer value does not fit into an address.
    private const int MaximumValue = 1_500;
    private const int ShownLength = 300;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);

    private IReadOnlyList<AttributeFilter> _filters = [];
    private IReadOnlyList<string> _problems = [];
    private IReadOnlyList<string> _services = [];
    private IReadOnlyList<string> _keys = [];
    private IReadOnlyList<LogSlot> _counts = [];
    private IReadOnlyList<(string Key, LogRecord Record)> _rows = [];
    private LogPage? _page;
    private LogRecord? _chosen;
    private int _load;

    [Inject]
    private ILogQueries Logs { get; set; } = default!;

    [Inject]
    private ITelemetryCatalog Catalog { get; set; } = default!;

    [Inject]
    private ReadErrors Read { get; set; } = default!;

    [Inject]
    private TimeProvider Clock { get; set; } = default!;

    /// <summary>The service, as the Aspire dashboard's addresses have it.</summary>
    [Parameter]
    public string? Resource { get; set; }

    /// <summary>From when to when.</summary>
    [SupplyParameterFromQuery]
    public string? Range { get; set; }

    /// <summary>The run; null for all.</summary>
    [SupplyParameterFromQuery]
    public int? Run { get; set; }

    /// <summary>The service; null for all.</summary>
    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    /// <summary>The lowest level: trace, debug, information, warning, error, critical.</summary>
    [SupplyParameterFromQuery]
    public string? Level { get; set; }

    /// <summary>A text to look for.</summary>
    [SupplyParameterFromQuery]
    public string? Q { get; set; }

    /// <summary>Conditions on attributes.</summary>
    [SupplyParameterFromQuery]
    public string[]? F { get; set; }

    /// <summary>The trace in which they were written.</summary>
    [SupplyParameterFromQuery]
    public string? Trace { get; set; }

    /// <summary>The span in which they were written.</summary>
    [SupplyParameterFromQuery]
    public string? Span { get; set; }

    /// <summary>The record whose details are open.</summary>
    [SupplyParameterFromQuery]
    public string? Id { get; set; }

    /// <summary>The part of the list, from 1.</summary>
    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    private string? Who => string.IsNullOrEmpty(Service) ? Resource : Service;

    private string Times => string.IsNullOrEmpty(Range) ? (Trace is null ? DefaultRange : "all") : Range;

    private int PageNumber => Math.Clamp(Page ?? 1, 1, MaximumPage);

    private string Summary =>
        _page is null
            ? ""
            : $"{Format.Count(_page.Total)} {(_page.Total == 1 ? "record" : "records")}{(Paused ? "; paused" : "")}";

    /// <inheritdoc />
    protected override void OnInitialized() =>
        Every(Period, () => PageNumber == 1 && RangeText.IsOpen(Times) ? RefreshAsync() : Task.CompletedTask);

    /// <inheritdoc />
    protected override async Task OnParametersSetAsync()
    {
        var problems = new List<string>();
        var filters = new List<AttributeFilter>();
        foreach (var text in F ?? [])
            if (AttributeFilter.TryParse(text, out var filter))
                filters.Add(filter);
            else
                problems.Add($"'{text}' is no filter and is left out. Write one like http.route:eq:/v1/pages.");
        if (!RangeText.TryParse(Times, Clock.GetUtcNow(), out _))
            problems.Add(
                $"'{Times}' is no range of time; all is shown. Write one like 15m, 6h, all, or FROM..TO with two moments in ISO 8601."
            );
        if (!string.IsNullOrEmpty(Level) && LogLevels.MinSeverity(Level) == 0)
            problems.Add(
                $"'{Level}' is no level; all are shown. Write one of {string.Join(", ", LogLevels.Choices.Select(c => c.Name))}."
            );
        if (Trace is not null && !TraceId.TryParse(Trace, out _))
            problems.Add($"'{Trace}' is no id of a trace and is left out. It has 32 hexadecimal digits.");
        if (Span is not null && !SpanId.TryParse(Span, out _))
            problems.Add($"'{Span}' is no id of a span and is left out. It has 16 hexadecimal digits.");
        (_filters, _problems) = (filters, problems);
        await LoadAsync(LoadAllAsync);
    }

    private LogFilter Filter() =>
        new()
        {
            Range = RangeText.TryParse(Times, Clock.GetUtcNow(), out var range) ? range : TimeRange.All,
            Run = Run,
            Service = string.IsNullOrEmpty(Who) ? null : Who,
            MinSeverity = LogLevels.MinSeverity(Level),
            Text = (Q ?? "").Trim(),
            Attributes = _filters,
            TraceId = TraceId.TryParse(Trace, out var trace) ? trace : null,
            SpanId = SpanId.TryParse(Span, out var span) ? span : null,
            Skip = (PageNumber - 1) * PageSize,
            Take = PageSize,
        };

    private async Task LoadAllAsync()
    {
        await RefreshAsync();
        if (_keys.Count == 0)
            _keys = await Catalog.AttributeKeysAsync(TelemetrySignal.Logs, Left);
        await ChooseAsync();
    }

    private async Task RefreshAsync()
    {
        // Keys are pressed faster than answers come: an answer to an earlier question is thrown away.
        var load = ++_load;
        var filter = Filter();
        var page = await Logs.ListAsync(filter, Left);
        var counts = page.Total == 0 ? [] : await Logs.CountsAsync(filter, Slots, Left);
        var services = await Catalog.ServicesAsync(Run, Left);
        if (load != _load)
            return;
        (_page, _counts) = (page, counts);
        _rows = [.. page.Records.Select(r => (LogKey.Of(r), r))];
        _services = [.. services.Select(s => s.Name)];
        await MarkReadAsync(filter);
    }

    // Errors count as read when nothing but the service and the level narrows the list.
    private async Task MarkReadAsync(LogFilter filter)
    {
        var isWide =
            filter is { Text: "", TraceId: null, SpanId: null, MinSeverity: <= 17, Skip: 0, Attributes.Count: 0 };
        if (!IsLive || !isWide || !RangeText.IsOpen(Times))
            return;
        var runs = await Catalog.RunsAsync(Left);
        foreach (var service in await Catalog.ServicesAsync(runs.Count > 0 ? runs[0].Number : null, Left))
            if (filter.Service is null || filter.Service == service.Name)
                Read.Mark(service.Name, service.LogErrors);
    }

    private async Task ChooseAsync()
    {
        _chosen = _rows.FirstOrDefault(r => r.Key == Id).Record;
        if (_chosen is not null || LogKey.TimeOf(Id) is not { } time)
            return;
        var filter = new LogFilter { Range = new TimeRange(time, new Timestamp(time.UnixNano + 1)), Take = PageSize };
        var there = await Logs.ListAsync(filter, Left);
        _chosen = there.Records.FirstOrDefault(r => LogKey.Of(r) == Id);
        if (_chosen is null)
            _problems = [.. _problems, "The chosen record is not stored any more."];
    }

    private string? FilterHref(string key, string value) =>
        value.Length > MaximumValue
            ? null
            : Address(
                (
                    "f",
                    _filters
                        .Append(new AttributeFilter(key, FilterOperator.Equals, value))
                        .Distinct()
                        .Select(f => f.ToString())
                ),
                ("page", null)
            );

    // The first line, as far as it is read in a list.
    private static string Line(LogRecord record)
    {
        var body = record.Body.Length > 0 ? record.Body : record.EventName;
        var end = body.AsSpan(0, Math.Min(body.Length, ShownLength)).IndexOfAny('\r', '\n');
        var line = end >= 0 ? body[..end] : body[..Math.Min(body.Length, ShownLength)];
        var exception = record.Attributes["exception.type"];
        return line.Length == 0 && exception is null ? "(no message)"
            : exception is null ? line
            : $"{line} [{exception}]";
    }

    private static string Short(string id) => id.Length > 8 ? id[..8] : id;
}
