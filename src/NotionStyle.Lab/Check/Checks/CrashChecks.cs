using System.Globalization;
using NotionStyle.Lab.Check.Host;
using NotionStyle.Lab.Check.Ledger;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Check.Checks;

/// <summary>Kills a process of the stage while transactions are written, and compares everything when it is back.</summary>
internal abstract class CrashCheck : ICheck
{
    private const int Writers = 4;

    /// <summary>Acknowledged before the kill and again after the return: so the kill falls into the middle of the writing.</summary>
    private const int AcknowledgedMinimum = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    public abstract string Name { get; }

    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var victim = await VictimAsync(context, ct);
        // Where nothing may fail, nothing is tried again either: a repeat would hide the failure.
        using var once = CostsNothing
            ? new ApiTransport(
                ApiTransport.DefaultHandler(),
                context.Transport.Address,
                RetryPolicy.Once,
                TimeProvider.System
            )
            : null;
        var client = once?.For(context.Workspace!) ?? context.Client;
        var writers = await LedgerWriter.MakeAsync(client, context.Workspace!.Id, Writers, ct);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var writing = writers.Select(w => Task.Run(() => w.WriteAsync(stop.Token, ct), ct)).ToArray();
        try
        {
            await AcknowledgedAsync(writers, AcknowledgedMinimum, ct);
            var old = context.Host.ProcessOf(victim);
            if (!Signals.Kill(old))
                throw new LabException($"{victim} (process {old.Pid}) cannot be killed");
            await context.Host.UntilReplacedAsync(victim, old, ct);
            context.Use(await context.Host.WaitUntilReadyAsync(null, ct));
            await AcknowledgedAsync(writers, writers.Sum(w => w.Acknowledged) + AcknowledgedMinimum, ct);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(writing);
        }

        var problems = new List<string>();
        foreach (var writer in writers)
        {
            problems.AddRange(await writer.CheckAsync(ct));
            foreach (var entry in writer.Entries.Where(e => e.Outcome == LedgerOutcome.Acknowledged))
                context.Acknowledged[entry.Left] = context.Acknowledged[entry.Right] = entry.Text;
        }

        var unknown = writers.Sum(w => w.Entries.Count(e => e.Outcome == LedgerOutcome.Unknown));
        var refused = writers.Sum(w => w.Entries.Count(e => e.Outcome == LedgerOutcome.Refused));
        var unread = writers.Sum(w => w.FailedReads);
        if (CostsNothing && unknown + refused + unread > 0)
            problems.Add(
                $"without {victim} {unknown} edits were not answered, {refused} refused, and {unread} reads not answered"
            );
        if (problems.Count > 0)
            throw new LabException($"{problems.Count} faults in the ledger; the first: {problems[0]}");
        var comparison = await context.CompareAsync(ct);
        var after = await AfterAsync(context, ct);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{victim}; {writers.Sum(w => w.Acknowledged)} acknowledged, 0 lost, {writers.Sum(w => w.Duplicates)} answered twice, {unknown} unknown; {comparison.Records} blocks equal{after}"
        );
    }

    /// <summary>Whether edits and reads of pages go on without the process that is killed.</summary>
    protected virtual bool CostsNothing => false;

    /// <summary>What else must hold when all is back; gives its figures, with what divides them from those before.</summary>
    protected virtual Task<string> AfterAsync(CheckContext context, CancellationToken ct) => Task.FromResult("");

    /// <summary>The resource to kill.</summary>
    protected abstract Task<string> VictimAsync(CheckContext context, CancellationToken ct);

    private static Task AcknowledgedAsync(IReadOnlyList<LedgerWriter> writers, int count, CancellationToken ct) =>
        StageHost.UntilAsync(
            () => Task.FromResult(writers.Sum(w => w.Acknowledged) >= count),
            Patience,
            () => $"only {writers.Sum(w => w.Acknowledged)} transactions were acknowledged, and {count} are awaited",
            ct
        );
}

internal sealed class ServiceSurvivesKill : CrashCheck
{
    public override string Name => "kill -9 of the service under writes loses nothing and leaves nothing by half";

    protected override Task<string> VictimAsync(CheckContext context, CancellationToken ct) =>
        Task.FromResult(RunRecord.ServiceName);
}

internal sealed class PostgresSurvivesKill : CrashCheck
{
    public override string Name =>
        "kill -9 of the PostgreSQL server under writes loses nothing and leaves nothing by half";

    /// <summary>The server on which the workspace lives: a kill of another would try nothing.</summary>
    protected override async Task<string> VictimAsync(CheckContext context, CancellationToken ct)
    {
        using var shards = await context.Transport.SendAsync(
            HttpMethod.Get,
            "/v1/shards",
            context.AdminToken,
            null,
            ct
        );
        var shard = context.Workspace!.LogicalShard;
        var server =
            shards
                .RootElement.Items("results")
                .Where(r => r.Integer("logical_shard") == shard)
                .Select(r => r.Text("server"))
                .FirstOrDefault()
            ?? throw new LabException($"the shard map has no server for shard {shard}");
        // The database "shards-2" is on the server "postgres-2".
        return RunRecord.PostgresPrefix + server[(server.LastIndexOf('-') + 1)..];
    }
}

internal sealed class StageSurvivesRestart : ICheck
{
    public string Name => "after a restart of the whole stage everything is equal";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        context.IsUp = false;
        await context.Host.StopAsync(ct);
        await context.Host.UntilNoneIsLeftAsync(ct);
        context.Use(await context.WithProgressAsync("Starting again", p => context.Host.StartAsync(p, ct)));
        var comparison = await context.CompareAsync(ct);
        return string.Create(CultureInfo.InvariantCulture, $"{comparison.Records} blocks equal");
    }
}

internal sealed class HostSurvivesKill : ICheck
{
    public string Name => "kill -9 of the AppHost leaves no process, and after a new start everything is equal";
    public CheckNeeds Needs => CheckNeeds.Input;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        context.IsUp = false;
        await context.Host.KillAsync(ct);
        await context.Host.UntilNoneIsLeftAsync(ct);
        context.Use(await context.WithProgressAsync("Starting again", p => context.Host.StartAsync(p, ct)));
        var comparison = await context.CompareAsync(ct);
        return string.Create(CultureInfo.InvariantCulture, $"{comparison.Records} blocks equal");
    }
}

internal sealed class NothingIsLeft : ICheck
{
    public string Name => "the stage ends, and no process is left";
    public CheckNeeds Needs => CheckNeeds.Nothing;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        context.IsUp = false;
        await context.Host.StopAsync(ct);
        await context.Host.UntilNoneIsLeftAsync(ct);
        return string.Create(CultureInfo.InvariantCulture, $"{context.Host.ProcessesSeen} processes were seen");
    }
}
