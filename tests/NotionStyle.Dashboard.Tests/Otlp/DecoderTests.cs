using System.Text.Json;
using Google.Protobuf;
using NotionStyle.Dashboard.Otlp;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Logs.V1;
using OpenTelemetry.Proto.Common.V1;
using OtlpLog = OpenTelemetry.Proto.Logs.V1.LogRecord;

namespace NotionStyle.Dashboard.Tests.Otlp;

/// <summary>What becomes of spans and log records that no well-behaved SDK sends.</summary>
public sealed class DecoderTests
{
    private static readonly Timestamp Now = new(1_800_000_000_000_000_000);

    [Fact]
    public void Values_of_every_kind_become_json()
    {
        var span = Assert.Single(Decode(Requests.Span(1)).Batch.Spans);
        Assert.Equal(
            """{"http.request.method":"GET","http.response.status_code":500,"ok":false,"ratio":0.5,"nan":"NaN","bytes":"AQID","list":["ä"],"map":{"k":"v"},"none":null}""",
            span.Attributes.Json
        );
    }

    [Fact]
    public void Records_of_a_group_share_their_resource_and_scope()
    {
        var spans = Decode(Requests.Span(1), Requests.Span(2)).Batch.Spans;
        Assert.Same(spans[0].Resource, spans[1].Resource);
        Assert.Same(spans[0].Scope, spans[1].Scope);
    }

    [Fact]
    public void Spans_without_valid_ids_are_rejected_with_their_reason_and_the_others_kept()
    {
        var noTrace = Requests.Span(1);
        noTrace.TraceId = ByteString.CopyFrom(new byte[16]);
        var shortTrace = Requests.Span(2);
        shortTrace.TraceId = ByteString.CopyFrom(1, 2);
        var noSpan = Requests.Span(3);
        noSpan.SpanId = ByteString.Empty;
        var oddParent = Requests.Span(4);
        oddParent.ParentSpanId = ByteString.CopyFrom(1);
        var decoded = Decode(noTrace, shortTrace, noSpan, oddParent);
        var kept = Assert.Single(decoded.Batch.Spans);
        Assert.Null(kept.ParentSpanId);
        Assert.Equal(3, decoded.Rejections.Count);
        Assert.Equal(
            "Rejected: 2 without a valid trace id (16 bytes, not all zero), 1 without a valid span id (8 bytes, not all zero).",
            decoded.Rejections.Message(null)
        );
    }

    [Theory]
    [InlineData(100, 40, 100, 0)]
    [InlineData(0, 40, 40, 0)]
    [InlineData(ulong.MaxValue, 5, long.MaxValue, 0)]
    [InlineData(7, ulong.MaxValue, 7, long.MaxValue - 7)]
    [InlineData(7, 9, 7, 2)]
    public void Times_that_cannot_be_become_ones_that_can(
        ulong start,
        ulong end,
        long expectedStart,
        long expectedDuration
    )
    {
        var span = Requests.Span(1);
        (span.StartTimeUnixNano, span.EndTimeUnixNano) = (start, end);
        var kept = Assert.Single(Decode(span).Batch.Spans);
        Assert.Equal((expectedStart, expectedDuration), (kept.Start.UnixNano, kept.DurationNano));
    }

    [Fact]
    public void A_record_without_any_time_has_that_of_its_coming()
    {
        var span = Requests.Span(1);
        (span.StartTimeUnixNano, span.EndTimeUnixNano) = (0, 0);
        Assert.Equal(Now, Assert.Single(Decode(span).Batch.Spans).Start);
        Assert.Equal(Now, Decode(new OtlpLog()).Time);
        Assert.Equal(new Timestamp(5), Decode(new OtlpLog { ObservedTimeUnixNano = 5 }).Time);
    }

