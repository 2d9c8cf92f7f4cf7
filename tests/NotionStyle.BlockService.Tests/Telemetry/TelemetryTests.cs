using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using NotionStyle.BlockService.Telemetry;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Telemetry;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Transactions_are_counted_by_their_outcome()
    {
        await using var service = await TestService.StartAsync();
        var outcomes = new ConcurrentQueue<string>();
        var durations = 0;
        using var listener = new MeterListener();
        var factory = service.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == ServiceMetrics.MeterName && instrument.Meter.Scope == factory)
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, _, tags, _) =>
            {
                if (instrument.Name == "notionstyle.transactions")
                    outcomes.Enqueue((string)tags[0].Value!);
            }
        );
        listener.SetMeasurementEventCallback<double>(
            (instrument, seconds, _, _) =>
            {
                Assert.Equal(("notionstyle.transaction.duration", "s"), (instrument.Name, instrument.Unit));
                Assert.InRange(seconds, 0, 60);
                Interlocked.Increment(ref durations);
            }
        );
        listener.Start();

        var workspace = await service.NewWorkspaceAsync();
        var body = workspace.Insert(Guid.NewGuid(), "page", "P").ToJsonString();
        await workspace.PostAsync("/v1/transactions", body);
        await workspace.PostAsync("/v1/transactions", body);
        await workspace.PostAsync("/v1/transactions", "{}");
        await workspace.PostAsync("/v1/transactions", "{");
        service.Blocks.Before = _ => throw new TimeoutException();
        await workspace.PostAsync("/v1/transactions", workspace.Insert(Guid.NewGuid(), "page", "P").ToJsonString());
        Assert.Equal(["committed", "duplicate", "validation_error", "invalid_json", "service_unavailable"], outcomes);
        Assert.Equal(5, durations);
    }

    [Fact]
    public async Task Spans_and_metrics_go_to_the_collector_that_is_configured()
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost(
            "/v1/{signal}",
            async (HttpRequest request, string signal) =>
            {
                using var reader = new StreamReader(request.Body, Encoding.Latin1);
                var text = await reader.ReadToEndAsync();
                received.AddOrUpdate(signal, text, (_, before) => before + text);
            }
        );
        await collector.StartAsync(TestContext.Current.CancellationToken);

        // What is left is sent when the service ends.
        await using (
            var service = await TestService.StartAsync(
                $"--OTEL_EXPORTER_OTLP_ENDPOINT={collector.Urls.First()}",
                "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"
            )
        )
        {
            var workspace = await service.NewWorkspaceAsync();
            await workspace.NewBlockAsync("page", "P");
            (await service.SendAsync("GET", "/alive", null)).Ok();
        }

        Assert.Contains("/v1/transactions", received["traces"], StringComparison.Ordinal);
        Assert.DoesNotContain("GET /alive", received["traces"], StringComparison.Ordinal);
        Assert.Contains("notionstyle.transactions", received["metrics"], StringComparison.Ordinal);
        Assert.Contains("http.server.request.duration", received["metrics"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_names_every_check()
    {
        await using var service = await TestService.StartAsync();
        foreach (var path in new[] { "/health", "/alive" })
        {
            var answer = (await service.SendAsync("GET", path, null)).Ok();
            Assert.Equal("healthy", answer.Json.GetProperty("status").GetString());
            var check = answer.Json.GetProperty("checks")[0];
            Assert.Equal(["name", "status", "description"], check.EnumerateObject().Select(p => p.Name));
            Assert.Equal("self", check.GetProperty("name").GetString());
        }
    }
}
