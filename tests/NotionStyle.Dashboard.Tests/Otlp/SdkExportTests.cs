using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SpanKind = NotionStyle.Dashboard.Telemetry.SpanKind;

namespace NotionStyle.Dashboard.Tests.Otlp;

/// <summary>What OpenTelemetry's own exporters send arrives with every field.</summary>
public sealed class SdkExportTests
{
    private const string Key = "0123456789-key-of-forty-characters-abcdef";

    public static TheoryData<OtlpExportProtocol, OtlpExportCompression, bool> Ways =>
        new MatrixTheoryData<OtlpExportProtocol, OtlpExportCompression, bool>(
            [OtlpExportProtocol.Grpc, OtlpExportProtocol.HttpProtobuf],
            [OtlpExportCompression.None, OtlpExportCompression.GZip],
            [false, true]
        );

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_span_arrives_as_it_was_made(
        OtlpExportProtocol protocol,
        OtlpExportCompression compression,
        bool key
    )
    {
        await using var receiver = await StartAsync(key);
        using var source = new ActivitySource("NotionStyle.Tests.Spans", "1.2.3");
        using var listening = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .SetResourceBuilder(Resource())
            .AddOtlpExporter(o => Configure(o, receiver, protocol, compression, key, "v1/traces"))
            .Build();
        var start = new DateTimeOffset(2026, 5, 4, 3, 2, 1, TimeSpan.Zero).AddTicks(7);
        var remote = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.Recorded,
            "vendor=x"
        );
        var other = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.None
        );
        var activity = source.StartActivity(
            ActivityKind.Consumer,
            remote,
            [
                new("text", "<script>alert('ä 😀 \u0001 \" \\')</script>"),
                new("number", long.MinValue),
                new("double", 1.5),
                new("nan", double.NegativeInfinity),
                new("flag", true),
                new("list", new[] { "a", "b" }),
            ],
            [new ActivityLink(other, new ActivityTagsCollection { ["why"] = "batch" })],
            start,
            "consume <b>orders</b>"
        )!;
        activity.AddEvent(
            new ActivityEvent("tick", start.AddTicks(3), new ActivityTagsCollection { ["exception.type"] = "E" })
        );
        activity.SetStatus(ActivityStatusCode.Error, "it broke");
        activity.SetEndTime(start.UtcDateTime.AddTicks(12_345));
        activity.Dispose();
        Assert.True(listening.ForceFlush());
        await receiver.Sink.KeptAsync(1);

        var span = Assert.Single(receiver.Sink.Spans);
        Assert.Equal(activity.TraceId.ToHexString(), span.TraceId.ToString());
        Assert.Equal(activity.SpanId.ToHexString(), span.SpanId.ToString());
        Assert.Equal(remote.SpanId.ToHexString(), span.ParentSpanId.ToString());
        Assert.Equal("consume <b>orders</b>", span.Name);
        Assert.Equal(SpanKind.Consumer, span.Kind);
        Assert.Equal(Timestamp.From(start), span.Start);
        Assert.Equal(1_234_500, span.DurationNano);
        Assert.Equal((SpanStatus.Error, "it broke"), (span.Status, span.StatusMessage));
        Assert.Equal("vendor=x", span.TraceState);
        Assert.Equal(new InstrumentationScope(source.Name, "1.2.3"), span.Scope);
        Assert.Equal(
            [
                new("text", "<script>alert('ä 😀 \u0001 \" \\')</script>"),
                new("number", long.MinValue.ToString(CultureInfo.InvariantCulture)),
                new("double", "1.5"),
                new("nan", "-Infinity"),
                new("flag", "true"),
                new("list", """["a","b"]"""),
            ],
            span.Attributes.List
        );
        var happened = Assert.Single(span.Events);
        Assert.Equal(("tick", Timestamp.From(start.AddTicks(3))), (happened.Name, happened.Time));
        Assert.Equal("E", happened.Attributes["exception.type"]);
        var link = Assert.Single(span.Links);
        Assert.Equal(other.TraceId.ToHexString(), link.TraceId.ToString());
        Assert.Equal(other.SpanId.ToHexString(), link.SpanId.ToString());
        Assert.Equal("batch", link.Attributes["why"]);
        CheckResource(span.Resource);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Log_records_arrive_as_they_were_written(
        OtlpExportProtocol protocol,
        OtlpExportCompression compression,
        bool key
    )
    {
        await using var receiver = await StartAsync(key);
        using var source = new ActivitySource("NotionStyle.Tests.Logs");
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        string traceId,
            spanId;
        using (
            var factory = LoggerFactory.Create(logging =>
                logging.AddOpenTelemetry(o =>
                {
                    o.IncludeFormattedMessage = true;
                    o.SetResourceBuilder(Resource());
                    o.AddOtlpExporter(e => Configure(e, receiver, protocol, compression, key, "v1/logs"));
                })
            )
        )
        {
            var logger = factory.CreateLogger("Shop.Orders");
            using var activity = source.StartActivity("request");
            logger.LogWarning(new EventId(7, "OrderLate"), "Order {Order} is {Hours} hours late", "<o>", 3);
            logger.LogInformation("second");
            (traceId, spanId) = (activity!.TraceId.ToHexString(), activity.SpanId.ToHexString());
        }

        await receiver.Sink.KeptAsync(1);
        Assert.Equal(2, receiver.Sink.Logs.Count);
        var log = receiver.Sink.Logs[0];
        Assert.Equal("Order <o> is 3 hours late", log.Body);
        Assert.Equal((13, "Warning"), (log.Severity, log.SeverityText));
        Assert.Equal("Shop.Orders", log.Scope.Name);
        Assert.Equal("OrderLate", log.EventName);
        Assert.Equal((traceId, spanId), (log.TraceId.ToString(), log.SpanId.ToString()));
        Assert.Equal(("<o>", "3"), (log.Attributes["Order"], log.Attributes["Hours"]));
        Assert.Equal("Order {Order} is {Hours} hours late", log.Attributes["{OriginalFormat}"]);
        Assert.InRange(log.Time.ToDateTimeOffset(), DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow);
        CheckResource(log.Resource);
        Assert.Same(log.Resource, receiver.Sink.Logs[1].Resource);
        Assert.Equal("second", receiver.Sink.Logs[1].Body);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Every_instrument_arrives_as_it_measured(
        OtlpExportProtocol protocol,
        OtlpExportCompression compression,
        bool key
    )
    {
        await using var receiver = await StartAsync(key);
        using var meter = new Meter(new MeterOptions("NotionStyle.Tests.Meters") { Version = "4" });
        using var source = new ActivitySource("NotionStyle.Tests.Exemplars");
        using var listener = new ActivityListener
        {
            ShouldListenTo = s => s == source,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        using var metrics = Sdk.CreateMeterProviderBuilder()
            .AddMeter(meter.Name)
            .SetResourceBuilder(Resource())
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddView("exponential", new Base2ExponentialBucketHistogramConfiguration { MaxSize = 20 })
            .AddOtlpExporter(
                (o, reader) =>
                {
                    Configure(o, receiver, protocol, compression, key, "v1/metrics");
                    reader.TemporalityPreference = MetricReaderTemporalityPreference.Delta;
                }
            )
            .Build();
        var trace = "";
        using (var activity = source.StartActivity("measure")!)
        {
            trace = activity.TraceId.ToHexString();
            meter
                .CreateCounter<long>("requests", "{request}", "Requests.")
                .Add(3, new KeyValuePair<string, object?>("route", "/a"));
            meter.CreateUpDownCounter<int>("open").Add(-2);
            meter.CreateGauge<double>("heat", "Cel").Record(21.5);
            meter.CreateObservableGauge("memory", () => 4_096L, "By");
            var histogram = meter.CreateHistogram(
                "latency",
                "s",
                null,
                null,
                new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] }
            );
            foreach (var seconds in new[] { 0.05, 0.1, 0.5, 2 })
                histogram.Record(seconds);
            var exponential = meter.CreateHistogram<double>("exponential");
            foreach (var value in new[] { 0, 1.0, 3, 100, 1_000, 1_000 })
                exponential.Record(value);
        }

        Assert.True(metrics.ForceFlush());
        var points = receiver.Sink.Points.ToDictionary(p => p.Series.Name);
        Assert.Equal(["exponential", "heat", "latency", "memory", "open", "requests"], points.Keys.Order());
        Assert.All(points.Values, p => CheckResource(p.Series.Resource));
        Assert.All(points.Values, p => Assert.Equal(new InstrumentationScope(meter.Name, "4"), p.Series.Scope));
        Assert.All(points.Values, p => Assert.True(p.Start < p.Time));

        var requests = points["requests"];
        Assert.Equal(
            (InstrumentKind.Counter, true, "{request}", "Requests."),
            (requests.Series.Kind, requests.Series.IsDelta, requests.Series.Unit, requests.Series.Description)
        );
        Assert.Equal("/a", requests.Series.Attributes["route"]);
        Assert.Equal(3, requests.Value);
        Assert.Equal(trace, Assert.Single(requests.Exemplars).TraceId.ToString());
        Assert.Equal((InstrumentKind.UpDownCounter, -2), (points["open"].Series.Kind, points["open"].Value));
        Assert.False(points["open"].Series.IsDelta);
        Assert.Equal(
            (InstrumentKind.Gauge, 21.5, "Cel"),
            (points["heat"].Series.Kind, points["heat"].Value, points["heat"].Series.Unit)
        );
        Assert.Equal((InstrumentKind.Gauge, 4_096), (points["memory"].Series.Kind, points["memory"].Value));

        var latency = points["latency"];
        Assert.Equal(
            (InstrumentKind.Histogram, 4, 2.65),
            (latency.Series.Kind, latency.Count, Math.Round(latency.Value, 9))
        );
        Assert.Equal((0.05, 2), (latency.Min, latency.Max));
        Assert.Equal([0.1, 1], latency.Bounds);
        Assert.Equal([2, 1, 1], latency.Buckets);
        Assert.NotEmpty(latency.Exemplars);

        var wide = points["exponential"];
        Assert.Equal((InstrumentKind.Histogram, 6, 2_104), (wide.Series.Kind, wide.Count, wide.Value));
        Assert.Equal(wide.Bounds.Count + 1, wide.Buckets.Count);
        Assert.Equal(6, wide.Buckets.Sum());
        foreach (var (value, count) in new[] { (0.0, 1), (1.0, 1), (3.0, 1), (100.0, 1), (1_000.0, 2) })
            Assert.Equal(count, wide.Buckets[wide.Bounds.TakeWhile(b => b < value).Count()]);
    }

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task What_a_busy_store_sends_back_comes_again_and_nothing_is_lost(OtlpExportProtocol protocol)
    {
        await using var receiver = await StartAsync(key: false);
        for (var i = 0; i < 2; i++)
            receiver.Sink.Next(new TelemetryBusyException("full", TimeSpan.FromMilliseconds(10)));
        using var source = new ActivitySource("NotionStyle.Tests.Busy");
        using var listening = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services =>
                services.AddSingleton<IConfiguration>(
                    new ConfigurationBuilder()
                        .AddInMemoryCollection([new("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory")])
                        .Build()
                )
            )
            .AddSource(source.Name)
            .AddOtlpExporter(o => Configure(o, receiver, protocol, OtlpExportCompression.None, false, "v1/traces"))
            .Build();
        for (var i = 0; i < 100; i++)
            source.StartActivity($"span {i}")?.Dispose();
        Assert.True(listening.ForceFlush());
        await receiver.Sink.KeptAsync(1);
        Assert.Equal(3, receiver.Sink.Calls);
        Assert.Equal(
            Enumerable.Range(0, 100).Select(i => $"span {i}").Order(),
            receiver.Sink.Spans.Select(s => s.Name).Order()
        );
    }

    private static Task<RunningReceiver> StartAsync(bool key) =>
        key ? RunningReceiver.StartAsync(("Dashboard:Otlp:PrimaryApiKey", Key)) : RunningReceiver.StartAsync();

    private static void Configure(
        OtlpExporterOptions options,
        RunningReceiver receiver,
        OtlpExportProtocol protocol,
        OtlpExportCompression compression,
        bool key,
        string path
    )
    {
        options.Protocol = protocol;
        options.Compression = compression;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? receiver.Grpc : new Uri(receiver.Http, path);
        if (key)
            options.Headers = $"x-otlp-api-key={Uri.EscapeDataString(Key)}";
    }

    private static ResourceBuilder Resource() =>
        ResourceBuilder
            .CreateEmpty()
            .AddService("shop", serviceInstanceId: "shop-1", serviceVersion: "9")
            .AddAttributes([new("zone", 4L)]);

    private static void CheckResource(TelemetryResource resource)
    {
        Assert.Equal(("shop", "shop-1"), (resource.ServiceName, resource.InstanceId));
        Assert.Equal(("9", "4"), (resource.Attributes["service.version"], resource.Attributes["zone"]));
    }
}