    [Fact]
    public void A_value_beyond_the_limit_is_cut_and_named()
    {
        var span = Requests.Span(1);
        var text = new string('x', OtlpLimits.Value - 1) + "😀" + new string('y', 50_000);
        span.Attributes.Clear();
        span.Attributes.Add(Requests.Pair("short", "s"));
        span.Attributes.Add(Requests.Pair("long", text));
        span.Attributes.Add(
            Requests.Pair(
                "list",
                new AnyValue
                {
                    ArrayValue = new()
                    {
                        Values = { Enumerable.Repeat(new AnyValue { StringValue = new string('z', 1_000) }, 100) },
                    },
                }
            )
        );
        span.Attributes.Add(
            Requests.Pair("bytes", new AnyValue { BytesValue = ByteString.CopyFrom(new byte[100_000]) })
        );
        span.Name = new string('n', 5_000);
        var kept = Assert.Single(Decode(span).Batch.Spans);
        Assert.Equal("s", kept.Attributes["short"]);
        Assert.Equal(
            new string('x', OtlpLimits.Value - 1) + $"… (cut, of {text.Length:N0} characters)",
            kept.Attributes["long"]
        );
        Assert.Equal("""["long","list","bytes"]""", kept.Attributes["notionstyle.truncated"]);
        Assert.StartsWith("""["zzz""", kept.Attributes["list"], StringComparison.Ordinal);
        Assert.InRange(kept.Attributes.Json.Length, OtlpLimits.Value, 4 * OtlpLimits.Value);
        Assert.Equal(new string('n', OtlpLimits.Name) + "…", kept.Name);

        var log = Decode(new OtlpLog { Body = new AnyValue { StringValue = text } });
        Assert.EndsWith("characters)", log.Body, StringComparison.Ordinal);
        Assert.Equal("""["body"]""", log.Attributes["notionstyle.truncated"]);
    }

    [Fact]
    public void What_is_beyond_the_number_of_attributes_events_and_links_is_counted()
    {
        var span = Requests.Span(1);
        span.Attributes.Clear();
        for (var i = 0; i < OtlpLimits.Attributes + 5; i++)
            span.Attributes.Add(Requests.Pair($"k{i}", "v"));
        var (happened, link) = (span.Events[0], span.Links[0]);
        span.Events.Add(Enumerable.Repeat(happened, OtlpLimits.Events + 2));
        span.Links.Add(Enumerable.Repeat(link, OtlpLimits.Links + 1));
        span.Links.Add(new OpenTelemetry.Proto.Trace.V1.Span.Types.Link());
        span.DroppedAttributesCount = 10;
        span.DroppedEventsCount = 20;
        span.DroppedLinksCount = 30;
        var kept = Assert.Single(Decode(span).Batch.Spans);
        Assert.Equal(OtlpLimits.Attributes + 3, kept.Attributes.List.Count);
        Assert.Equal("15", kept.Attributes["otel.dropped_attributes_count"]);
        Assert.Equal((OtlpLimits.Events, "23"), (kept.Events.Count, kept.Attributes["otel.dropped_events_count"]));
        Assert.Equal((OtlpLimits.Links, "33"), (kept.Links.Count, kept.Attributes["otel.dropped_links_count"]));
    }

