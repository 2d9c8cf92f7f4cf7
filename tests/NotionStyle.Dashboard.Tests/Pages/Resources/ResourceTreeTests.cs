using NotionStyle.Dashboard.Components.Pages.Resources;
using static NotionStyle.Dashboard.Tests.Pages.Resources.Instances;

namespace NotionStyle.Dashboard.Tests.Pages.Resources;

public sealed class ResourceTreeTests
{
    [Fact]
    public void Databases_stand_below_their_server_and_replicas_below_their_resource()
    {
        var tree = ResourceTree.Build([
            Running("shards-1").Below("postgres-1"),
            Running("postgres-1"),
            Running("block-service", "block-service-b"),
            Running("block-service", "block-service-a"),
        ]);

        Assert.Equal(["block-service", "postgres-1"], tree.Select(n => n.Name));
        Assert.Equal(["block-service-a", "block-service-b"], tree[0].Children.Select(n => n.Name));
        Assert.All(tree[0].Children, c => Assert.True(c.IsReplica));
        Assert.Equal(["shards-1"], tree[1].Children.Select(n => n.Name));
    }

    [Fact]
    public void Resources_that_are_each_others_parents_are_all_shown()
    {
        var tree = ResourceTree.Build([
            Running("a").Below("b"),
            Running("b").Below("a"),
            Running("c").Below("c"),
            Running("d").Below("gone"),
            Running("e").Below("a"),
        ]);

        Assert.Equal(["a", "b", "c", "d", "e"], ResourceTree.All(tree).Select(n => n.Name).Order());
    }

    [Fact]
    public void A_row_is_found_by_the_name_of_the_resource_and_by_the_id_of_a_process()
    {
        var tree = ResourceTree.Build([Running("one", "one-x"), Running("two", "two-a"), Running("two", "two-b")]);

        Assert.Equal("one", ResourceTree.Find(tree, "one-x")?.Key);
        Assert.Equal("two", ResourceTree.Find(tree, "two")?.Key);
        Assert.Equal("two-b", ResourceTree.Find(tree, "two-b")?.Key);
        Assert.Null(ResourceTree.Find(tree, "three"));
        Assert.Null(ResourceTree.Find(tree, null));
    }

    [Fact]
    public void The_status_of_replicas_is_the_worst_of_them()
    {
        var tree = ResourceTree.Build([Running("s", "a"), Running("s", "b", "unhealthy"), Running("s", "c")]);

        Assert.Equal(ResourceMood.Bad, tree[0].Status.Mood);
        Assert.Equal("Running (1 of 3)", tree[0].Status.Text);
    }

    [Theory]
    [InlineData("Running", "healthy", null, ResourceMood.Good, "Running")]
    [InlineData("Running", "degraded", null, ResourceMood.Warning, "Running")]
    [InlineData("Finished", null, 0, ResourceMood.Resting, "Finished")]
    [InlineData("Finished", null, 137, ResourceMood.Bad, "Finished (137)")]
    [InlineData("FailedToStart", null, null, ResourceMood.Bad, "Failed to start")]
    [InlineData("ValueMissing", null, null, ResourceMood.Warning, "Value missing")]
    [InlineData("Waiting", null, null, ResourceMood.Busy, "Waiting")]
    [InlineData("SomethingNew", null, null, ResourceMood.Resting, "Something new")]
    public void A_state_has_a_mood_and_words(
        string state,
        string? health,
        int? exitCode,
        ResourceMood mood,
        string text
    )
    {
        var status = ResourceStatus.Of(Running("a", health: health) with { State = state, ExitCode = exitCode });

        Assert.Equal(mood, status.Mood);
        Assert.Equal(text, status.Text);
    }

    [Fact]
    public void A_filter_keeps_the_parents_of_what_it_finds()
    {
        var tree = ResourceTree.Build([
            Running("shards-1").Below("postgres-1"),
            Running("shards-2").Below("postgres-2"),
            Running("postgres-1"),
            Running("postgres-2"),
        ]);

        var found = new ResourceFilter("SHARDS-2", null, null, null).Apply(tree);

        Assert.Equal(["postgres-2", "shards-2"], ResourceTree.All(found).Select(n => n.Name));
        Assert.Empty(new ResourceFilter("SHARDS-2", null, "Finished", null).Apply(tree));
    }

    [Theory]
    [InlineData("ADMIN_TOKEN", "x", true)]
    [InlineData("BlockService__AdminToken", "x", true)]
    [InlineData("ConnectionStrings__shards-1", "Host=a", true)]
    [InlineData("DATABASE_URL", "postgres://me:pw@host/db", true)]
    [InlineData("SHARDS", "Host=a;Password=b", true)]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=1", true)]
    [InlineData("ASPNETCORE_URLS", "http://localhost:5000", false)]
    [InlineData("ADMIN_TOKEN", "", false)]
    public void What_looks_secret_is_covered(string name, string value, bool isSecret) =>
        Assert.Equal(isSecret, SecretNames.LooksSecret(name, value));
}
