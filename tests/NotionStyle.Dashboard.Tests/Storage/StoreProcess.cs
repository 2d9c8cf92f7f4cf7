using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using NotionStyle.Dashboard.Telemetry;

namespace NotionStyle.Dashboard.Tests.Storage;

/// <summary>
/// A store in a process of its own, which can be killed: this test assembly started again with a variable that says what to do. <c>hold</c> opens the store and waits;
/// <c>ingest</c> writes numbered spans without end and prints the first number and the count of each batch that was acknowledged.
/// </summary>
internal sealed class StoreProcess : IAsyncDisposable
{
    public const int BatchSpans = 200;
    private const string Variable = "NOTIONSTYLE_STORE_PROCESS";
    private const int Senders = 4;

    private readonly Process _process;

    private StoreProcess(Process process) => _process = process;

    public static Task<StoreProcess> StartAsync(string mode, string directory, int first = 0)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(StoreProcess).Assembly.Location);
        start.Environment[Variable] = string.Create(CultureInfo.InvariantCulture, $"{mode}|{first}|{directory}");
        return Task.FromResult(new StoreProcess(Process.Start(start)!));
    }

    public async Task<string?> ReadLineAsync() =>
        await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

    /// <summary>SIGKILL; then what it had printed and nobody had read.</summary>
    public async Task<string> KillAsync()
    {
        _process.Kill();
        var rest = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return rest;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

#pragma warning disable CA2255 // The test platform owns the entry point; this is the one place before it.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } what)
            return;
        var parts = what.Split('|', 3);
        Run(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
        Environment.Exit(0);
    }

    // All on this thread: others would wait for the module to be initialised, which ends only here.
    private static void Run(string mode, int first, string directory)
    {
        // Kills are to hit the pages as well as the log: many checkpoints.
        var store = new StoreUnderTest(o => o.Store.CheckpointMegabytes = 1, directory);
        store.StartAsync().GetAwaiter().GetResult();
        if (mode == "hold")
        {
            Console.Out.Write("ready\n");
            Console.In.ReadToEnd();
            return;
        }
        var numbers = Enumerable.Range(0, Senders).Select(n => first + n * BatchSpans).ToArray();
        var writes = numbers.Select(from => Send(store, from)).ToArray();
        while (true)
        {
            var sender = Task.WaitAny(writes);
            writes[sender].GetAwaiter().GetResult();
            // One write of a whole line: a kill leaves no half line that could be taken for a number.
            Console.Out.Write($"{numbers[sender]} {BatchSpans}\n");
            numbers[sender] = numbers.Max() + BatchSpans;
            writes[sender] = Send(store, numbers[sender]);
        }
    }

    private static Task<TelemetryReceipt> Send(StoreUnderTest store, int from) =>
        store.Writer.WriteAsync(new TelemetryBatch { Spans = Samples.Spans(from, BatchSpans) }, CancellationToken.None);
}