    [Fact]
    public void Of_a_key_that_comes_twice_the_last_value_counts()
    {
        var span = Requests.Span(1);
        span.Attributes.Clear();
        span.Attributes.Add([Requests.Pair("a", "1"), Requests.Pair("b", "2"), Requests.Pair("a", "3")]);
        Assert.Equal("""{"b":"2","a":"3"}""", Assert.Single(Decode(span).Batch.Spans).Attributes.Json);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\0\u0001\u001b[31m\r\n\t\u2028\u202e")]
    [InlineData("'; DROP TABLE span; --")]
    [InlineData("\"}]{\\u0000 😀 ä \uFFFD \uFFFF")]
    [InlineData("__proto__")]
    public void Hostile_text_is_kept_as_it_is(string text)
    {
        var span = Requests.Span(1);
        span.Name = text;
        span.TraceState = text;
        span.Status.Message = text;
        span.Attributes.Clear();
        span.Attributes.Add(Requests.Pair(text, text));
        span.Events[0].Name = text;
        var kept = Assert.Single(Decode(span).Batch.Spans);
        Assert.Equal((text, text, text, text), (kept.Name, kept.TraceState, kept.StatusMessage, kept.Events[0].Name));
        Assert.Equal([new(text, text)], kept.Attributes.List);
        Assert.Equal(text, Decode(new OtlpLog { Body = new AnyValue { StringValue = text } }).Body);
    }

    [Fact]
    public void A_body_that_is_no_text_becomes_json_and_odd_numbers_become_known_ones()
    {
        var log = Decode(
            new OtlpLog
            {
                Body = new AnyValue { KvlistValue = new() { Values = { Requests.Pair("a", "b") } } },
                SeverityNumber = 99,
                TraceId = ByteString.CopyFrom(1),
            }
        );
        Assert.Equal("""{"a":"b"}""", log.Body);
        Assert.Equal(0, log.Severity);
        Assert.Null(log.TraceId);
        var span = Requests.Span(1);
        span.Kind = (OpenTelemetry.Proto.Trace.V1.Span.Types.SpanKind)77;
        span.Status.Code = (OpenTelemetry.Proto.Trace.V1.Status.Types.StatusCode)(-3);
        var kept = Assert.Single(Decode(span).Batch.Spans);
        Assert.Equal((SpanKind.Unspecified, SpanStatus.Unset), (kept.Kind, kept.Status));
    }

    [Fact]
    public void Events_come_in_the_order_of_time()
    {
        var span = Requests.Span(1);
        span.Events.Clear();
        foreach (var (name, time) in new[] { ("c", 9UL), ("a", 3UL), ("b", 3UL) })
            span.Events.Add(new OpenTelemetry.Proto.Trace.V1.Span.Types.Event { Name = name, TimeUnixNano = time });
        Assert.Equal(["a", "b", "c"], Assert.Single(Decode(span).Batch.Spans).Events.Select(e => e.Name));
    }

    [Fact]
    public void Json_of_otlp_says_the_same_as_protobuf()
    {
        var json = """
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},
              "scopeSpans":[{"scope":{"name":"lib","version":"2"},"spans":[{
                "traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","parentSpanId":"eee19b7ec3c1b173",
                "name":"work","kind":2,"startTimeUnixNano":"1544712660000000000","endTimeUnixNano":"1544712661000000000",
                "attributes":[{"key":"n","value":{"intValue":"9007199254740993"}},{"key":"d","value":{"doubleValue":1}}],
                "links":[{"traceId":"5b8efff798038103d269b633813fc60d","spanId":"eee19b7ec3c1b175"}],
                "status":{"code":2},"somethingNew":[1,{"a":2}]}]}]}]}
            """;
        var decoded = OtlpSignal.Named("traces").DecodeJson(System.Text.Encoding.UTF8.GetBytes(json), Now);
        var span = Assert.Single(decoded.Batch.Spans);
        Assert.Equal("5b8efff798038103d269b633813fc60c", span.TraceId.ToString());
        Assert.Equal("eee19b7ec3c1b174", span.SpanId.ToString());
        Assert.Equal("eee19b7ec3c1b173", span.ParentSpanId.ToString());
        Assert.Equal("5b8efff798038103d269b633813fc60d", Assert.Single(span.Links).TraceId.ToString());
        Assert.Equal((SpanKind.Server, SpanStatus.Error, 1_000_000_000), (span.Kind, span.Status, span.DurationNano));
        Assert.Equal("""{"n":9007199254740993,"d":1}""", span.Attributes.Json);
        Assert.Equal(("shop", "lib"), (span.Resource.ServiceName, span.Scope.Name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"resourceSpans":7}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"\ud800"}]}]}]}""")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"xyz"}]}]}]}""")]
    public void Json_that_is_none_of_otlp_is_refused_or_its_spans_rejected(string json)
    {
        try
        {
            var decoded = OtlpSignal.Named("traces").DecodeJson(System.Text.Encoding.UTF8.GetBytes(json), Now);
            Assert.Empty(decoded.Batch.Spans);
            Assert.Equal(1, decoded.Rejections.Count);
        }
        catch (OtlpRefusal e)
        {
            Assert.Equal(RefusalKind.Malformed, e.Kind);
        }
    }

    [Fact]
    public void What_is_written_is_json_that_can_be_read_however_deep_it_is()
    {
        var value = new AnyValue { StringValue = "x" };
        for (var i = 0; i < 45; i++)
            value = new AnyValue { ArrayValue = new() { Values = { value } } };
        var span = Requests.Span(1);
        span.Attributes.Add(Requests.Pair("deep", value));
        var kept = Assert.Single(Decode(span).Batch.Spans);
        using var document = JsonDocument.Parse(kept.Attributes.Json);
        Assert.Equal(JsonValueKind.Array, document.RootElement.GetProperty("deep").ValueKind);
    }

    private static DecodedRequest Decode(params OpenTelemetry.Proto.Trace.V1.Span[] spans) =>
        OtlpSignal.Named("traces").Decode(Requests.Traces(spans).ToByteArray(), Now);

    private static LogRecord Decode(OtlpLog log) =>
        Assert.Single(
            OtlpSignal
                .Named("logs")
                .Decode(
                    new ExportLogsServiceRequest
                    {
                        ResourceLogs =
                        {
                            new OpenTelemetry.Proto.Logs.V1.ResourceLogs
                            {
                                ScopeLogs = { new OpenTelemetry.Proto.Logs.V1.ScopeLogs { LogRecords = { log } } },
                            },
                        },
                    }.ToByteArray(),
                    Now
                )
                .Batch.Logs
        );
}
