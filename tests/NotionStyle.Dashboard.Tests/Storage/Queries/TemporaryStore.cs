using System.Text.Json;
using DuckDB.NET.Data;
using NotionStyle.Dashboard.Storage;
using NotionStyle.Dashboard.Storage.Queries;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage.Queries;

/// <summary>A database with the schema in a temporary file, filled row by row as a test says; nothing is checked or joined on the way in.</summary>
internal sealed class TemporaryStore : ITelemetryReader, IStoreCounters, IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("queries-").FullName;
    private readonly DuckDBConnection _connection;
    private readonly Dictionary<string, int> _resources = [];
    private readonly Dictionary<string, int> _series = [];

    public TemporaryStore()
    {
        _connection = new DuckDBConnection($"Data Source={Path.Combine(_directory, "telemetry.duckdb")};threads=2");
        _connection.Open();
        using var schema = typeof(TemporaryStore).Assembly.GetManifestResourceStream("schema-001.sql")!;
        using var text = new StreamReader(schema);
        Execute(text.ReadToEnd());
    }

    public long Received => 1;
    public long Duplicates => 2;
    public long Rejected => 3;
    public long Refused => 4;
    public long AgedOut => 5;
    public int QueueLength => 6;
    public int QueueMaximum => 7;
    public long BytesStored => 8;
    public long BytesMaximum => 9;

    public Task<T> ReadAsync<T>(Func<DuckDBConnection, T> query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(query(_connection));
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void AddRun(int run, long started, string label = "") =>
        Append("run", row => row.AppendValue(run).AppendValue(started).AppendValue(label));

    public void Add(int run, params Span[] spans)
    {
        foreach (var span in spans)
            Resource(span.Resource);
        using var appender = _connection.CreateAppender("span");
        foreach (var s in spans)
        {
            var row = appender.CreateRow();
            row.AppendValue(run)
                .AppendValue(Resource(s.Resource))
                .AppendValue((System.Numerics.BigInteger)s.TraceId.Value);
            row.AppendValue(s.SpanId.Value);
            _ = s.ParentSpanId is { } parent ? row.AppendValue(parent.Value) : row.AppendNullValue();
            row.AppendValue(s.Name).AppendValue((byte)s.Kind).AppendValue(s.Start.UnixNano).AppendValue(s.DurationNano);
            row.AppendValue((byte)s.Status);
            Text(row, s.StatusMessage);
            Text(row, s.TraceState);
            row.AppendValue(s.Scope.Name);
            Text(row, s.Scope.Version);
            row.AppendValue(s.Attributes.Json);
            Text(row, s.Events.Count == 0 ? "" : $"[{string.Join(',', s.Events.Select(Json))}]");
            Text(row, s.Links.Count == 0 ? "" : $"[{string.Join(',', s.Links.Select(Json))}]");
            row.EndRow();
        }
    }

    public void Add(int run, params LogRecord[] logs)
    {
        foreach (var l in logs)
        {
            var resource = Resource(l.Resource);
            Append(
                "log",
                row =>
                {
                    row.AppendValue(run)
                        .AppendValue(resource)
                        .AppendValue(l.Time.UnixNano)
                        .AppendValue((byte)l.Severity);
                    Text(row, l.SeverityText);
                    row.AppendValue(l.Body);
                    Text(row, l.EventName);
                    _ = l.TraceId is { } trace
                        ? row.AppendValue((System.Numerics.BigInteger)trace.Value)
                        : row.AppendNullValue();
                    _ = l.SpanId is { } span ? row.AppendValue(span.Value) : row.AppendNullValue();
                    row.AppendValue(l.Scope.Name).AppendValue(l.Attributes.Json);
                }
            );
        }
    }

    public void Add(int run, params MetricPoint[] points)
    {
        var series = points.Select(p => Series(p.Series)).ToArray();
        using var appender = _connection.CreateAppender("point");
        foreach (var (p, number) in points.Zip(series))
        {
            var row = appender.CreateRow();
            row.AppendValue(run).AppendValue(number).AppendValue(p.Start.UnixNano).AppendValue(p.Time.UnixNano);
            row.AppendValue(p.Value).AppendValue(p.Count);
            _ = p.Min is { } min ? row.AppendValue(min) : row.AppendNullValue();
            _ = p.Max is { } max ? row.AppendValue(max) : row.AppendNullValue();
            var hasBuckets = p.Series.Kind is InstrumentKind.Histogram or InstrumentKind.Summary;
            _ = hasBuckets ? row.AppendValue(p.Bounds.ToList()) : row.AppendNullValue();
            _ = hasBuckets ? row.AppendValue(p.Buckets.ToList()) : row.AppendNullValue();
            Text(row, p.Exemplars.Count == 0 ? "" : $"[{string.Join(',', p.Exemplars.Select(Json))}]");
            row.EndRow();
        }
    }

    public void Dispose()
    {
        _connection.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private int Resource(TelemetryResource resource)
    {
        var key = $"{resource.ServiceName}\n{resource.InstanceId}\n{resource.Attributes.Json}";
        if (_resources.TryGetValue(key, out var number))
            return number;
        number = _resources.Count;
        _resources.Add(key, number);
        Append(
            "resource",
            row =>
                row.AppendValue(number)
                    .AppendValue(resource.ServiceName)
                    .AppendValue(resource.InstanceId)
                    .AppendValue(resource.Attributes.Json)
        );
        return number;
    }

    private int Series(MetricSeries series)
    {
        var resource = Resource(series.Resource);
        var key =
            $"{resource}\n{series.Scope.Name}\n{series.Name}\n{series.Kind}\n{series.Unit}\n{series.IsDelta}\n{series.Attributes.Json}";
        if (_series.TryGetValue(key, out var number))
            return number;
        number = _series.Count;
        _series.Add(key, number);
        Append(
            "series",
            row =>
                row.AppendValue(number)
                    .AppendValue(resource)
                    .AppendValue(series.Scope.Name)
                    .AppendValue(series.Name)
                    .AppendValue(series.Description)
                    .AppendValue(series.Unit)
                    .AppendValue((byte)series.Kind)
                    .AppendValue(series.IsDelta)
                    .AppendValue(series.Attributes.Json)
        );
        return number;
    }

    private void Append(string table, Action<IDuckDBAppenderRow> fill)
    {
        using var appender = _connection.CreateAppender(table);
        var row = appender.CreateRow();
        fill(row);
        row.EndRow();
    }

    private static void Text(IDuckDBAppenderRow row, string text) =>
        _ = text.Length > 0 ? row.AppendValue(text) : row.AppendNullValue();

    private static string Json(SpanEvent e) =>
        $$"""{"t":{{e.Time.UnixNano}},"n":{{JsonSerializer.Serialize(e.Name)}},"a":{{e.Attributes.Json}}}""";

    private static string Json(Exemplar e) =>
        FormattableString.Invariant(
            $$"""{"t":{{e.Time.UnixNano}},"v":{{e.Value}},"trace":"{{e.TraceId}}","span":"{{e.SpanId}}"}"""
        );

    private static string Json(SpanLink l) =>
        $$"""{"t":"{{l.TraceId}}","s":"{{l.SpanId}}","a":{{l.Attributes.Json}}}""";
}
