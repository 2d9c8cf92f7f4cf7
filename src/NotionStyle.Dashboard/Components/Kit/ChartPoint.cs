namespace NotionStyle.Dashboard.Components.Kit;

/// <summary>A point of a chart that was clicked.</summary>
/// <param name="Series">The name of its series.</param>
/// <param name="Index">Its place in the series, from 0.</param>
/// <param name="Id">What the option gave it as <c>id</c> or <c>name</c>; null when nothing.</param>
public sealed record ChartPoint(string Series, int Index, string? Id);
