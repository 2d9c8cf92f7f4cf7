using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Tests.Support;
using Record = NotionStyle.Blocks.Records.Record;

namespace NotionStyle.Lab.Tests;

/// <summary>Each comparison finds each kind of damage; only then is its silence worth something.</summary>
public sealed class ModelTests
{
    public static TheoryData<string> Damages =>
        ["text", "format", "type", "order", "lost child", "moved", "trashed", "version"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_to_one_record_is_found(string damage)
    {
        using var service = new FakeService();
        using var client = service.Client();
        var ct = TestContext.Current.CancellationToken;
        var forest = Sources.Forest(("a.md", "# A\n\n- one\n- two\n- three\n"), ("b.md", "# B\n\n- four\n"));
        await service.ImportAsync(forest);
        var model = new WorkspaceModel(service.SpaceId);
        model.AddRoot(forest.Root);
        Assert.Equal(0, (await new ModelReading(client, model).BySyncAsync(null, ct)).Differences);

        var page = service.Store[forest.Pages[1].Page.Id];
        Damage(damage, page, service.Store[page.Content[0]], forest.Pages[2].Page.Id);

        var bySync = await new ModelReading(client, model).BySyncAsync(null, ct);
        Assert.NotEqual(0, bySync.Differences);
        var byPages = await new ModelReading(client, model).ByPagesAsync(null, ct);
        Assert.True(byPages.Differences > 0 || byPages.FirstMisplaced is not null);
    }

    [Fact]
    public async Task A_page_that_was_never_imported_is_found()
    {
        using var service = new FakeService();
        using var client = service.Client();
        var forest = Sources.Forest(("a.md", "one"));
        var model = new WorkspaceModel(service.SpaceId);
        model.AddRoot(forest.Root);

        var found = await new ModelReading(client, model).BySyncAsync(null, TestContext.Current.CancellationToken);

        Assert.True(found.Differences >= model.Blocks.Count);
    }

    [Theory]
    [InlineData("""{"b":1,"a":[1,{"y":2,"x":"é"}]}""", """{ "a": [1, {"x": "\u00e9", "y": 2}], "b": 1 }""")]
    [InlineData("{}", "null")]
    public void The_order_of_members_and_the_way_of_writing_do_not_matter(string one, string other) =>
        Assert.Equal(CanonicalJson.Of(one), CanonicalJson.Of(other));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":2}""")]
    [InlineData("""{"a":[1,2]}""", """{"a":[2,1]}""")]
    [InlineData("""{"a":null}""", "{}")]
    public void Values_do_matter(string one, string other) =>
        Assert.NotEqual(CanonicalJson.Of(one), CanonicalJson.Of(other));

    private static void Damage(string damage, Record page, Record block, Guid otherPage)
    {
        switch (damage)
        {
            case "text":
                block.Properties.Edit()["title"] = new JsonArray(new JsonArray("0ne"));
                break;
            case "format":
                block.Format.Edit()["x"] = 1;
                break;
            case "type":
                block.Type = "to_do";
                break;
            case "order":
                page.Content = [.. page.Content.Reverse()];
                break;
            case "lost child":
                page.Content = [.. page.Content.Skip(1)];
                break;
            case "moved":
                block.Parent = RecordPointer.Block(otherPage);
                break;
            case "trashed":
                block.Alive = false;
                break;
            case "version":
                block.Version--;
                break;
        }
    }
}
