using NotionStyle.Dashboard.Components.Pages.Traces;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

public sealed class TraceComparisonTests
{
    [Fact]
    public void Steps_meet_by_their_place_and_the_largest_difference_comes_first()
    {
        Span[] a = [Span(1, null, "GET", 100), Span(2, 1, "SELECT", 30), Span(3, 1, "SELECT", 20)];
        Span[] b = [Span(9, null, "GET", 110), Span(8, 9, "SELECT", 90), Span(7, 9, "INSERT", 5)];

        var steps = TraceComparison.Of(a, b);

        Assert.Equal(["GET › SELECT", "GET", "GET › INSERT"], steps.Select(s => s.Path));
        Assert.Equal(
            (2, 50L, 1, 90L),
            (steps[0].A!.Count, steps[0].A!.DurationNano, steps[0].B!.Count, steps[0].B!.DurationNano)
        );
        Assert.Null(steps[2].A);
    }

    [Fact]
    public void A_trace_differs_from_itself_in_nothing()
    {
        Span[] trace =
        [
            Span(1, null, "GET", 100),
            Span(2, 1, "SELECT", 30),
            Span(3, 2, "SELECT", 20),
            Span(3, 2, "SELECT", 20),
        ];

        Assert.All(TraceComparison.Of(trace, trace), step => Assert.Equal(0, step.Difference));
    }

    [Fact]
    public void A_circle_of_parents_ends()
    {
        Span[] circle = [Span(1, 2, "a", 1), Span(2, 1, "b", 1)];

        Assert.Equal(2, TraceComparison.Of(circle, []).Count);
    }

    [Fact]
    public void A_service_counts_what_is_not_inside_itself()
    {
        Span[] trace = [Span(1, null, "GET", 100), Span(2, 1, "SELECT", 30)];

        Assert.Equal(100, TraceComparison.Services(trace)["web"]);
    }

    private static Span Span(ulong id, ulong? parent, string name, long length) =>
        new()
        {
            TraceId = new TraceId(7),
            SpanId = new SpanId(id),
            ParentSpanId = parent is { } value ? new SpanId(value) : null,
            Resource = new TelemetryResource("web", "1", TelemetryAttributes.None),
            Scope = new InstrumentationScope("test", ""),
            Name = name,
            Start = new Timestamp((long)id),
            DurationNano = length,
        };
}
