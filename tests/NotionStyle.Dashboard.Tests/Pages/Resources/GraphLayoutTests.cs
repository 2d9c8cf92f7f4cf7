using NotionStyle.Dashboard.Components.Pages.Resources;
using static NotionStyle.Dashboard.Tests.Pages.Resources.Instances;

namespace NotionStyle.Dashboard.Tests.Pages.Resources;

public sealed class GraphLayoutTests
{
    [Fact]
    public void No_two_boxes_overlap_and_every_arrow_that_is_no_cycle_leads_to_the_right()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            string[] nodes = [.. Enumerable.Range(0, random.Next(1, 30)).Select(i => $"n{i}")];
            var edges = Edges(random, nodes, acyclic: true);

            var picture = GraphLayout.Arrange(nodes, edges);

            CheckBoxes(picture, nodes, seed);
            var places = picture.Nodes.ToDictionary(n => n.Id);
            Assert.All(edges, e => Assert.True(places[e.From].X < places[e.To].X, $"seed {seed}: {e}"));
        }
    }

    [Fact]
    public void Arrows_keep_clear_of_the_boxes_that_they_do_not_join()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            string[] nodes = [.. Enumerable.Range(0, random.Next(2, 20)).Select(i => $"n{i}")];

            var picture = GraphLayout.Arrange(nodes, Edges(random, nodes, acyclic: false));

            // Between two columns an arrow is free; within a column it keeps to its lane.
            foreach (var edge in picture.Edges)
            foreach (var box in picture.Nodes.Where(n => n.Id != edge.Edge.From && n.Id != edge.Edge.To))
                Assert.DoesNotContain(
                    edge.Path,
                    p =>
                        p.X >= box.X
                        && p.X <= box.X + GraphLayout.BoxWidth
                        && p.Y > box.Y
                        && p.Y < box.Y + GraphLayout.BoxHeight
                );
        }
    }

    [Fact]
    public void Cycles_loops_and_arrows_to_nowhere_are_tolerated()
    {
        string[] nodes = ["a", "b", "c"];

        var picture = GraphLayout.Arrange(
            nodes,
            [Edge("a", "b"), Edge("b", "c"), Edge("c", "a"), Edge("a", "a"), Edge("a", "gone"), Edge("gone", "b")]
        );

        CheckBoxes(picture, nodes, 0);
        Assert.Equal(["a>b", "b>c", "c>a"], picture.Edges.Select(e => $"{e.Edge.From}>{e.Edge.To}"));
        var back = picture.Edges[2].Path;
        Assert.True(back[0].X > back[^1].X, "the arrow that closes the cycle leads back");
    }

    [Fact]
    public void An_empty_graph_is_an_empty_picture() => Assert.Empty(GraphLayout.Arrange([], []).Nodes);

    [Fact]
    public void A_folded_child_hands_its_arrows_to_its_parent()
    {
        var service = Running("service") with
        {
            Relationships = [new("shards", "Reference"), new("shards", "WaitFor")],
        };
        var tree = ResourceTree.Build([service, Running("shards").Below("server"), Running("server")]);

        var open = ResourceGraph.Build(tree, new HashSet<string>());
        var folded = ResourceGraph.Build(tree, new HashSet<string> { "server" });

        Assert.Equal(
            ["service>shards Reference,WaitFor", "shards>server Parent"],
            open.Edges.Select(Text).Order(StringComparer.Ordinal)
        );
        Assert.Equal(["service>server Reference,WaitFor"], folded.Edges.Select(Text));
        Assert.Equal(["shards"], folded.Items.Single(i => i.Node.Name == "server").Hidden.Select(n => n.Name));

        static string Text(GraphEdge edge) => $"{edge.From}>{edge.To} {string.Join(',', edge.Kinds)}";
    }

    private static GraphEdge Edge(string from, string to) => new(from, to, ["Reference"]);

    private static List<GraphEdge> Edges(Random random, string[] nodes, bool acyclic) =>
        [
            .. Enumerable
                .Range(0, nodes.Length * 2)
                .Select(_ => (A: random.Next(nodes.Length), B: random.Next(nodes.Length)))
                .Where(e => !acyclic || e.A < e.B)
                .Distinct()
                .Select(e => Edge(nodes[e.A], nodes[e.B])),
        ];

    private static void CheckBoxes(GraphPicture picture, string[] nodes, int seed)
    {
        Assert.Equal(nodes, picture.Nodes.Select(n => n.Id));
        foreach (var (i, a) in picture.Nodes.Index())
        {
            Assert.True(
                a.X >= 0
                    && a.Y >= 0
                    && a.X + GraphLayout.BoxWidth <= picture.Width
                    && a.Y + GraphLayout.BoxHeight <= picture.Height,
                $"seed {seed}: {a} lies outside"
            );
            foreach (var b in picture.Nodes.Skip(i + 1))
                Assert.False(
                    Math.Abs(a.X - b.X) < GraphLayout.BoxWidth && Math.Abs(a.Y - b.Y) < GraphLayout.BoxHeight,
                    $"seed {seed}: {a} and {b} overlap"
                );
        }
    }
}
