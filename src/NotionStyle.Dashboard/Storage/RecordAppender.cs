using DuckDB.NET.Data;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Storage;

/// <summary>Turns the records of batches into rows, within the transaction of its connection.</summary>
internal sealed class RecordAppender(DuckDBConnection connection, StoreMemory memory, int run) : IDisposable
{
    private readonly TableAppender _resources = new(connection, "resource");
    private readonly TableAppender _series = new(connection, "series");
    private readonly TableAppender _spans = new(connection, "span");
    private readonly TableAppender _logs = new(connection, "log");
    private readonly TableAppender _points = new(connection, "point");
    private readonly RecordJson _json = new();

    // Batches carry long stretches of the same resource and series: the same object needs no look-up.
    private TelemetryResource? _lastResource;
    private int? _lastResourceNumber;
    private MetricSeries? _lastSeries;
    private int? _lastSeriesNumber;

    /// <summary>Appends what is new of a batch.</summary>
    public TelemetryReceipt Append(TelemetryBatch batch)
    {
        memory.NextBatch();
        var receipt = new Tally();
        foreach (var span in batch.Spans)
            Append(span, receipt);
        foreach (var log in batch.Logs)
            Append(log, receipt);
        foreach (var point in batch.Points)
            Append(point, receipt);
        return new TelemetryReceipt(receipt.Duplicates, receipt.Rejected, receipt.Message);
    }

    /// <summary>Hands all rows to the transaction.</summary>
    public void Flush()
    {
        _resources.Flush();
        _series.Flush();
        _spans.Flush();
        _logs.Flush();
        _points.Flush();
        Forget();
    }

    /// <summary>Forgets the last resource and series: their numbers may change.</summary>
    public void Forget() => (_lastResource, _lastSeries) = (null, null);

    /// <inheritdoc />
    public void Dispose()
    {
        _resources.Dispose();
        _series.Dispose();
        _spans.Dispose();
        _logs.Dispose();
        _points.Dispose();
        _json.Dispose();
    }

    private void Append(Span span, Tally receipt)
    {
        if (Number(span.Resource) is not { } resource)
        {
            receipt.RejectResource();
            return;
        }
        if (!memory.AddSpan(span.TraceId.Value, span.SpanId.Value))
        {
            receipt.Duplicates++;
            return;
        }
        _spans
            .Put(run)
            .Put(resource)
            .Put(span.TraceId.Value)
            .Put(span.SpanId.Value)
            .Put(span.ParentSpanId?.Value)
            .Text(span.Name)
            .Put((byte)span.Kind)
            .Put(span.Start.UnixNano)
            .Put(span.DurationNano)
            .Put((byte)span.Status)
            .TextOrNull(span.StatusMessage)
            .TextOrNull(span.TraceState)
            .Text(span.Scope.Name)
            .TextOrNull(span.Scope.Version)
            .Text(span.Attributes.Json)
            .Utf8OrNull(_json.Events(span.Events))
            .Utf8OrNull(_json.Links(span.Links))
            .EndRow();
    }

    private void Append(LogRecord log, Tally receipt)
    {
        if (Number(log.Resource) is not { } resource)
        {
            receipt.RejectResource();
            return;
        }
        var isNew = memory.AddLog(
            new RecordIdentity.LogFields(
                resource,
                log.Time.UnixNano,
                (byte)log.Severity,
                log.TraceId?.Value ?? 0,
                log.SpanId?.Value ?? 0,
                log.SeverityText,
                log.Body,
                log.EventName,
                log.Scope.Name,
                log.Attributes.Json
            )
        );
        if (!isNew)
        {
            receipt.Duplicates++;
            return;
        }
        _logs
            .Put(run)
            .Put(resource)
            .Put(log.Time.UnixNano)
            .Put((byte)log.Severity)
            .TextOrNull(log.SeverityText)
            .Text(log.Body)
            .TextOrNull(log.EventName)
            .Put(log.TraceId?.Value)
            .Put(log.SpanId?.Value)
            .Text(log.Scope.Name)
            .Text(log.Attributes.Json)
            .EndRow();
    }

    private void Append(MetricPoint point, Tally receipt)
    {
        if (Number(point.Series, receipt) is not { } series)
            return;
        if (!memory.AddPoint(series, point.Time.UnixNano, point.Value, point.Count))
        {
            receipt.Duplicates++;
            return;
        }
        _points
            .Put(run)
            .Put(series)
            .Put(point.Start.UnixNano)
            .Put(point.Time.UnixNano)
            .Put(point.Value)
            .Put(point.Count)
            .Put(point.Min)
            .Put(point.Max)
            .List(point.Bounds)
            .List(point.Buckets)
            .Utf8OrNull(_json.Exemplars(point.Exemplars))
            .EndRow();
    }

    private int? Number(TelemetryResource resource)
    {
        if (ReferenceEquals(resource, _lastResource))
            return _lastResourceNumber;
        var key = new ResourceKey(resource.ServiceName, resource.InstanceId, resource.Attributes.Json);
        var number = memory.Resources.Number(key, out var isNew);
        if (isNew)
            _resources.Put(number!.Value).Text(key.Service).Text(key.Instance).Text(key.Attributes).EndRow();
        (_lastResource, _lastResourceNumber) = (resource, number);
        return number;
    }

    private int? Number(MetricSeries series, Tally receipt)
    {
        if (!ReferenceEquals(series, _lastSeries))
        {
            (_lastSeries, _lastSeriesNumber) = (null, null);
            if (Number(series.Resource) is not { } resource)
            {
                receipt.RejectResource();
                return null;
            }
            (_lastSeries, _lastSeriesNumber) = (series, SeriesNumber(series, resource));
        }
        if (_lastSeriesNumber is null)
            receipt.RejectSeries(memory.Series.Count);
        return _lastSeriesNumber;
    }

    private int? SeriesNumber(MetricSeries series, int resource)
    {
        var key = new SeriesKey(
            resource,
            series.Scope.Name,
            series.Name,
            series.Description,
            series.Unit,
            (byte)series.Kind,
            series.IsDelta,
            series.Attributes.Json
        );
        var number = memory.Series.Number(key, out var isNew);
        if (isNew)
            _series
                .Put(number!.Value)
                .Put(resource)
                .Text(key.Scope)
                .Text(key.Name)
                .Text(key.Description)
                .Text(key.Unit)
                .Put(key.Kind)
                .Put(key.IsDelta)
                .Text(key.Attributes)
                .EndRow();
        return number;
    }

    /// <summary>What became of the records of one batch.</summary>
    private sealed class Tally
    {
        public int Duplicates { get; set; }
        public int Rejected { get; private set; }
        public string? Message { get; private set; }

        public void RejectResource() =>
            Reject(
                $"The store knows {StoreMemory.MaximumResources} resources, its maximum, and takes no records of another: keep service.instance.id from changing more often than the process starts, or wait until the telemetry of old ones is removed by age."
            );

        public void RejectSeries(int count) =>
            Reject(
                $"The store knows {count} series of metrics, its maximum, and takes no points of another: drop attributes with many values from the instruments, or raise Dashboard:Store:MaximumSeries."
            );

        private void Reject(string message)
        {
            Rejected++;
            Message ??= message;
        }
    }
}
