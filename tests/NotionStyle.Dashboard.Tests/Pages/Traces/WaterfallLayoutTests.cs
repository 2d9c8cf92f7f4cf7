using NotionStyle.Dashboard.Components.Pages.Traces;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

public sealed class WaterfallLayoutTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_comes_each_id_stands_once_and_below_its_parent(int seed)
    {
        var random = new Random(seed);
        var spans = Random(random);

        var layout = WaterfallLayout.Of(spans);

        var ids = spans
            .Select(s => s.SpanId)
            .Distinct()
            .Order(Comparer<SpanId>.Create((a, b) => a.Value.CompareTo(b.Value)));
        Assert.Equal(
            ids,
            layout.Nodes.Select(n => n.Span.SpanId).Order(Comparer<SpanId>.Create((a, b) => a.Value.CompareTo(b.Value)))
        );
        Assert.Equal(spans.Count - layout.Nodes.Count, layout.Duplicates);
        foreach (var node in layout.Nodes)
        {
            Assert.InRange(node.StartNano, 0, long.MaxValue);
            if (node.Parent < 0)
            {
                Assert.Equal(0, node.Depth);
                Assert.True(node.Place != WaterfallPlace.Known || node.Span.ParentSpanId is null);
                continue;
            }

            var parent = layout.Nodes[node.Parent];
            Assert.Equal(node.Span.ParentSpanId, parent.Span.SpanId);
            Assert.Equal(parent.Depth + 1, node.Depth);
            Assert.InRange(node.Index, parent.Index + 1, parent.SubtreeEnd - 1);
            Assert.InRange(node.SubtreeEnd, node.Index + 1, parent.SubtreeEnd);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_in_which_spans_come_does_not_matter(int seed)
    {
        var random = new Random(seed);
        var spans = Random(random).DistinctBy(s => s.SpanId).ToList();

        Assert.Equal(Places(spans), Places([.. spans.OrderBy(_ => random.Next())]));
    }

    [Fact]
    public void A_child_of_another_process_that_began_before_its_parent_is_moved_into_it()
    {
        var caller = Span(1, null, 1_000_000, 100_000, "web");
        var called = Span(2, 1, 400_000, 50_000, "store");

        var node = WaterfallLayout.Of([caller, called]).Find(new SpanId(2))!;

        Assert.InRange(node.StartNano, 0, 100_000 - 50_000);
        Assert.Equal(node.StartNano + 1_000_000 - 400_000, node.ClockShiftNano);
    }

    [Fact]
    public void A_circle_of_parents_is_cut()
    {
        var layout = WaterfallLayout.Of([Span(1, 3, 1, 10, "a"), Span(2, 1, 2, 10, "a"), Span(3, 2, 3, 10, "a")]);

        Assert.Equal(3, layout.Nodes.Count);
        Assert.Equal(1, layout.Loops);
    }

    [Fact]
    public void A_chain_of_twenty_thousand_spans_is_laid_out()
    {
        var spans = Enumerable
            .Range(1, Trace.MaximumSpans)
            .Select(i => Span((ulong)i, i == 1 ? null : (ulong)i - 1, i, 10, "a"))
            .ToList();

        Assert.Equal(Trace.MaximumSpans, WaterfallLayout.Of(spans).Depth);
    }

    /// <summary>Siblings that begin at the same moment may change places.</summary>
    private static Dictionary<SpanId, (int, long)> Places(IReadOnlyList<Span> spans) =>
        WaterfallLayout.Of(spans).Nodes.ToDictionary(n => n.Span.SpanId, n => (n.Depth, n.StartNano));

    private static List<Span> Random(Random random)
    {
        var count = random.Next(1, 60);
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                    // Few ids: duplicates, orphans and circles come often.
                    Span(
                        (ulong)random.Next(1, 40),
                        random.Next(4) == 0 ? null : (ulong)random.Next(1, 50),
                        random.Next(1, 1_000_000),
                        random.Next(0, 100_000),
                        random.Next(3) == 0 ? "web" : "store"
                    )
                ),
        ];
    }

    private static Span Span(ulong id, ulong? parent, long start, long length, string service) =>
        new()
        {
            TraceId = new TraceId(7),
            SpanId = new SpanId(id),
            ParentSpanId = parent is { } value ? new SpanId(value) : null,
            Resource = new TelemetryResource(service, service, TelemetryAttributes.None),
            Scope = new InstrumentationScope("test", ""),
            Name = "work",
            Kind = parent is null ? SpanKind.Client : SpanKind.Server,
            Start = new Timestamp(start),
            DurationNano = length,
        };
}
