using System.Diagnostics;

namespace NotionStyle.Lab.Check;

/// <summary>Makes one check after the other. A check that fails does not end the others; one that cannot be made has failed.</summary>
internal static class CheckRunner
{
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        IEnumerable<ICheck> checks,
        CheckContext context,
        Action<CheckResult> report,
        CancellationToken ct
    )
    {
        var results = new List<CheckResult>();
        foreach (var check in checks)
        {
            var result = await RunAsync(check, context, ct);
            results.Add(result);
            report(result);
        }

        return results;
    }

    private static async Task<CheckResult> RunAsync(ICheck check, CheckContext context, CancellationToken ct)
    {
        if (check.Needs != CheckNeeds.Nothing && !context.IsUp)
            return new CheckResult(check.Name, false, "not made, because the stage is not up", TimeSpan.Zero);
        if (check.Needs == CheckNeeds.Input && !context.HasInput)
            return new CheckResult(check.Name, false, "not made, because the input is not imported", TimeSpan.Zero);
        var startedAt = Stopwatch.GetTimestamp();
        try
        {
            var detail = await check.RunAsync(context, ct);
            return new CheckResult(check.Name, true, detail, Stopwatch.GetElapsedTime(startedAt));
        }
        catch (Exception e) when (e is not OperationCanceledException || !ct.IsCancellationRequested)
        {
            var reason = e is LabException ? e.Message : $"{e.GetType().Name}: {e.Message}";
            return new CheckResult(check.Name, false, OneLine(reason), Stopwatch.GetElapsedTime(startedAt));
        }
    }

    private static string OneLine(string text) =>
        string.Join(
            ' ',
            text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
}
