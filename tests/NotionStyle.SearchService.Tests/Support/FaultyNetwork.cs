namespace NotionStyle.SearchService.Tests.Support;

/// <summary>A network to Elasticsearch that loses requests, loses answers, and sends requests twice, by a seed; and at a chosen request kills whoever is sending.</summary>
public sealed class FaultyNetwork() : DelegatingHandler(new SocketsHttpHandler())
{
    private readonly Lock _lock = new();
    private Random _random = new(0);
    private double _share;
    private int _killAt = -1;
    private CancellationTokenSource? _victim;

    /// <summary>What happens before the next request to a path; then it is forgotten.</summary>
    public (string Path, Func<Task> Happens)? Before { get; set; }

    /// <summary>How the paths end whose requests arrive and whose answers are lost.</summary>
    public string? AnswersLostOf { get; set; }

    /// <summary>What happens when such an answer was lost.</summary>
    public Action? Lost { get; set; }

    /// <summary>From now on a share of the requests goes wrong.</summary>
    public void BeFaulty(int seed, double share)
    {
        lock (_lock)
            (_random, _share) = (new Random(seed), share);
    }

    /// <summary>Cancels a source when so many further requests have been sent.</summary>
    public void KillAfter(int requests, CancellationTokenSource victim)
    {
        lock (_lock)
            (_killAt, _victim) = (requests, victim);
    }

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (Before is { } before && request.RequestUri!.AbsolutePath.EndsWith(before.Path, StringComparison.Ordinal))
        {
            Before = null;
            await before.Happens();
        }

        double dice;
        lock (_lock)
        {
            dice = _random.NextDouble();
            if (_killAt >= 0 && _killAt-- == 0)
                _victim!.Cancel();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (AnswersLostOf is { } path && request.RequestUri!.AbsolutePath.EndsWith(path, StringComparison.Ordinal))
        {
            using var answer = await base.SendAsync(request, cancellationToken);
            Lost?.Invoke();
            throw new HttpRequestException($"The answer {(int)answer.StatusCode} was lost.");
        }

        if (dice < _share / 3)
            throw new HttpRequestException("The request was lost.");
        if (dice < _share * 2 / 3)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            throw new HttpRequestException("The answer was lost.");
        }

        if (dice < _share)
            (await base.SendAsync(request, cancellationToken)).Dispose();
        return await base.SendAsync(request, cancellationToken);
    }
}
