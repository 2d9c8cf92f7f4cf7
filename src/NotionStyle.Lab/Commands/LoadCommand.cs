using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Load;

namespace NotionStyle.Lab.Commands;

/// <summary><c>load</c></summary>
internal static class LoadCommand
{
    public static Command Create(LabContext context)
    {
        var edits = CommonOptions.Bounded("--edits", "Edits per second.", 50, 0, 100_000);
        var reads = CommonOptions.Bounded("--reads", "Page reads per second.", 100, 0, 100_000);
        var searches = CommonOptions.Bounded("--searches", "Searches per second.", 0, 0, 100_000);
        var seconds = CommonOptions.Bounded("--seconds", "How long.", 30, 1, 86_400);
        var clients = CommonOptions.Bounded("--clients", "Requests in flight at once.", 64, 1, 4_096);
        var seed = CommonOptions.Bounded("--seed", "Fixes when what arrives.", 1, 0, int.MaxValue);
        var json = CommonOptions.Json();
        var command = new Command(
            "load",
            "Edit, read and search on a schedule that does not wait for answers, and print the latencies."
        )
        {
            edits,
            reads,
            searches,
            seconds,
            clients,
            seed,
            json,
        };
        var connection = new Connection(command, context);
        command.SetAction(
            async (parsed, ct) =>
            {
                var plan = new LoadPlan(
                    parsed.GetValue(edits),
                    parsed.GetValue(reads),
                    parsed.GetValue(searches),
                    TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                    parsed.GetValue(clients),
                    parsed.GetValue(seed)
                );
                if (plan.PerSecond <= 0)
                    throw new LabException(
                        "There is nothing to do: give --edits, --reads, --searches or several of them."
                    );
                var (client, space) = await connection.OpenAsync(parsed, RetryPolicy.Once, "load", false, ct);
                using (client)
                {
                    var target = await LoadTarget.MakeAsync(client, space, plan.SearchesPerSecond > 0, ct);
                    try
                    {
                        var results = await context.Terminal.WithProgressAsync(
                            "Load",
                            progress => new LoadRunner(target.SendAsync).RunAsync(plan, progress, ct)
                        );
                        Print(context, plan, results, parsed.GetValue(json));
                    }
                    finally
                    {
                        await TrashAsync(target);
                    }
                }

                return 0;
            }
        );
        return command;
    }

    /// <summary>Tidies up even after Ctrl+C; what cannot be tidied is no reason to fail.</summary>
    private static async Task TrashAsync(LoadTarget target)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await target.TrashAsync(patience.Token);
        }
        catch (Exception e) when (e is LabException or OperationCanceledException)
        {
            // The pages stay, and say by their title what they are.
        }
    }

    private static void Print(LabContext context, LoadPlan plan, IReadOnlyList<LoadResult> results, bool json)
    {
        if (json)
        {
            context.Terminal.Line(
                JsonSerializer.Serialize(
                    new
                    {
                        Object = "load",
                        Seconds = plan.Duration.TotalSeconds,
                        plan.Clients,
                        plan.Seed,
                        Results = results.Select(r => new
                        {
                            Kind = Name(r.Kind),
                            Asked = plan.Rate(r.Kind),
                            Achieved = Math.Round(r.PerSecond, 1),
                            r.Answered,
                            P50Ms = r.P50,
                            P90Ms = r.P90,
                            P99Ms = r.P99,
                            MaximumMs = r.Maximum,
                            r.Late,
                            r.Dropped,
                            r.Errors,
                        }),
                    },
                    JsonText.Indented
                )
            );
            return;
        }

        context.Terminal.Line(
            "         asked/s   got/s     p50 ms     p90 ms     p99 ms     max ms     late  dropped  errors"
        );
        foreach (var r in results)
        {
            var asked = plan.Rate(r.Kind);
            var errors = r.Errors.Count == 0 ? "0" : string.Join(", ", r.Errors.Select(e => $"{e.Value} {e.Key}"));
            context.Terminal.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Plural(r.Kind), -8} {asked, 7:0} {r.PerSecond, 7:0.0} {r.P50, 10:0.00} {r.P90, 10:0.00} {r.P99, 10:0.00} {r.Maximum, 10:0.00} {r.Late, 8} {r.Dropped, 8}  {errors}"
                )
            );
        }
    }

    private static string Name(LoadKind kind) => kind.ToString().ToLowerInvariant();

    private static string Plural(LoadKind kind) => Name(kind) + (kind == LoadKind.Search ? "es" : "s");
}
