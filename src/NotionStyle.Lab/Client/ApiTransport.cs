using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace NotionStyle.Lab.Client;

/// <summary>Sends requests and tries again what may succeed later, with the same bytes.</summary>
internal sealed class ApiTransport : IDisposable
{
    private readonly HttpClient _http;
    private readonly RetryPolicy _policy;
    private readonly TimeProvider _clock;
    private long _retries;

    public ApiTransport(HttpMessageHandler handler, Uri address, RetryPolicy policy, TimeProvider clock)
    {
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _policy = policy;
        _clock = clock;
        Address = address;
    }

    /// <summary>Where the service is; it changes when a host starts again on other ports.</summary>
    public Uri Address { get; set; }

    /// <summary>Attempts beyond the first, of all requests.</summary>
    public long Retries => Interlocked.Read(ref _retries);

    public static SocketsHttpHandler DefaultHandler() =>
        new()
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // A proxy of the environment must not see what goes to this machine.
            UseProxy = false,
        };

    /// <summary>Sends a request until there is an answer, and parses it; dispose the document.</summary>
    public async Task<JsonDocument> SendAsync(
        HttpMethod method,
        string path,
        string? token,
        ReadOnlyMemory<byte>? body,
        CancellationToken ct
    )
    {
        var startedAt = _clock.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            ApiException failure;
            TimeSpan? retryAfter = null;
            using (var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct))
            {
                timeout.CancelAfter(_policy.AttemptTimeout);
                try
                {
                    using var request = Request(method, path, token, body);
                    using var response = await _http.SendAsync(
                        request,
                        HttpCompletionOption.ResponseHeadersRead,
                        timeout.Token
                    );
                    if (response.IsSuccessStatusCode)
                    {
                        await using var stream = await response.Content.ReadAsStreamAsync(timeout.Token);
                        return await JsonDocument.ParseAsync(stream, cancellationToken: timeout.Token);
                    }

                    failure = await RefusalAsync(response, timeout.Token);
                    if (!MayRetry(response.StatusCode))
                        throw failure;
                    retryAfter = RetryAfter(response.Headers.RetryAfter);
                }
                catch (Exception e) when (IsTransport(e) && !ct.IsCancellationRequested)
                {
                    failure = ApiException.NoAnswer(Address, e);
                }
            }

            var delay = RetryPolicy.DelayAfter(attempt, retryAfter);
            if (_clock.GetElapsedTime(startedAt) + delay > _policy.Patience)
                throw failure;
            Interlocked.Increment(ref _retries);
            await Task.Delay(delay, _clock, ct);
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, string? token, ReadOnlyMemory<byte>? body)
    {
        var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is { } bytes)
        {
            request.Content = new ReadOnlyMemoryContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        return request;
    }

    private static bool MayRetry(HttpStatusCode status) =>
        status
            is HttpStatusCode.TooManyRequests
                or HttpStatusCode.ServiceUnavailable
                or HttpStatusCode.BadGateway
                or HttpStatusCode.GatewayTimeout;

    private static bool IsTransport(Exception e) =>
        e is HttpRequestException or IOException or OperationCanceledException or JsonException;

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - _clock.GetUtcNow(),
            _ => null,
        };

    private static async Task<ApiException> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            using var document = await JsonDocument.ParseAsync(stream, cancellationToken: ct);
            var root = document.RootElement;
            return ApiException.Refused(status, root.Text("code"), root.Text("message"), root.Text("request_id"));
        }
        catch (JsonException)
        {
            return ApiException.Refused(status, null, "The answer is not one of the block service.", null);
        }
    }
}
