using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>The search service's side of the wire, which answers what a test says.</summary>
internal sealed class FakeSearchService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _refused;

    private FakeSearchService(WebApplication app) => _app = app;

    /// <summary>Answers queries; null to let them wait for ever.</summary>
    public Func<AskedSearch, IResult>? Search { get; set; } =
        _ => Results.Json(new SearchResults([], false), SearchWire.Json);

    public Func<AskedTitles, IResult> Titles { get; set; } =
        _ => Results.Json(new FoundTitles([], null), SearchWire.Json);

    /// <summary>Whether commits are taken.</summary>
    public bool TakesCommits { get; set; } = true;

    /// <summary>What it answers when it does not take them.</summary>
    public int Refusal { get; set; } = StatusCodes.Status503ServiceUnavailable;

    /// <summary>How often it did not take them.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public ConcurrentQueue<HandedCommit> Commits { get; } = new();

    public ConcurrentQueue<string?> Tokens { get; } = new();

    /// <summary>The setting by which a block service finds it.</summary>
    public string Setting => $"--services:{SearchWire.ServiceName}:http:0={_app.Urls.First()}";

    public static async Task<FakeSearchService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var fake = new FakeSearchService(app);
        app.MapPost(SearchWire.SearchPath, fake.SearchAsync);
        app.MapPost(
            SearchWire.TitlesPath,
            async (HttpRequest request) => fake.Titles((await request.ReadFromJsonAsync<AskedTitles>(SearchWire.Json))!)
        );
        app.MapPost(SearchWire.ChangesPath, fake.TakeAsync);
        await app.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task<IResult> SearchAsync(HttpRequest request)
    {
        Tokens.Enqueue(request.Headers.Authorization);
        var asked = await request.ReadFromJsonAsync<AskedSearch>(SearchWire.Json);
        if (Search is null)
            await Task.Delay(Timeout.Infinite, request.HttpContext.RequestAborted);
        return Search!(asked!);
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        if (!TakesCommits)
        {
            Interlocked.Increment(ref _refused);
            return Results.StatusCode(Refusal);
        }

        foreach (var commit in (await request.ReadFromJsonAsync<HandedOver>(SearchWire.Json))!.Commits)
            Commits.Enqueue(commit);
        return Results.Accepted();
    }
}
