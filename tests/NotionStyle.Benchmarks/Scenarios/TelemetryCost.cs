using System.Globalization;
using System.Text;
using Spectre.Console;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>
/// What telemetry costs the people who use the service: the same requests to a stage whose services send everything to the dashboard, and to one that has none. Both
/// stages run at once, each on servers of its own, and only one of them has work at a time; what the dashboard does with the spans counts against its side.
/// </summary>
internal static class TelemetryCost
{
    private const int Clients = 4;
    private const int Blocks = 20;

    public static async Task RunAsync(BenchmarkSettings settings, CancellationToken ct)
    {
        await using var told = await RunningStage.StartAsync(ct, withDashboard: true);
        await using var silent = await RunningStage.StartAsync(ct);
        var (withTelemetry, without) = (await Side.CreateAsync(told, ct), await Side.CreateAsync(silent, ct));

        await Comparison.RunAsync(
            $"reads of a page of {Blocks} blocks, with telemetry against without",
            "pages/s",
            aim: 0.7,
            Clients,
            settings,
            (_, token) => withTelemetry.ReadAsync(token),
            (_, token) => without.ReadAsync(token)
        );
        await Comparison.RunAsync(
            "edits of one block, with telemetry against without",
            "transactions/s",
            aim: 0.9,
            Clients,
            settings,
            withTelemetry.EditAsync,
            without.EditAsync
        );
        // Without this a stage that sends nothing would look cheap.
        var statistics = await told.DashboardStatisticsAsync(ct);
        AnsiConsole.MarkupLineInterpolated(
            $"  the dashboard stored [bold]{statistics.GetProperty("spansStored").GetInt64():N0}[/] spans of {withTelemetry.Requests:N0} requests and refused {statistics.GetProperty("refused").GetInt64():N0}"
        );
    }

    /// <summary>One stage with a page of its own in it.</summary>
    private sealed class Side(RunningStage stage, Guid page, IReadOnlyList<Guid> blocks)
    {
        private int _edits;
        private int _reads;

        public int Requests => _edits + _reads;

        public static async Task<Side> CreateAsync(RunningStage stage, CancellationToken ct)
        {
            var (page, blocks) = await PageOfBlocks.CreateAsync(stage, Blocks, ct);
            return new Side(stage, page, blocks);
        }

        public async Task ReadAsync(CancellationToken ct)
        {
            Interlocked.Increment(ref _reads);
            await stage.Http.GetByteArrayAsync($"/v1/pages/{page}/chunk?limit=1000", ct);
        }

        public async Task EditAsync(int client, CancellationToken ct)
        {
            var n = Interlocked.Increment(ref _edits);
            var block = blocks[(client * (Blocks / Clients)) + (n % (Blocks / Clients))];
            var body = string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"id":"{{Guid.NewGuid()}}","operations":[{"pointer":{"table":"block","id":"{{block}}"},"path":["properties","title"],"command":"set","args":[["Edit number {{n}}: the words of an ordinary sentence."]]}]}"""
            );
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await stage.Http.PostAsync("/v1/transactions", content, ct);
            response.EnsureSuccessStatusCode();
        }
    }
}
