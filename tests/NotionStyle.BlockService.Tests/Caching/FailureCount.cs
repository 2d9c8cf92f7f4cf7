using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.BlockService.Caching;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Caching;

/// <summary>Questions that a service's Redis did not answer, by the service's own metric.</summary>
internal sealed class FailureCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _count;

    public FailureCount(TestService service)
    {
        var meters = service.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Other services of this process have the same meter.
            if (
                instrument.Meter.Name == CacheMetrics.MeterName
                && ReferenceEquals(instrument.Meter.Scope, meters)
                && instrument.Name == "notionstyle.cache.failures"
            )
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref _count, value));
        _listener.Start();
    }

    public long Count => Volatile.Read(ref _count);

    public void Dispose() => _listener.Dispose();
}
