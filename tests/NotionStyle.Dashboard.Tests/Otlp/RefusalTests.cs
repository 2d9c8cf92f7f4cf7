using System.IO.Compression;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using NotionStyle.Dashboard.Otlp;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Testing;

namespace NotionStyle.Dashboard.Tests.Otlp;

/// <summary>What is not taken is refused with a reason that its sender can act on, never with a fault of the server.</summary>
public sealed class RefusalTests
{
    private static readonly byte[] Valid = Requests.Traces(Requests.Span(1), Requests.Span(2)).ToByteArray();

    private static readonly Marshaller<byte[]> Bytes = Marshallers.Create<byte[]>(b => b, b => b);

    [Theory]
    [InlineData("traces")]
    [InlineData("metrics")]
    [InlineData("logs")]
    public async Task An_empty_request_is_taken(string signal)
    {
        await using var receiver = await RunningReceiver.StartAsync();
        using var answer = await receiver.PostAsync($"/v1/{signal}", []);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(RunningReceiver.Protobuf, answer.Content.Headers.ContentType!.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(await ExportAsync(receiver, [], signal));
    }

    [Fact]
    public async Task A_request_that_ends_anywhere_too_early_is_malformed()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        for (var length = 1; length < Valid.Length; length++)
        {
            using var answer = await receiver.PostAsync("/v1/traces", Valid[..length]);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
            var status = await StatusAsync(answer);
            Assert.Equal((int)StatusCode.InvalidArgument, status.Code);
            Assert.StartsWith(
                "The traces request is no protobuf of OTLP: in ",
                status.Message,
                StringComparison.Ordinal
            );
        }

        var e = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(receiver, Valid[..^1]));
        Assert.Equal(StatusCode.InvalidArgument, e.StatusCode);
        Assert.Contains(
            "in ExportTraceServiceRequest.resource_spans at byte",
            e.Status.Detail,
            StringComparison.Ordinal
        );
        Assert.Equal(0, receiver.Sink.Calls);
        Assert.Empty(receiver.Log.Errors);
    }

    [Fact]
    public async Task Bytes_that_were_changed_by_chance_are_taken_or_refused_but_never_a_fault()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        await Seeds.ForEachAsync(
            300,
            async seed =>
            {
                var random = new Random(seed);
                var bytes = (byte[])Valid.Clone();
                if (seed % 3 == 0)
                    random.NextBytes(bytes);
                else
                    for (var i = 0; i < 1 + seed % 7; i++)
                        bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                foreach (var signal in OtlpSignal.All)
                {
                    using var answer = await receiver.PostAsync(signal.Path, bytes);
                    Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
                }
            }
        );
        Assert.Empty(receiver.Log.Errors);
    }

    [Fact]
    public async Task Text_that_is_not_utf_8_is_malformed()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var bytes = (byte[])Valid.Clone();
        bytes[bytes.AsSpan().IndexOf("shop"u8)] = 0xC3;
        using var answer = await receiver.PostAsync("/v1/traces", bytes);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(
            "in AnyValue.string_value at byte",
            (await StatusAsync(answer)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Values_that_are_too_deep_in_each_other_are_malformed()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        foreach (
            var (depth, expected) in new[]
            {
                (40, HttpStatusCode.OK),
                (60, HttpStatusCode.BadRequest),
                (20_000, HttpStatusCode.BadRequest),
            }
        )
        {
            var value = new byte[] { 0x0A, 1, (byte)'x' };
            for (var i = 0; i < depth; i++)
                value = Nested(5, Nested(1, value));
            var span = Requests
                .Span(1)
                .ToByteArray()
                .Concat(Nested(9, [0x0A, 1, (byte)'k', .. Nested(2, value)]))
                .ToArray();
            var request = Nested(1, Nested(2, Nested(2, span)));
            using var answer = await receiver.PostAsync("/v1/traces", request);
            Assert.Equal(expected, answer.StatusCode);
        }

        Assert.StartsWith("[[[", Assert.Single(receiver.Sink.Spans).Attributes["k"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bomb_of_gzip_is_refused_on_both_transports()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var bomb = Gzip(new byte[OtlpLimits.MessageBytes + 1]);
        Assert.True(bomb.Length < 1 << 20);
        using var answer = await receiver.PostAsync("/v1/traces", bomb, encoding: "gzip");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("when it is unpacked", (await StatusAsync(answer)).Message, StringComparison.Ordinal);
        var e = await Assert.ThrowsAsync<RpcException>(() =>
            ExportAsync(
                receiver,
                new byte[OtlpLimits.MessageBytes + 1],
                headers: new() { { "grpc-internal-encoding-request", "gzip" } }
            )
        );
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.Null(Retry(e));
    }

    [Fact]
    public async Task A_request_of_more_bytes_than_are_taken_is_refused_on_both_transports()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var large = new byte[OtlpLimits.RequestBytes + 1];
        using (var answer = await receiver.PostAsync("/v1/logs", large))
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        using (var request = new HttpRequestMessage(HttpMethod.Post, "/v1/logs"))
        {
            // Without a length beforehand: the bytes themselves are counted.
            request.Content = new StreamContent(new MemoryStream(large));
            request.Content.Headers.ContentType = new(RunningReceiver.Protobuf);
            request.Headers.TransferEncodingChunked = true;
            using var answer = await receiver.Client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        }

        var e = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(receiver, large));
        Assert.Equal(StatusCode.ResourceExhausted, e.StatusCode);
        Assert.Empty(receiver.Log.Errors);
    }

    [Fact]
    public async Task A_small_request_of_millions_of_empty_spans_is_refused_before_they_are_made()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var spans = new byte[4 << 20];
        for (var i = 0; i < spans.Length; i += 2)
            spans[i] = 0x12;
        using var answer = await receiver.PostAsync("/v1/traces", Nested(1, Nested(2, spans)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("parts", (await StatusAsync(answer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "text/plain",
        null,
        "The Content-Type 'text/plain' is not read. Send application/x-protobuf or application/json."
    )]
    [InlineData(
        "application/x-protobuf",
        "br",
        "The Content-Encoding 'br' is not read. Send the body as it is or with gzip."
    )]
    public async Task A_type_or_an_encoding_that_is_not_read_is_named(string type, string? encoding, string message)
    {
        await using var receiver = await RunningReceiver.StartAsync();
        using var answer = await receiver.PostAsync("/v1/traces", Valid, type, encoding);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(message, (await StatusAsync(answer)).Message);
    }

    [Fact]
    public async Task A_gzip_that_is_none_or_ends_too_early_is_malformed()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var packed = Gzip(Valid);
        foreach (var body in new[] { Valid, packed[..^1], packed[..^9], packed[..100], packed[..20] })
        {
            using var answer = await receiver.PostAsync("/v1/traces", body, encoding: "gzip");
            Assert.True(
                HttpStatusCode.BadRequest == answer.StatusCode,
                $"{body.Length} of {packed.Length} bytes: {answer.StatusCode}"
            );
        }

        using var whole = await receiver.PostAsync("/v1/traces", packed, encoding: "gzip");
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
        Assert.Equal(2, receiver.Sink.Spans.Count);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("wrong", false)]
    [InlineData("the first key", true)]
    [InlineData("the second key", true)]
    [InlineData("the first ke", false)]
    public async Task Only_a_sender_with_a_key_is_let_in(string? key, bool isLetIn)
    {
        await using var receiver = await RunningReceiver.StartAsync(
            ("Dashboard:Otlp:PrimaryApiKey", "the first key"),
            ("Dashboard:Otlp:SecondaryApiKey", "the second key")
        );
        var headers = new Metadata();
        if (key is not null)
        {
            receiver.Client.DefaultRequestHeaders.Add("x-otlp-api-key", key);
            headers.Add("x-otlp-api-key", key);
        }

        using var answer = await receiver.PostAsync("/v1/traces", Valid);
        Assert.Equal(isLetIn ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, answer.StatusCode);
        if (isLetIn)
        {
            await ExportAsync(receiver, Valid, headers: headers);
            return;
        }

        var e = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(receiver, Valid, headers: headers));
        Assert.Equal(StatusCode.Unauthenticated, e.StatusCode);
        Assert.Contains("x-otlp-api-key", e.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Sink.Calls);
    }

    [Fact]
    public async Task A_page_of_another_site_can_neither_post_nor_ask_whether_it_may()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        receiver.Client.DefaultRequestHeaders.Add("Origin", "https://other.example");
        using (var answer = await receiver.PostAsync("/v1/traces", Valid))
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        using var preflight = new HttpRequestMessage(HttpMethod.Options, "/v1/traces");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using (var answer = await receiver.Client.SendAsync(preflight, TestContext.Current.CancellationToken))
        {
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
            Assert.DoesNotContain(
                answer.Headers,
                h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)
            );
        }

        Assert.Equal(0, receiver.Sink.Calls);
    }

    [Fact]
    public async Task What_is_not_posted_is_told_to_be()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        using var answer = await receiver.Client.GetAsync("/v1/traces", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["POST"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_busy_store_says_when_to_come_again()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        receiver.Sink.Next(new TelemetryBusyException("The queue is full.", TimeSpan.FromSeconds(2.5)));
        using (var answer = await receiver.PostAsync("/v1/traces", Valid))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(3), answer.Headers.RetryAfter!.Delta);
            Assert.Equal("The queue is full.", (await StatusAsync(answer)).Message);
        }

        receiver.Sink.Next(new TelemetryBusyException("The queue is full.", TimeSpan.FromSeconds(2.5)));
        var e = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(receiver, Valid));
        Assert.Equal((StatusCode.Unavailable, "The queue is full."), (e.StatusCode, e.Status.Detail));
        Assert.Equal(TimeSpan.FromSeconds(2.5), Retry(e));
    }

    [Fact]
    public async Task A_fault_of_the_store_keeps_the_batch_at_its_sender_and_tells_nothing_of_the_inside()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        receiver.Sink.Next(new InvalidOperationException("secret"));
        using var answer = await receiver.PostAsync("/v1/traces", Valid);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.DoesNotContain("secret", (await StatusAsync(answer)).Message, StringComparison.Ordinal);
        Assert.Contains("secret", Assert.Single(receiver.Log.Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_leaves_cancels_its_batch_and_the_next_one_is_taken()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        foreach (var grpc in new[] { false, true })
        {
            var begun = new TaskCompletionSource();
            var cancelled = new TaskCompletionSource();
            receiver.Sink.Next(
                async (_, token) =>
                {
                    begun.SetResult();
                    using var _2 = token.Register(cancelled.SetResult);
                    await Task.Delay(Timeout.Infinite, token);
                    return default;
                }
            );
            using var left = new CancellationTokenSource();
            using var content = new ByteArrayContent(Valid);
            content.Headers.ContentType = new(RunningReceiver.Protobuf);
            Task sending = grpc
                ? ExportAsync(receiver, Valid, left: left.Token)
                : receiver.Client.PostAsync("/v1/traces", content, left.Token);
            await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<Exception>(() => sending);
            await cancelled.Task.WaitAsync(TestContext.Current.CancellationToken);
        }

        using var answer = await receiver.PostAsync("/v1/traces", Valid);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(receiver.Log.Errors);
    }

    [Fact]
    public async Task The_bytes_of_requests_are_given_back_whatever_became_of_them()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var budget = (OtlpBudget)receiver.Services.GetService(typeof(OtlpBudget))!;
        receiver.Sink.Next(new TelemetryBusyException("full", TimeSpan.FromSeconds(1)));
        foreach (var body in new[] { Valid, Valid, Valid[..9] })
        {
            using var answer = await receiver.PostAsync("/v1/traces", body);
            using var packed = await receiver.PostAsync("/v1/traces", body, encoding: "gzip");
            await Record.ExceptionAsync(() => ExportAsync(receiver, body));
        }

        Assert.Equal(0, budget.Used);
        budget.Take(OtlpLimits.BytesInFlight);
        using var busy = await receiver.PostAsync("/v1/traces", Valid);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, busy.StatusCode);
        var e = await Assert.ThrowsAsync<RpcException>(() => ExportAsync(receiver, Valid));
        Assert.Equal((StatusCode.Unavailable, TimeSpan.FromSeconds(1)), (e.StatusCode, Retry(e)));
        budget.Return(OtlpLimits.BytesInFlight);
    }

    private static async Task<byte[]> ExportAsync(
        RunningReceiver receiver,
        byte[] request,
        string signal = "traces",
        Metadata? headers = null,
        CancellationToken? left = null
    )
    {
        var method = new Method<byte[], byte[]>(
            MethodType.Unary,
            OtlpSignal.Named(signal).Service,
            "Export",
            Bytes,
            Bytes
        );
        using var call = receiver
            .Channel.CreateCallInvoker()
            .AsyncUnaryCall(
                method,
                null,
                new CallOptions(headers, cancellationToken: left ?? TestContext.Current.CancellationToken),
                request
            );
        return await call;
    }

    private static TimeSpan? Retry(RpcException e) =>
        e.Trailers.GetValueBytes("grpc-status-details-bin") is { } details
        && Google.Rpc.Status.Parser.ParseFrom(details).Details is [var retry]
            ? retry.Unpack<Google.Rpc.RetryInfo>().RetryDelay.ToTimeSpan()
            : null;

    private static async Task<Google.Rpc.Status> StatusAsync(HttpResponseMessage answer)
    {
        Assert.Equal(RunningReceiver.Protobuf, answer.Content.Headers.ContentType!.MediaType);
        return Google.Rpc.Status.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync());
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    /// <summary>A field with a length.</summary>
    private static byte[] Nested(int field, byte[] content)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream))
        {
            output.WriteTag(field, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(content));
        }

        return stream.ToArray();
    }
}
