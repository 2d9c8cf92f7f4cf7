using System.Net;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Check.Ledger;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

/// <summary>The checker earns its trust by finding what is planted.</summary>
public sealed class LedgerTests
{
    private readonly List<LedgerEntry> _entries =
    [
        .. Enumerable
            .Range(1, 5)
            .Select(n => new LedgerEntry(n, Guid.NewGuid(), Guid.NewGuid(), $"text {n}", LedgerOutcome.Acknowledged)),
    ];

    [Fact]
    public void A_ledger_that_agrees_has_no_faults() => Assert.Empty(Check(Left(), Right()));

    [Fact]
    public void A_lost_transaction_is_found() =>
        Assert.Contains("transaction 3 was acknowledged and is lost", Check(Without(Left(), 2), Without(Right(), 2)));

    [Fact]
    public void The_last_transaction_lost_is_found_even_though_the_counters_agree_with_the_rest() =>
        Assert.Contains(
            "transaction 5 was acknowledged and is lost",
            Check(Without(Left(), 4) with { Counter = "4" }, Without(Right(), 4) with { Counter = "4" })
        );

    [Fact]
    public void A_half_transaction_is_found() =>
        Assert.Contains("transaction 2 is there by half: only its left block is", Check(Left(), Without(Right(), 1)));

    [Fact]
    public void A_half_transaction_is_found_even_when_nobody_knows_what_became_of_it()
    {
        _entries[4] = _entries[4] with { Outcome = LedgerOutcome.Unknown };

        Assert.Contains("transaction 5 is there by half: only its right block is", Check(Without(Left(), 4), Right()));
    }

    [Fact]
    public void An_unknown_transaction_may_be_there_or_not()
    {
        _entries[4] = _entries[4] with { Outcome = LedgerOutcome.Unknown };

        Assert.Empty(Check(Left(), Right()));
        Assert.Empty(Check(Without(Left(), 4) with { Counter = "4" }, Without(Right(), 4) with { Counter = "4" }));
    }

    [Fact]
    public void A_refused_transaction_that_is_there_is_found()
    {
        _entries[0] = _entries[0] with { Outcome = LedgerOutcome.Refused };

        Assert.Equal(["transaction 1 was refused and is there"], Check(Left(), Right()));
    }

    [Fact]
    public void A_counter_of_another_transaction_is_found() =>
        Assert.Equal(["the right counter says '4', not '5'"], Check(Left(), Right() with { Counter = "4" }));

    [Fact]
    public void A_block_that_was_never_sent_is_found() =>
        Assert.Contains("never sent", Assert.Single(Check(With(Left(), Guid.NewGuid(), "x"), Right())));

    [Fact]
    public void A_block_that_is_there_twice_is_found() =>
        Assert.Contains("twice", Assert.Single(Check(With(Left(), _entries[0].Left, "text 1"), Right())));

    [Fact]
    public void A_text_of_another_time_is_found()
    {
        var page = Right();
        var blocks = page.Blocks.ToList();
        blocks[1] = (blocks[1].Id, "text 1");

        Assert.Equal(
            ["transaction 2: the right block says 'text 1', not 'text 2'"],
            Check(Left(), page with { Blocks = blocks })
        );
    }

    [Fact]
    public void Another_order_is_found() =>
        Assert.Contains(
            "another order",
            Assert.Single(Check(Left() with { Blocks = [.. Left().Blocks.Reverse()] }, Right()))
        );

    [Fact]
    public async Task Writers_agree_with_a_service_that_loses_answers()
    {
        using var service = new FakeService();
        using var client = service.Client();
        var ct = TestContext.Current.CancellationToken;
        var writers = await LedgerWriter.MakeAsync(client, service.SpaceId, 2, ct);
        var count = 0;
        service.After = request =>
            request.Method == HttpMethod.Post && Interlocked.Increment(ref count) % 5 == 0
                ? throw new HttpRequestException("reset")
                : null;

        await WriteAsync(writers, 20, ct);
        service.After = null;

        foreach (var writer in writers)
            Assert.Empty(await writer.CheckAsync(ct));
        Assert.True(writers.Sum(w => w.Duplicates) > 0);
        Assert.Empty(service.Problems());
    }

