using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// Documents of the search service through <c>_bulk</c> into the search engine, acknowledged when they are on disk; against Lucene's writer in a bare loop on as many threads. The engine
/// is a process of its own, on the same cores as its senders.
/// </summary>
/// <remarks>
/// Both sides have the same fields to index and to keep, the same analysis and as much of a buffer. Both end a round with a commit of Lucene's, which the engine's acknowledgements do not
/// need: without it the engine would leave segments unwritten that the bare writer has to write. The bare writer has no JSON to read, no translog and no older version to look for, and
/// its fields are made once.
/// </remarks>
internal static class SearchIndexing
{
    private const int Senders = 4;

    /// <summary>Requests of each sender in a round that measures the cost of a document: 20,000 documents.</summary>
    private const int RequestsOfCost = 10;

    /// <summary>Requests of each sender before anything is measured: the runtime compiles what is called often again, and is done with the engine after so many.</summary>
    private const int RequestsOfWarmUp = 50;

    /// <summary>What the engine gives to the writer of its only index.</summary>
    private const double BufferMegabytes = 48;

    private static readonly string Definitions = Path.Combine(Repository.Root, "src/NotionStyle.SearchService/Index");

    /// <summary>The file of the index's settings.</summary>
    public static string Settings { get; } = Path.Combine(Definitions, "blocks.settings.json");

    public static async Task RunAsync(BenchmarkSettings settings, CancellationToken ct)
    {
        var directory = Directory.CreateTempSubdirectory("notionstyle-indexing-").FullName;
        try
        {
            await CompareAsync(settings, directory, ct);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task CompareAsync(BenchmarkSettings settings, string directory, CancellationToken ct)
    {
        await using var engine = await RunningProgram.SearchEngineAsync(Path.Combine(directory, "engine"), ct);
        using var bare = new BareIndex(Path.Combine(directory, "bare"), BufferMegabytes);
        using var http = new HttpClient { BaseAddress = engine.Addresses[0] };
        await CreateAsync(http, ct);
        var batches = Enumerable.Range(1, Senders).Select(seed => new IndexBatch(seed)).ToArray();
        AnsiConsole.MarkupLineInterpolated(
            $"[bold]search-indexing[/]: requests of {IndexBatch.Documents} documents, {batches[0].Bytes.Length / IndexBatch.Documents:N0} bytes each with their action"
        );
        var sent = 0L;
        await CostAsync(() => engine.ProcessorTime, SendOneAsync, FlushAsync, RequestsOfWarmUp);
        await CostAsync(() => Environment.CpuUsage.TotalTime, AddOneAsync, CommitBare, RequestsOfWarmUp);
        await Comparison.RunAsync(
            $"documents indexed through _bulk, {Senders} senders, against Lucene's bare writer on as many threads",
            "docs/s",
            aim: 0.5,
            Senders,
            settings,
            (i, token) => SendOneAsync(i, token).AsTask(),
            (i, token) => AddOneAsync(i, token).AsTask(),
            perStep: IndexBatch.Documents,
            endBare: CommitBare,
            endOurs: FlushAsync
        );
        // Apart from the comparison and of equal work, in time of the processor: what else the machine does makes it longer, not more. Over all rounds, as merges come now and then.
        var (ours, theirs) = (0.0, 0.0);
        for (var round = 0; round < settings.Rounds; round++)
        {
            ours += await CostAsync(() => engine.ProcessorTime, SendOneAsync, FlushAsync) / settings.Rounds;
            theirs += await CostAsync(() => Environment.CpuUsage.TotalTime, AddOneAsync, CommitBare) / settings.Rounds;
        }

        AnsiConsole.MarkupLineInterpolated(
            $"  a document takes the engine {ours:F0} µs of a core, the bare writer {theirs:F0} µs, ratio [bold]{theirs / ours:F2}[/]; the engine took {engine.PeakBytes >> 20:N0} MiB at most"
        );
        await CheckAsync(http, sent * IndexBatch.Documents, ct);

        async ValueTask SendOneAsync(int sender, CancellationToken token)
        {
            await SendAsync(http, batches[sender].Renew(), token);
            Interlocked.Increment(ref sent);
        }

        ValueTask AddOneAsync(int sender, CancellationToken token)
        {
            bare.Add(batches[sender]);
            return ValueTask.CompletedTask;
        }

        async Task FlushAsync()
        {
            using var flushed = await http.PostAsync($"{IndexBatch.Index}/_flush", null, ct);
            flushed.EnsureSuccessStatusCode();
        }

        Task CommitBare()
        {
            bare.Commit();
            return Task.CompletedTask;
        }
    }

    /// <summary>Microseconds of a core for a document.</summary>
    private static async Task<double> CostAsync(
        Func<TimeSpan> spent,
        Func<int, CancellationToken, ValueTask> step,
        Func<Task> end,
        int requests = RequestsOfCost
    )
    {
        var before = spent();
        await Parallel.ForAsync(
            0,
            Senders,
            new ParallelOptions { MaxDegreeOfParallelism = Senders },
            async (sender, token) =>
            {
                for (var i = 0; i < requests; i++)
                    await step(sender, token);
            }
        );
        await end();
        return (spent() - before).TotalMicroseconds / (Senders * requests * IndexBatch.Documents);
    }

    private static async Task CreateAsync(HttpClient http, CancellationToken ct)
    {
        var settings = await File.ReadAllTextAsync(Settings, ct);
        var mappings = await File.ReadAllTextAsync(Path.Combine(Definitions, "blocks.mappings.json"), ct);
        using var content = new StringContent(
            $$"""{"settings":{{settings}},"mappings":{{mappings}}}""",
            Encoding.UTF8,
            "application/json"
        );
        using var answer = await http.PutAsync(IndexBatch.Index, content, ct);
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvalidOperationException(
                $"The engine did not make the index: {await answer.Content.ReadAsStringAsync(ct)}"
            );
    }

    private static async Task SendAsync(HttpClient http, byte[] bytes, CancellationToken ct)
    {
        using var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer = await http.PostAsync("_bulk", content, ct);
        var text = await answer.Content.ReadAsByteArrayAsync(ct);
        if (answer.StatusCode != HttpStatusCode.OK || !text.AsSpan().StartsWith("{\"errors\":false"u8))
            throw new InvalidOperationException($"The engine refused a request: {Encoding.UTF8.GetString(text)}");
    }

    /// <summary>What it acknowledged must be there: a fast way to lose documents is no gain.</summary>
    private static async Task CheckAsync(HttpClient http, long expected, CancellationToken ct)
    {
        using var refreshed = await http.PostAsync($"{IndexBatch.Index}/_refresh", null, ct);
        var counted = await http.GetStringAsync($"{IndexBatch.Index}/_count", ct);
        if (!counted.Contains($"\"count\":{expected},", StringComparison.Ordinal))
            throw new InvalidOperationException($"{expected} documents were acknowledged, and there are {counted}.");
    }
}
