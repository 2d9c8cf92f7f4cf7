using System.Diagnostics;
using System.Globalization;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Check.Host;

/// <summary>A stage that the doctor runs for itself: an AppHost on free ports and on a data directory of its own.</summary>
internal sealed class StageHost : IAsyncDisposable
{
    /// <summary>Between looks at a condition.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(60);

    private readonly string _assembly;
    private readonly int _stage;
    private readonly string _root;
    private readonly HashSet<ProcessIdentity> _seen = [];
    private Process? _process;
    private int _starts;

    private StageHost(string assembly, int stage, string root)
    {
        _assembly = assembly;
        _stage = stage;
        _root = root;
        Data = new DataFolder(Path.Combine(root, "data"));
    }

    public DataFolder Data { get; }

    /// <summary>What runs now.</summary>
    /// <exception cref="LabException">Nothing does.</exception>
    public RunRecord Record =>
        Data.ReadRunning() ?? throw new LabException($"The AppHost does not run any more. {LastWords()}");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The folder with everything; removed at the end unless it is kept.</summary>
    public string Folder => _root;

    public static StageHost Create(string assembly, int stage)
    {
        var root = Directory.CreateTempSubdirectory("notionstyle-check-").FullName;
        if (!OperatingSystem.IsWindows())
            // A server that runs as another user must get through to its own folder, and sees nothing on the way.
            File.SetUnixFileMode(
                root,
                UnixFileMode.UserRead
                    | UnixFileMode.UserWrite
                    | UnixFileMode.UserExecute
                    | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherExecute
            );
        return new StageHost(assembly, stage, root);
    }