    [Fact]
    public async Task Writers_find_a_transaction_that_the_service_acknowledged_and_forgot()
    {
        using var service = new FakeService();
        using var client = service.Client();
        var ct = TestContext.Current.CancellationToken;
        var writers = await LedgerWriter.MakeAsync(client, service.SpaceId, 1, ct);
        await WriteAsync(writers, 10, ct);
        var forgotten = writers[0].Entries[3];
        foreach (var block in (Guid[])[forgotten.Left, forgotten.Right])
        {
            var parent = service.Store[service.Store[block].Parent!.Value];
            parent.Content = [.. parent.Content.Where(c => c != block)];
        }

        Assert.Contains("transaction 4 was acknowledged and is lost", await writers[0].CheckAsync(ct));
        Assert.NotNull(service.Store.Find(RecordPointer.Block(forgotten.Left)));
    }

    [Fact]
    public async Task Writers_find_a_page_that_is_read_older_than_what_was_acknowledged()
    {
        using var service = new FakeService();
        using var client = service.Client();
        var ct = TestContext.Current.CancellationToken;
        var writers = await LedgerWriter.MakeAsync(client, service.SpaceId, 1, ct);
        string? kept = null;
        var reads = 0;
        service.Before = request =>
            request.RequestUri!.AbsolutePath.EndsWith("/chunk", StringComparison.Ordinal) && kept is not null
                ? new HttpResponseMessage { Content = new StringContent(kept) }
                : null;
        service.Seen = (path, answer) =>
        {
            if (path.EndsWith("/chunk", StringComparison.Ordinal) && ++reads == 3)
                kept = answer;
        };

        await WriteAsync(writers, 5, ct);
        kept = null;

        var problems = await writers[0].CheckAsync(ct);
        Assert.Equal("transaction 4 was acknowledged, and its page, read after it, shows '3'", problems[0]);
        Assert.All(problems, p => Assert.Contains("shows '3'", p, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_read_that_is_not_answered_is_counted_and_is_not_stale()
    {
        using var service = new FakeService();
        using var client = service.Client();
        var ct = TestContext.Current.CancellationToken;
        var writers = await LedgerWriter.MakeAsync(client, service.SpaceId, 1, ct);
        service.Before = request =>
            request.RequestUri!.AbsolutePath.EndsWith("/chunk", StringComparison.Ordinal)
                ? FakeService.Refusal(HttpStatusCode.BadRequest, "validation_error")
                : null;

        await WriteAsync(writers, 5, ct);
        service.Before = null;

        Assert.Equal(writers[0].Acknowledged, writers[0].FailedReads);
        Assert.Empty(await writers[0].CheckAsync(ct));
    }

    private static async Task WriteAsync(IReadOnlyList<LedgerWriter> writers, int each, CancellationToken ct)
    {
        using var stop = new CancellationTokenSource();
        var writing = writers.Select(w => w.WriteAsync(stop.Token, ct)).ToArray();
        while (writers.Any(w => w.Acknowledged < each))
            await Task.Yield();
        await stop.CancelAsync();
        await Task.WhenAll(writing);
    }

    private IReadOnlyList<string> Check(LedgerPage left, LedgerPage right) =>
        LedgerChecker.Check(_entries, left, right);

    private LedgerPage Left() => new("5", [.. _entries.Select(e => (e.Left, e.Text))]);

    private LedgerPage Right() => new("5", [.. _entries.Select(e => (e.Right, e.Text))]);

    private static LedgerPage Without(LedgerPage page, int index) =>
        page with
        {
            Blocks = [.. page.Blocks.Where((_, i) => i != index)],
        };

    private static LedgerPage With(LedgerPage page, Guid id, string text) =>
        page with
        {
            Blocks = [.. page.Blocks, (id, text)],
        };
}
