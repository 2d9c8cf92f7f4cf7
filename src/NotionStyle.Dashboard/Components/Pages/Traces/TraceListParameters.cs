namespace NotionStyle.Dashboard.Components.Pages.Traces;

/// <summary>The parts of the list's address, as they came.</summary>
internal sealed record TraceListParameters
{
    public string? Range { get; init; }
    public string? Run { get; init; }
    public string? Service { get; init; }
    public string? Min { get; init; }
    public string? Max { get; init; }
    public string? Errors { get; init; }
    public string? Text { get; init; }
    public IReadOnlyList<string> Filters { get; init; } = [];
    public string? Order { get; init; }
    public string? Page { get; init; }
}
