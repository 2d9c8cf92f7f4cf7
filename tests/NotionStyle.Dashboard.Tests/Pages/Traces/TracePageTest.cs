using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Pages.Traces;

/// <summary>A page of traces over the fake store.</summary>
public abstract class TracePageTest : PageTest
{
    protected const string Hostile = "<img src=x onerror=alert(1)>";

    private protected FakeTelemetry Telemetry { get; }

    protected TracePageTest()
        : this(new FakeTelemetry()) { }

    private TracePageTest(FakeTelemetry telemetry)
        : base(services =>
            services
                .AddSingleton<ITraceQueries>(telemetry)
                .AddSingleton<ITelemetryCatalog>(telemetry)
                .AddSingleton<ILogQueries>(telemetry)
        ) => Telemetry = telemetry;

    /// <summary>The query of the address, with its escapes undone.</summary>
    protected string Query => Uri.UnescapeDataString(new Uri(Address).Query);
}
