using System.Globalization;

namespace NotionStyle.Lab.Check.Checks;

internal sealed class StageStarts : ICheck
{
    public string Name => "the stage starts and everything in it is healthy";
    public CheckNeeds Needs => CheckNeeds.Nothing;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var address = await context.WithProgressAsync("Starting", progress => context.Host.StartAsync(progress, ct));
        context.Use(address);
        context.Workspace = await context.Transport.CreateAsync(context.AdminToken, "check", ct);
        context.Other = await context.Transport.CreateAsync(context.AdminToken, "somebody else", ct);
        var running = context.Host.Record.Resources.Count(r => r.Process is not null);
        return string.Create(CultureInfo.InvariantCulture, $"{running} processes");
    }
}
