using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

public sealed class Preview
{
    [Fact(Explicit = true)]
    public async Task Show()
    {
        var fake = new FakeTelemetry()
            .Add(SampleTraces.Edit())
            .Add(SampleTraces.Edit(2))
            .Add(SampleTraces.Large(2_000));
        for (var i = 10; i < 150; i++)
        {
            var t = SampleTraces.Edit(i);
            var f = 1 + i * 37 % 50 / 10.0;
            fake.Add(
                t with
                {
                    Spans =
                    [
                        .. t
                            .Spans.Where(s => i % 3 == 0 || s.SpanId != SampleTraces.SpanOf(6))
                            .Select(s =>
                                s with
                                {
                                    DurationNano = (long)(s.DurationNano * f),
                                    Start = new Timestamp(s.Start.UnixNano - i * 1_000_000_000L),
                                }
                            ),
                    ],
                }
            );
        }
        fake.Linked.Add(
            SampleTraces.Edit(2).Spans.First(s => s.Links.Count > 0) with
            {
                TraceId = SampleTraces.TraceOf(2),
                Links = [new SpanLink(SampleTraces.TraceOf(1), SampleTraces.SpanOf(6), TelemetryAttributes.None)],
            }
        );
        fake.Logs.Add(
            new LogRecord
            {
                Time = SampleTraces.Origin,
                Resource = SampleTraces.Blocks,
                Scope = new("Store", ""),
                Severity = 13,
                SeverityText = "Warning",
                Body = "Trying the transaction again",
                TraceId = SampleTraces.TraceOf(1),
                SpanId = SampleTraces.SpanOf(6),
            }
        );
        var random = new Random(1);
        fake.Histogram = new LatencyHistogram(
            [
                .. Enumerable
                    .Range(0, 30)
                    .Select(i => new LatencySlot(
                        (long)(1e6 * Math.Pow(1.2, i)),
                        (long)(1e6 * Math.Pow(1.2, i + 1)),
                        100 - (i - 12) * (i - 12) / 3 + random.Next(9),
                        i > 20 ? 12 : 1
                    )),
            ],
            12_000_000,
            44_000_000,
            180_000_000
        );
        fake.Runs.Add(new Run(2, SampleTraces.Origin, null, "stage 2, 480 shards", 1402));
        fake.Runs.Add(
            new Run(1, SampleTraces.Origin - TimeSpan.FromHours(3), SampleTraces.Origin, "stage 1, one server", 31402)
        );
        for (var i = 0; i < 12; i++)
            fake.Operations.Add(
                new OperationComparison(
                    i % 3 == 0 ? "block-service" : "notion-api",
                    $"GET /v1/pages/{{id}}/{i}",
                    i == 4 ? null : new(1000 + i, i, 12_000_000 + i * 300_000, 44_000_000, 900_000_000),
                    i == 7 ? null : new(2000 + i, 0, 6_000_000 + i * 1_700_000, 30_000_000, 400_000_000)
                )
            );
        await using var app = DashboardApp.Build(
            [],
            b =>
            {
                b.WebHost.UseUrls("http://127.0.0.1:" + Environment.GetEnvironmentVariable("PREVIEW_PORT"));
                b.Services.AddSingleton<ITraceQueries>(fake)
                    .AddSingleton<ILogQueries>(fake)
                    .AddSingleton<ITelemetryCatalog>(fake);
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken)
            .ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
