using System.Diagnostics;
using System.Text;

namespace NotionStyle.Benchmarks.Scenarios;

/// <summary>Calls of the Notion API of a running stage.</summary>
internal static class NotionCalls
{
    /// <summary>Sends a request and reads the whole answer.</summary>
    public static async Task<string> CallAsync(
        this RunningStage stage,
        HttpMethod method,
        string path,
        string? body,
        CancellationToken ct
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Notion-Version", "2025-09-03");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await stage.Http.SendAsync(request, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode
            ? text
            : throw new InvalidOperationException($"{path}: {(int)response.StatusCode} {text}");
    }

    /// <summary>Milliseconds of one call, one after the other: the median.</summary>
    public static async Task<double> MedianMillisecondsAsync(int calls, Func<int, Task> call)
    {
        var times = new double[calls];
        for (var i = 0; i < calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await call(i);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[calls / 2];
    }
}
