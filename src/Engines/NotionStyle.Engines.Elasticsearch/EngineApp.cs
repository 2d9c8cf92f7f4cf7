namespace NotionStyle.Engines.Elasticsearch;

/// <summary>Puts the server together: its indices on disk below the REST routes.</summary>
internal static class EngineApp
{
    /// <summary>Runs until it is stopped. The result is the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        await using var app = WebApplication.CreateBuilder(args).Build();
        await app.StartAsync();
        await app.WaitForShutdownAsync();
        return 0;
    }
}