    /// <summary>Starts the AppHost and waits until everything is healthy; gives the service's address.</summary>
    public async Task<Uri> StartAsync(Action<int, int>? progress, CancellationToken ct)
    {
        var log = Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"apphost-{++_starts}.log"));
        var start = new ProcessStartInfo(
            "dotnet",
            [
                _assembly,
                "--stage",
                _stage.ToString(CultureInfo.InvariantCulture),
                "--data",
                Data.Path,
                "--DcpPublisher:RandomizePorts=true",
                "--without=dashboard",
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        _process?.Dispose();
        _process =
            Process.Start(start)
            ?? throw new LabException("The AppHost cannot be started: there is no program 'dotnet'.");
        var writer = new StreamWriter(log) { AutoFlush = true };
        var gate = new Lock();
        DataReceivedEventHandler write = (_, line) =>
        {
            lock (gate)
            {
                if (line.Data is not null)
                    writer.WriteLine(line.Data);
            }
        };
        _process.OutputDataReceived += write;
        _process.ErrorDataReceived += write;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        return await WaitUntilReadyAsync(progress, ct);
    }

    /// <summary>Waits until everything is healthy and the service answers.</summary>
    public async Task<Uri> WaitUntilReadyAsync(Action<int, int>? progress, CancellationToken ct)
    {
        Uri? address = null;
        var waitingFor = "its first words";
        await UntilAsync(
            async () =>
            {
                if (!IsRunning)
                    throw new LabException($"The AppHost has ended. {LastWords()}");
                // The record of an earlier run may still lie there.
                if (Data.ReadRunning() is not { } record || record.Host.Pid != _process!.Id)
                    return false;
                Remember();
                var resources = record.Resources.Where(r => r.Runs).ToList();
                var waiting = resources.Where(r => !r.IsReady).ToList();
                progress?.Invoke(resources.Count - waiting.Count, resources.Count);
                waitingFor = string.Join(", ", waiting.Select(r => $"{r.Name} ({r.State} {r.Health} {r.Detail})"));
                address = record.ServiceAddress;
                if (waiting.Count > 0 || address is null)
                    return false;
                waitingFor = $"an answer of {address}health";
                return await AnswersAsync(address, ct);
            },
            StartPatience,
            () => $"the stage is not ready: it waits for {waitingFor}. {LastWords()}",
            ct
        );
        return address!;
    }

    /// <summary>Asks the AppHost to end and waits for it.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (_process is not { HasExited: false } process)
            return;
        Remember();
        Signals.Stop(Identity(process));
        await UntilAsync(
            () => Task.FromResult(process.HasExited),
            EndPatience,
            () => "the AppHost does not end after SIGTERM",
            ct
        );
    }

    /// <summary>Ends the AppHost as <c>kill -9</c> does.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        var process = _process ?? throw new LabException("The AppHost does not run.");
        Remember();
        Signals.Kill(Identity(process));
        await process.WaitForExitAsync(ct);
    }

    /// <summary>Waits until none of the processes that were ever seen is left.</summary>
    public Task UntilNoneIsLeftAsync(CancellationToken ct) =>
        UntilAsync(
            () => Task.FromResult(!Left().Any()),
            EndPatience,
            () => $"left behind: {string.Join(", ", Left().Select(Describe))}",
            ct
        );

    /// <summary>How many processes were seen so far.</summary>
    public int ProcessesSeen => _seen.Count;

    /// <summary>The process of a resource that is up.</summary>
    public ProcessIdentity ProcessOf(string resource)
    {
        Remember();
        return
            Record
                .Resources.Where(r => r.Name == resource)
                .Select(r => r.Process)
                .OfType<ProcessIdentity>()
                .FirstOrDefault()
                is { Pid: > 0 } process
            ? process
            : throw new LabException($"{resource} has no process.");
    }

    /// <summary>Waits until a resource runs again, healthy, in another process than before.</summary>
    public Task UntilReplacedAsync(string resource, ProcessIdentity old, CancellationToken ct) =>
        UntilAsync(
            () =>
                Task.FromResult(
                    Data.ReadRunning() is { } record
                        && record.Resources.Any(r => r.Name == resource && r.IsReady && r.Process is { } p && p != old)
                ),
            StartPatience,
            () => $"{resource} does not come back after its process {old.Pid} was killed. {LastWords()}",
            ct
        );

    /// <summary>Waits for a condition, not for a time; past the patience it is a failure with a reason.</summary>
    public static async Task UntilAsync(
        Func<Task<bool>> condition,
        TimeSpan patience,
        Func<string> reason,
        CancellationToken ct
    )
    {
        var startedAt = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(startedAt) > patience)
                throw new LabException($"after {patience.TotalSeconds:0} s {reason()}");
            await Task.Delay(Interval, ct);
        }
    }

    /// <summary>Ends whatever still runs. Files stay: see <see cref="Remove" />.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(EndPatience);
        try
        {
            await StopAsync(patience.Token);
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            // What does not end by itself is ended below.
        }

        foreach (var process in Left())
            Signals.Kill(process);
        _process?.Dispose();
    }

    /// <summary>Removes the folder.</summary>
    public void Remove() => Directory.Delete(_root, recursive: true);

    private static ProcessIdentity Identity(Process process) =>
        new(process.Id, ProcessIdentity.StartTicksOf(process.Id));

    private static async Task<bool> AnswersAsync(Uri address, CancellationToken ct)
    {
        using var http = new HttpClient(ApiTransport.DefaultHandler()) { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var response = await http.GetAsync(new Uri(address, "/health"), ct);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e)
            when (e is HttpRequestException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Notes all processes below the AppHost, and those that it names.</summary>
    private void Remember()
    {
        if (_process is { HasExited: false } process)
            _seen.UnionWith(ProcessIdentity.TreeOf(process.Id));
        if (Data.ReadRunning() is { } record)
            _seen.UnionWith(record.Resources.Select(r => r.Process).OfType<ProcessIdentity>());
    }

    private IEnumerable<ProcessIdentity> Left() => _seen.Where(p => p.IsAlive);

    private static string Describe(ProcessIdentity process)
    {
        try
        {
            using var found = Process.GetProcessById(process.Pid);
            return $"process {process.Pid} ({found.ProcessName})";
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return $"process {process.Pid}";
        }
    }

    private string LastWords()
    {
        var log = Path.Combine(_root, string.Create(CultureInfo.InvariantCulture, $"apphost-{_starts}.log"));
        try
        {
            using var file = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return $"Its last words: {string.Join(" | ", lines.TakeLast(3).Select(l => l.Trim()))}";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
