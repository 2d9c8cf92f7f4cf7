using System.Net;
using System.Net.Http.Headers;
using NotionStyle.Blocks;
using NotionStyle.Blocks.Records;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Tests.Support;

namespace NotionStyle.Lab.Tests;

public sealed class RetryTests
{
    [Fact]
    public async Task A_transaction_whose_answer_was_lost_is_sent_again_as_the_same_bytes_and_has_one_effect()
    {
        using var service = new FakeService();
        var lost = 0;
        service.After = _ =>
            Interlocked.Increment(ref lost) <= 2 ? throw new HttpRequestException("The connection was reset") : null;
        using var client = service.Client();
        var page = Guid.CreateVersion7();
        using var transaction = Make(service, page);

        var committed = await client.CommitAsync(transaction, TestContext.Current.CancellationToken);

        Assert.True(committed.Duplicate);
        Assert.Equal(1, committed.Versions[page]);
        Assert.Equal(3, service.Transactions.Count);
        Assert.All(service.Transactions, t => Assert.Equal(transaction.Body.ToArray(), t));
        Assert.Equal(2, client.Transport.Retries);
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task A_busy_service_is_asked_again_when_it_says(HttpStatusCode status)
    {
        using var service = new FakeService();
        var count = 0;
        service.Before = _ =>
        {
            if (Interlocked.Increment(ref count) > 1)
                return null;
            var refusal = FakeService.Refusal(status, "busy");
            refusal.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.Zero);
            return refusal;
        };
        using var client = service.Client();
        using var transaction = Make(service, Guid.CreateVersion7());

        var committed = await client.CommitAsync(transaction, TestContext.Current.CancellationToken);

        Assert.False(committed.Duplicate);
        Assert.Equal(2, service.Transactions.Count);
    }

    [Fact]
    public async Task A_refusal_is_final()
    {
        using var service = new FakeService();
        service.Before = _ =>
            FakeService.Refusal(HttpStatusCode.BadRequest, "validation_error", "operations is empty.");
        using var client = service.Client();
        using var transaction = Make(service, Guid.CreateVersion7());

        var refusal = await Assert.ThrowsAsync<ApiException>(() =>
            client.CommitAsync(transaction, TestContext.Current.CancellationToken)
        );

        Assert.Single(service.Transactions);
        Assert.Equal(400, refusal.Status);
        Assert.Contains("operations is empty.", refusal.Message);
        Assert.Contains("r1", refusal.Message);
    }

    [Fact]
    public async Task Without_patience_the_first_failure_is_told()
    {
        using var service = new FakeService();
        service.Before = _ => throw new HttpRequestException("Connection refused");
        using var client = new BlockClient(
            new ApiTransport(service, new Uri("http://fake"), RetryPolicy.Once, TimeProvider.System),
            FakeService.Token
        );
        using var transaction = Make(service, Guid.CreateVersion7());

        var failure = await Assert.ThrowsAsync<ApiException>(() =>
            client.CommitAsync(transaction, TestContext.Current.CancellationToken)
        );

        Assert.Equal(ApiException.Unreachable, failure.Code);
        Assert.Contains("Connection refused", failure.Message);
        Assert.Single(service.Transactions);
    }

    [Fact]
    public void Delays_grow_to_a_maximum_and_obey_the_service_within_reason()
    {
        Assert.InRange(RetryPolicy.DelayAfter(1, null), TimeSpan.FromMilliseconds(25), TimeSpan.FromMilliseconds(50));
        Assert.InRange(RetryPolicy.DelayAfter(1_000, null), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(3), RetryPolicy.DelayAfter(1, TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(30), RetryPolicy.DelayAfter(1, TimeSpan.FromDays(1)));
        Assert.InRange(RetryPolicy.DelayAfter(1, TimeSpan.FromSeconds(-5)), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    private static OutgoingTransaction Make(FakeService service, Guid page)
    {
        using var writer = new TransactionWriter(TransactionSize.Largest);
        var space = RecordPointer.Space(service.SpaceId);
        writer.MakeBlock(new BlockNode(BlockTypes.Page, RichText.FromPlain("a")) { Id = page }, space, []);
        writer.ListAfter(space, page);
        return writer.Finish();
    }
}
