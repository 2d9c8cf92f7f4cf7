using System.Text.Json;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Import;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

public sealed class ImportTests
{
    [Fact]
    public async Task What_is_imported_is_there_as_it_was_planned_and_keeps_the_rules_of_the_store()
    {
        using var service = new FakeService();
        var forest = Sources.Forest(
            ("README.md", "# Top\n\nSee [the guide](guide/a.md#part)."),
            ("guide/a.md", "# A\n\n- one\n  - two\n\n| x | y |\n|---|---|\n| 1 | 2 |\n"),
            ("guide/deep/b.md", "text")
        );

        var report = await service.ImportAsync(forest);

        Assert.Empty(service.Problems());
        Assert.Equal(forest.Count(), report.Blocks);
        Assert.Equal(3, report.Files);
        await AssertEqualAsync(service, forest);
    }

    [Theory]
    [InlineData(900)]
    [InlineData(1_998)]
    [InlineData(5_000)]
    public async Task A_page_larger_than_a_transaction_arrives_whole_and_in_order(int items)
    {
        using var service = new FakeService();
        var forest = Sources.Forest(("long.md", Sources.LongText(items)), ("long/child.md", "below"));

        await service.ImportAsync(forest);

        Assert.Empty(service.Problems());
        await AssertEqualAsync(service, forest);
        AssertWithinLimits(service);
    }

    [Fact]
    public async Task A_folder_of_more_pages_than_a_transaction_holds_arrives_whole_and_in_order()
    {
        using var service = new FakeService();
        var files = Enumerable.Range(0, 4_500).Select(i => ($"folder/{i:00000}.md", $"page {i}")).ToArray();
        var forest = Sources.Forest(files);

        await service.ImportAsync(forest);

        Assert.Empty(service.Problems());
        await AssertEqualAsync(service, forest);
        AssertWithinLimits(service);
    }

    [Fact]
    public async Task Large_blocks_are_split_by_bytes_before_they_are_too_many_by_number()
    {
        using var service = new FakeService();
        var block = new string('x', 300_000);
        var text = string.Join("\n\n", Enumerable.Range(0, 45).Select(i => $"```\n{i}{block}\n```"));
        var forest = Sources.Forest(("big.md", text));

        await service.ImportAsync(forest);

        await AssertEqualAsync(service, forest);
        Assert.All(service.Transactions, t => Assert.True(t.Length <= TransactionSize.Usual.Bytes));
        Assert.True(service.Transactions.Count > 6);
    }

    [Fact]
    public async Task Small_pages_share_transactions()
    {
        using var service = new FakeService();
        var files = Enumerable.Range(0, 300).Select(i => ($"{i:000}.md", "one\n\ntwo\n\nthree")).ToArray();

        await service.ImportAsync(Sources.Forest(files));

        // 300 pages of 3 blocks and one change of content: 1,200 operations to fill, 301 pages to make.
        Assert.Equal(3, service.Transactions.Count);
    }

    [Fact]
    public void A_block_that_no_record_can_hold_is_skipped_with_its_page_named_and_the_rest_stays()
    {
        var source = Sources.Of(
            ("huge.md", "```\n" + new string('x', StoreLimits.RecordJsonLengthMaximum) + "\n```"),
            ("fine.md", "fine")
        );

        var forest = PageForest.Read(source, ImportLimits.Default, CancellationToken.None);

        Assert.Equal(1, source.Skipped.Count(SkipReason.TooLarge));
        Assert.Contains("huge.md", Assert.Single(source.Skipped.Lines()));
        Assert.Contains(forest.Pages, p => p.Blocks.Count == 1);
    }

    [Fact]
    public void Files_that_are_no_text_are_skipped_and_the_rest_stays()
    {
        var skipped = new SkippedFiles();
        var source = new MarkdownSource(
            "input",
            [
                new SourceFile("a.md", () => [0x66, 0xFF, 0xFE]),
                new SourceFile("b.md", () => [0x66, 0x00, 0x66]),
                new SourceFile("c.md", () => throw new IOException("Input/output error")),
                new SourceFile("d.md", () => "fine"u8.ToArray()),
            ],
            [],
            skipped
        );

        var forest = PageForest.Read(source, ImportLimits.Default, CancellationToken.None);

        Assert.Equal(1, forest.Files);
        Assert.Equal(2, skipped.Count(SkipReason.NoText));
        Assert.Equal(1, skipped.Count(SkipReason.Unreadable));
    }

    [Fact]
    public void A_file_that_the_reader_refuses_is_skipped_and_the_rest_stays()
    {
        var nested = string.Concat(Enumerable.Repeat("> ", 400)) + "deep";
        var source = Sources.Of(("bad.md", nested), ("good.md", "fine"));

        var forest = PageForest.Read(source, ImportLimits.Default, CancellationToken.None);

        Assert.Equal(1, forest.Files);
        Assert.Equal(1, source.Skipped.Count(SkipReason.Refused));
    }

    [Fact]
    public void Every_transaction_has_an_id_of_its_own()
    {
        var forest = Sources.Forest(("long.md", Sources.LongText(3_000)));
        var ids = new List<Guid>();
        foreach (var transaction in TreeTransactions.Fill(forest.Pages[^1]).Split(TransactionSize.Usual))
        {
            using (transaction)
            using (var body = JsonDocument.Parse(transaction.Body))
            {
                Assert.Equal(transaction.Id, body.RootElement.GetProperty("id").GetGuid());
                Assert.Equal(transaction.Operations, body.RootElement.GetProperty("operations").GetArrayLength());
                ids.Add(transaction.Id);
            }
        }

        Assert.True(ids.Count > 2);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_refusal_in_the_middle_ends_the_import_with_its_reason()
    {
        using var service = new FakeService();
        var count = 0;
        service.Before = request =>
            request.RequestUri!.AbsolutePath == "/v1/transactions" && Interlocked.Increment(ref count) == 3
                ? FakeService.Refusal(System.Net.HttpStatusCode.Forbidden, "restricted_resource", "You may not.")
                : null;

        var failure = await Assert.ThrowsAsync<ApiException>(() =>
            service.ImportAsync(Sources.Forest(("long.md", Sources.LongText(8_000))))
        );

        Assert.Equal("restricted_resource", failure.Code);
    }

    private static void AssertWithinLimits(FakeService service) =>
        Assert.All(
            service.Transactions,
            t =>
            {
                using var body = JsonDocument.Parse(t);
                Assert.InRange(
                    body.RootElement.GetProperty("operations").GetArrayLength(),
                    1,
                    StoreLimits.OperationsMaximum
                );
                Assert.InRange(t.Length, 1, StoreLimits.RequestBytesMaximum);
            }
        );

    private static async Task AssertEqualAsync(FakeService service, PageForest forest)
    {
        var model = new WorkspaceModel(service.SpaceId);
        model.AddRoot(forest.Root);
        using var client = service.Client();
        var ct = TestContext.Current.CancellationToken;
        var pages = await new ModelReading(client, model).ByPagesAsync(null, ct);
        Assert.Null(pages.First);
        Assert.Null(pages.FirstMisplaced);
        Assert.Equal(model.Blocks.Count, pages.Records);
        var sync = await new ModelReading(client, model).BySyncAsync(null, ct);
        Assert.Null(sync.First);
        Assert.Equal(model.Blocks.Count, sync.Records);
        // Nothing else is there: the blocks and the workspace itself.
        Assert.Equal(model.Blocks.Count, service.Store.Records.Count(r => r.Pointer.Table == RecordTable.Block));
    }
}
