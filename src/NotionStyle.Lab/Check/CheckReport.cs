using System.Globalization;
using System.Text.Json;

namespace NotionStyle.Lab.Check;

/// <summary>How one check came out.</summary>
internal sealed record CheckResult(string Name, bool Passed, string Detail, TimeSpan Elapsed)
{
    /// <summary>The line of the report.</summary>
    public string Line =>
        Passed
            ? string.Create(CultureInfo.InvariantCulture, $"  ok   {Name} ({Detail}; {Elapsed.TotalSeconds:0.0} s)")
            : $"  FAIL {Name}: {Detail}";
}

/// <summary>How all checks came out.</summary>
internal sealed record CheckReport(int Stage, string Input, IReadOnlyList<CheckResult> Results, TimeSpan Elapsed)
{
    public int Passed => Results.Count(r => r.Passed);
    public int Failed => Results.Count(r => !r.Passed);

    /// <summary>Whether there was something to find out, and all of it is well.</summary>
    public bool IsWell => Failed == 0 && Passed > 0;

    public string LastLine =>
        string.Create(CultureInfo.InvariantCulture, $"check stage {Stage}: {Passed} passed, {Failed} failed");

    public string ToJson() =>
        JsonSerializer.Serialize(
            new
            {
                Object = "check",
                Stage,
                Input,
                Passed,
                Failed,
                Seconds = Math.Round(Elapsed.TotalSeconds, 1),
                Checks = Results.Select(r => new
                {
                    r.Name,
                    r.Passed,
                    r.Detail,
                    Seconds = Math.Round(r.Elapsed.TotalSeconds, 3),
                }),
            },
            JsonText.Indented
        );
}
