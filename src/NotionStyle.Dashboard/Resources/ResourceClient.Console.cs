using System.Globalization;
using System.Runtime.CompilerServices;
using Grpc.Core;
using V1 = NotionStyle.Hosting.V1;

namespace NotionStyle.Dashboard.Resources;

internal sealed partial class ResourceClient
{
    /// <summary>The most that the host keeps of each instance.</summary>
    private const int MaximumTail = 10_000;

    /// <summary>
    /// When the connection breaks, it asks again for all that the host still has and leaves out what it has given already. Lines
    /// that this reader was too slow for are told in a line of number 0.
    /// </summary>
    public async IAsyncEnumerable<IReadOnlyList<ConsoleLine>> WatchConsoleAsync(
        string? id,
        int tail,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var backoff = new Backoff(_time);
        var given = new Dictionary<string, (int Number, DateTimeOffset Time)>(StringComparer.Ordinal);
        var next = Math.Clamp(tail, 0, MaximumTail);
        while (!cancellationToken.IsCancellationRequested)
        {
            var request = new V1.WatchConsoleRequest { Tail = next };
            if (id is not null)
                request.Id = id;
            using (var call = _client.WatchConsole(request, _headers, cancellationToken: cancellationToken))
                while (await NextAsync(call.ResponseStream, cancellationToken) is { } update)
                {
                    backoff.Reset();
                    next = MaximumTail;
                    var lines = Take(update, given);
                    if (lines.Count > 0)
                        yield return lines;
                }

            if (!await PauseAsync(backoff, cancellationToken))
                yield break;
        }
    }

    /// <summary>The next message; null when there is none any more.</summary>
    private async Task<V1.ConsoleUpdate?> NextAsync(
        IAsyncStreamReader<V1.ConsoleUpdate> stream,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await stream.MoveNext(cancellationToken) ? stream.Current : null;
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            LogUnreachable(e is RpcException rpc ? Reason(rpc) : e.Message);
            return null;
        }
    }

    private static async Task<bool> PauseAsync(Backoff backoff, CancellationToken cancellationToken)
    {
        try
        {
            await backoff.WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private List<ConsoleLine> Take(V1.ConsoleUpdate update, Dictionary<string, (int Number, DateTimeOffset Time)> given)
    {
        List<ConsoleLine> lines = [];
        if (update.Dropped > 0)
            lines.Add(
                new ConsoleLine(
                    update.Lines.Count > 0 ? update.Lines[0].Id : "",
                    0,
                    update.Lines.Count > 0 ? update.Lines[0].Time.ToDateTimeOffset() : _time.GetUtcNow(),
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"({update.Dropped} lines came faster than they could be shown; the log files have them)"
                    ),
                    true
                )
            );
        foreach (var line in update.Lines)
        {
            var time = line.Time.ToDateTimeOffset();
            // A host that has started anew counts from 1 again, later.
            if (given.TryGetValue(line.Id, out var last) && line.Number <= last.Number && time <= last.Time)
                continue;
            given[line.Id] = (line.Number, time);
            lines.Add(new ConsoleLine(line.Id, line.Number, time, line.Text, line.IsError));
        }

        return lines;
    }
}
