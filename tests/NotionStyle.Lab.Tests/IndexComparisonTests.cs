using System.Text.Json.Nodes;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Index;
using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

/// <summary>The comparison of index and database finds each way in which an index can be wrong; only then is its silence worth something.</summary>
public sealed class IndexComparisonTests : IDisposable
{
    private readonly FakeService _service = new();
    private readonly BlockClient _client;
    private readonly Dictionary<Guid, IndexedRecord> _index = [];
    private readonly Dictionary<Guid, string> _acknowledged = [];
    private WorkspaceModel _model = null!;

    public IndexComparisonTests() => _client = _service.Client();

    public void Dispose()
    {
        _client.Dispose();
        _service.Dispose();
    }

    [Fact]
    public async Task An_index_with_every_block_in_its_version_equals_the_database()
    {
        await ImportAsync();
        Assert.Empty(await CompareAsync());
    }

    [Fact]
    public async Task A_block_that_the_index_lacks_is_found()
    {
        var block = await ImportAsync();
        _index.Remove(block);
        Assert.Contains(await CompareAsync(), d => d.Contains("is not in the index", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_text_is_found()
    {
        var block = await ImportAsync();
        _index[block] = _index[block] with { Text = "0ne" };
        Assert.Contains(await CompareAsync(), d => d.Contains("another text", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(+1)]
    public async Task Another_version_is_found(int off)
    {
        var block = await ImportAsync();
        _index[block] = _index[block] with { Version = _index[block].Version + off };
        Assert.Contains("in the database in version", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_text_in_the_database_is_found_although_its_version_is_the_same()
    {
        var block = await ImportAsync();
        _service.Store[block].Properties.Edit()["title"] = new JsonArray(new JsonArray("other"));
        Assert.Contains("in the database as 'other'", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_of_a_record_that_the_database_does_not_have_is_found()
    {
        await ImportAsync();
        _index[Guid.NewGuid()] = new IndexedRecord("block", 1, "nobody wrote this");
        Assert.Contains("not in the database", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_in_the_trash_that_can_still_be_found_is_found()
    {
        var block = await ImportAsync();
        _model[block].Alive = false;
        Assert.Contains("in the trash", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_acknowledged_write_that_the_index_lacks_is_found()
    {
        await ImportAsync();
        _acknowledged[Guid.NewGuid()] = "entry 1";
        Assert.Contains("was acknowledged", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_acknowledged_write_with_another_text_in_the_index_is_found()
    {
        var block = await ImportAsync();
        _acknowledged[block] = "entry 1";
        Assert.Contains("was acknowledged with", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_does_not_say_what_its_blocks_say_is_found()
    {
        var page = _index[await ImportAsync()].PageId!.Value;
        var whole = _index[page];
        _index[page] = whole with { PageText = whole.PageText!.Replace("one", "") };
        Assert.Contains("does not say 'one'", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
        _index[page] = whole with { PageText = whole.PageText + "\nsecret" };
        Assert.Contains("says 'secret'", Assert.Single(await CompareAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_stands_on_another_page_in_the_index_is_found()
    {
        var block = await ImportAsync();
        _index[block] = _index[block] with { PageId = Guid.NewGuid() };
        Assert.Contains(await CompareAsync(), d => d.Contains("stands on page", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_page_that_is_longer_than_its_document_may_be_cut_but_says_nothing_else()
    {
        var block = await ImportAsync();
        var page = _index[block].PageId!.Value;
        for (var i = 0; i < 2_100; i++)
            _index[Guid.NewGuid()] = new IndexedRecord("other", 1, "word", page);
        IEnumerable<string> Found() => PageTextComparison.Differences(_model, _index);
        Assert.Empty(Found());
        _index[page] = _index[page] with { PageText = "secret wo" };
        Assert.Contains("says 'secret'", Assert.Single(Found()), StringComparison.Ordinal);
    }

    private IEnumerable<string> TextsOf(Guid page) => _index.Values.Where(d => d.PageId == page).Select(d => d.Text);

    private Task<IReadOnlyList<string>> CompareAsync() =>
        IndexComparison.RunAsync(_client, _model, _acknowledged, _index, TestContext.Current.CancellationToken);

    /// <summary>Imports a page, and fills the index as it should be; gives the first block below the page.</summary>
    private async Task<Guid> ImportAsync()
    {
        var forest = Sources.Forest(("a.md", "# A\n\n- one\n- two\n"));
        await _service.ImportAsync(forest);
        _model = new WorkspaceModel(_service.SpaceId);
        _model.AddRoot(forest.Root);
        foreach (var block in _model.Blocks.Values)
        {
            var record = _service.Store[block.Id];
            _index[block.Id] = new IndexedRecord(
                "block",
                record.Version,
                block.Properties is { } p ? SearchText.Of(p) : "",
                PageOf(block.Id)
            );
        }

        foreach (var page in forest.Pages.Select(p => p.Page))
            _index[page.Id] = _index[page.Id] with { PageText = string.Join('\n', TextsOf(page.Id)) };
        return forest.Pages[^1].Page.Children[0].Id;

        Guid PageOf(Guid block) =>
            forest.Pages.Any(p => p.Page.Id == block)
                ? block
                : forest.Pages.Single(p => p.Page.Children.Any(c => c.Id == block)).Page.Id;
    }
}
