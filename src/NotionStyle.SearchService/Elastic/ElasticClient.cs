using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NotionStyle.SearchService.Elastic;

/// <summary>
/// The part of Elasticsearch's REST API that this service uses. Requests are repeated a few times when the server is away or busy (429, 502, 503, 504), with growing pauses; all of them may be:
/// reads change nothing, and every write names a version that is taken once.
/// </summary>
internal sealed class ElasticClient : IDisposable
{
    private static readonly TimeSpan PauseMaximum = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private static readonly MediaTypeHeaderValue Lines = new("application/x-ndjson");

    private readonly HttpClient _http;
    private readonly ElasticMetrics _metrics;

    /// <summary>A client with a pool of its own.</summary>
    /// <param name="options">Where the server is.</param>
    /// <param name="metrics">What is counted.</param>
    /// <param name="handler">What sends; for tests. Null for sockets.</param>
    public ElasticClient(ElasticOptions options, ElasticMetrics metrics, HttpMessageHandler? handler = null)
    {
        _metrics = metrics;
        _http = new HttpClient(
            handler
                ?? new SocketsHttpHandler
                {
                    ConnectTimeout = TimeSpan.FromSeconds(3),
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    MaxConnectionsPerServer = 32,
                }
        )
        {
            BaseAddress = options.Address,
            MaxResponseContentBufferSize = ElasticOptions.AnswerBytesMaximum,
            // Each request has a bound of its own.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _http.DefaultRequestHeaders.Authorization = options.Authorization;
    }

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan AttemptMaximum { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts at one request.</summary>
    public int Attempts { get; init; } = ElasticOptions.AttemptsMaximum;

    /// <summary>Sends a request and reads the answer.</summary>
    /// <exception cref="ElasticException">It was refused.</exception>
    /// <exception cref="ElasticUnavailableException">It was not answered.</exception>
    public async Task<JsonDocument> SendAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body);
        var (status, answer) = await SendBytesAsync(method, path, bytes, Json, ct);
        return status is >= 200 and < 300 ? answer : throw Refused(status, answer);
    }

    /// <summary>The same for a path that may not exist: null for 404.</summary>
    public async Task<JsonDocument?> FindAsync(HttpMethod method, string path, JsonNode? body, CancellationToken ct)
    {
        var bytes = body is null ? null : JsonSerializer.SerializeToUtf8Bytes(body);
        var (status, answer) = await SendBytesAsync(method, path, bytes, Json, ct);
        if (status is >= 200 and < 300)
            return answer;
        using (answer)
            return status == 404 ? null : throw Refused(status, answer);
    }

    /// <summary>Sends a <c>_bulk</c> body and reads the verdict on each of its items, in their order.</summary>
    public async Task<IReadOnlyList<BulkResult>> BulkAsync(BulkBody body, CancellationToken ct)
    {
        if (body.Count == 0)
            return [];
        var (status, answer) = await SendBytesAsync(HttpMethod.Post, "_bulk", body.ToBytes(), Lines, ct);
        using (answer)
        {
            if (status is < 200 or >= 300)
                throw Refused(status, answer);
            var results = answer.RootElement.GetProperty("items").EnumerateArray().Select(BulkResult.Read).ToArray();
            return results.Length == body.Count
                ? results
                : throw new ElasticException(
                    status,
                    "bulk",
                    $"{results.Length} verdicts came for {body.Count} items; the server is not one that this client knows."
                );
        }
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    private async Task<(int Status, JsonDocument Answer)> SendBytesAsync(
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte>? body,
        MediaTypeHeaderValue type,
        CancellationToken ct
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            string problem;
            Exception? cause = null;
            TimeSpan? wait = null;
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
            timeout.CancelAfter(AttemptMaximum);
            try
            {
                using var request = new HttpRequestMessage(method, path);
                if (body is { } content)
                    request.Content = new ReadOnlyMemoryContent(content) { Headers = { ContentType = type } };
                using var response = await _http.SendAsync(request, timeout.Token);
                if (
                    response.StatusCode
                    is not (
                        HttpStatusCode.TooManyRequests
                        or HttpStatusCode.BadGateway
                        or HttpStatusCode.ServiceUnavailable
                        or HttpStatusCode.GatewayTimeout
                    )
                )
                    return ((int)response.StatusCode, await ReadAsync(response, timeout.Token));
                problem = $"it answered {(int)response.StatusCode}";
                wait = response.Headers.RetryAfter?.Delta;
            }
            catch (Exception e) when (!ct.IsCancellationRequested && IsOutage(e))
            {
                problem =
                    e is OperationCanceledException ? $"no answer in {AttemptMaximum.TotalSeconds:F0} s" : e.Message;
                cause = e;
            }

            _metrics.Retried(attempt < Attempts);
            if (attempt >= Attempts)
                throw new ElasticUnavailableException(
                    $"Elasticsearch cannot be used just now ({problem}, {attempt} attempts at {method} {path.Split('?')[0]}). Look at its resource, and send the request again.",
                    cause
                );
            await Task.Delay(PauseAfter(attempt, wait), ct);
        }
    }

    private static bool IsOutage(Exception e) =>
        e is HttpRequestException or OperationCanceledException or IOException or JsonException;

    private static TimeSpan PauseAfter(int attempt, TimeSpan? wish)
    {
        var own = TimeSpan.FromMilliseconds(50 * Math.Pow(2, attempt) * (0.5 + Random.Shared.NextDouble()));
        var pause = wish > own ? wish.Value : own;
        return pause < PauseMaximum ? pause : PauseMaximum;
    }

    private static async Task<JsonDocument> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync(ct);
        return bytes.Length == 0 ? JsonDocument.Parse("{}") : JsonDocument.Parse(bytes);
    }

    /// <summary><c>{"error":{"type":"...","reason":"...","root_cause":[...]},"status":400}</c>; the root cause says more than "all shards failed".</summary>
    private static ElasticException Refused(int status, JsonDocument answer)
    {
        if (
            answer.RootElement.ValueKind != JsonValueKind.Object
            || !answer.RootElement.TryGetProperty("error", out var error)
        )
            return new ElasticException(status, "unknown", "it gave no reason");
        if (error.ValueKind != JsonValueKind.Object)
            return new ElasticException(status, "unknown", error.ToString());
        if (error.TryGetProperty("root_cause", out var causes) && causes.GetArrayLength() > 0)
            error = causes[0];
        return new ElasticException(status, Text(error, "type"), Text(error, "reason"));
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : "unknown";
}
