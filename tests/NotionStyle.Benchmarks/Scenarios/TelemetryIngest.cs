using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Numerics;
using DuckDB.NET.Data;
using Grpc.Core;
using Grpc.Net.Client;
using NotionStyle.Dashboard.Otlp;
using NotionStyle.Dashboard.Telemetry;
using OpenTelemetry.Proto.Collector.Trace.V1;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// Spans through the receiver into the store, acknowledged when they are on disk; against the bare parser of protobuf, and against the bare appender of DuckDB with a commit for
/// each batch. The dashboard is a process of its own, on the same cores as its senders.
/// </summary>
internal static class TelemetryIngest
{
    // An SDK of each of eight services, each with one request under way.
    private const int Senders = 8;

    private static readonly Marshaller<byte[]> Raw = Marshallers.Create<byte[]>(b => b, b => b);

    public static async Task RunAsync(BenchmarkSettings settings, CancellationToken ct)
    {
        await DecodeAsync(settings);
        var directory = Directory.CreateTempSubdirectory("notionstyle-ingest-").FullName;
        try
        {
            await StoreAsync(settings, directory, ct);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task DecodeAsync(BenchmarkSettings settings)
    {
        var bytes = new IngestBatch().Bytes;
        var signal = OtlpSignal.Named("traces");
        var now = Timestamp.From(DateTimeOffset.UtcNow);
        var before = GC.GetAllocatedBytesForCurrentThread();
        signal.Decode(bytes, now);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]telemetry-ingest[/]: batches of {IngestBatch.Spans} spans with 10 attributes, {bytes.Length / IngestBatch.Spans:N0} bytes a span on the wire; reading one allocates {allocated / IngestBatch.Spans:N0} bytes"
        );
        await Comparison.RunAsync(
            "spans read on one thread: checked, parsed, made to records with JSON, against parsed",
            "spans/s",
            aim: 0.5,
            clients: 1,
            settings,
            Step(() => signal.Decode(bytes, now)),
            Step(() => ExportTraceServiceRequest.Parser.ParseFrom(bytes)),
            perStep: IngestBatch.Spans
        );
    }

    private static async Task StoreAsync(BenchmarkSettings settings, string directory, CancellationToken ct)
    {
        await using var dashboard = await RunningProgram.DashboardAsync(Path.Combine(directory, "dashboard"), ct);
        using var bare = new BareStore(Path.Combine(directory, "bare.duckdb"));
        var batches = Enumerable.Range(0, Senders).Select(_ => new IngestBatch()).ToArray();
        using var http = new HttpClient { BaseAddress = dashboard.Addresses[1] };
        using var channel = GrpcChannel.ForAddress(dashboard.Addresses[0]);
        var invoker = channel.CreateCallInvoker();
        var method = new Method<byte[], byte[]>(
            MethodType.Unary,
            OtlpSignal.Named("traces").Service,
            "Export",
            Raw,
            Raw
        );
        await CompareAsync("HTTP", (i, token) => PostAsync(http, batches[i].Renew(), token));
        await CompareAsync(
            "gRPC",
            async (i, token) =>
            {
                using var call = invoker.AsyncUnaryCall(
                    method,
                    null,
                    new CallOptions(cancellationToken: token),
                    batches[i].Renew()
                );
                await call;
            }
        );
        AnsiConsole.MarkupLineInterpolated($"the dashboard took {dashboard.PeakBytes >> 20:N0} MiB at most");

        async Task CompareAsync(string transport, Func<int, CancellationToken, Task> send)
        {
            await Comparison.RunAsync(
                $"spans stored through {transport}, {Senders} senders, against the bare appender",
                "spans/s",
                aim: 0.5,
                Senders,
                settings,
                send,
                (i, _) => bare.AppendAsync(batches[i]),
                perStep: IngestBatch.Spans
            );
            // Apart from the comparison, so that nothing else runs: what a span costs of a core.
            var (spans, before) = (0L, dashboard.ProcessorTime);
            var watch = Stopwatch.StartNew();
            await Parallel.ForAsync(
                0,
                Senders,
                new ParallelOptions { MaxDegreeOfParallelism = Senders, CancellationToken = ct },
                async (i, token) =>
                {
                    while (watch.Elapsed < 3 * settings.RoundLength)
                    {
                        await send(i, token);
                        Interlocked.Add(ref spans, IngestBatch.Spans);
                    }
                }
            );
            var rate = spans / watch.Elapsed.TotalSeconds;
            var micros = (dashboard.ProcessorTime - before).TotalMicroseconds / spans;
            AnsiConsole.MarkupLineInterpolated(
                $"  alone {rate:N0} spans/s; a span takes the dashboard {micros:F1} µs of a core: [bold]{1_000_000 / micros:N0}[/] spans/s on one core (aim 20,000)"
            );
        }
    }

    private static async Task PostAsync(HttpClient http, byte[] bytes, CancellationToken ct)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using var answer = await http.PostAsync("/v1/traces", content, ct);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException($"The receiver answered {answer.StatusCode}.");
    }

    private static Func<int, CancellationToken, Task> Step(Func<object> work) =>
        (_, _) =>
        {
            work();
            return Task.CompletedTask;
        };

    /// <summary>A table of spans and one appender at a time; the rows are ready before.</summary>
    private sealed class BareStore : IDisposable
    {
        private readonly ConcurrentDictionary<IngestBatch, IReadOnlyList<Span>> _rows = [];
        private readonly SemaphoreSlim _one = new(1);
        private readonly DuckDBConnection _connection;
        private ulong _next = 1;

        public BareStore(string file)
        {
            _connection = new DuckDBConnection($"Data Source={file};threads=2");
            _connection.Open();
            using var command = _connection.CreateCommand();
            command.CommandText = File.ReadAllText(
                Path.Combine(Repository.Root, "src/NotionStyle.Dashboard/Storage/schema-001.sql")
            );
            command.ExecuteNonQuery();
        }

        public async Task AppendAsync(IngestBatch batch)
        {
            var spans = _rows.GetOrAdd(
                batch,
                b => OtlpSignal.Named("traces").Decode(b.Bytes, Timestamp.From(DateTimeOffset.UtcNow)).Batch.Spans
            );
            await _one.WaitAsync();
            try
            {
                Append(spans);
            }
            finally
            {
                _one.Release();
            }
        }

        public void Dispose()
        {
            _connection.Dispose();
            _one.Dispose();
        }

        private void Append(IReadOnlyList<Span> spans)
        {
            using var appender = _connection.CreateAppender("span");
            foreach (var span in spans)
                appender
                    .CreateRow()
                    .AppendValue(1)
                    .AppendValue(1)
                    .AppendValue(new BigInteger(_next++))
                    .AppendValue(span.SpanId.Value)
                    .AppendValue(span.ParentSpanId?.Value)
                    .AppendValue(span.Name)
                    .AppendValue((byte)span.Kind)
                    .AppendValue(span.Start.UnixNano)
                    .AppendValue(span.DurationNano)
                    .AppendValue((byte)span.Status)
                    .AppendNullValue()
                    .AppendNullValue()
                    .AppendValue(span.Scope.Name)
                    .AppendValue(span.Scope.Version)
                    .AppendValue(span.Attributes.Json)
                    .AppendNullValue()
                    .AppendNullValue()
                    .EndRow();
        }
    }
}
