using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>The real service on a real port, over ports in memory.</summary>
internal sealed class TestService : IAsyncDisposable
{
    public const string AdminToken = "admin-token-of-the-tests";

    private readonly WebApplication _app;

    private TestService(WebApplication app, MemoryBlocks blocks, ErrorLog errors, string files)
    {
        _app = app;
        FilesDirectory = files;
        Blocks = blocks;
        Errors = errors;
        Address = new Uri(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()
        );
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = Address,
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public IServiceProvider Services => _app.Services;

    public MemoryBlocks Blocks { get; }

    /// <summary>Where it keeps uploaded files; made when the first comes.</summary>
    public string FilesDirectory { get; }

    /// <summary>What the service logged as an error.</summary>
    public ErrorLog Errors { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Starts a service over memory; settings are as on its command line, such as <c>--BlockService:TransactionsAtOnce=1</c>.</summary>
    public static Task<TestService> StartAsync(params string[] settings)
    {
        var blocks = new MemoryBlocks();
        return StartAsync(blocks, builder => blocks.Register(builder.Services), settings);
    }

    /// <summary>Starts a service over memory, with more beside it.</summary>
    public static Task<TestService> StartOnMemoryAsync(Action<WebApplicationBuilder> addMore, params string[] settings)
    {
        var blocks = new MemoryBlocks();
        return StartAsync(
            blocks,
            builder =>
            {
                blocks.Register(builder.Services);
                addMore(builder);
            },
            settings
        );
    }

    /// <summary>Starts a service over another store.</summary>
    public static Task<TestService> StartAsync(Action<WebApplicationBuilder> addStore, params string[] settings) =>
        StartAsync(new MemoryBlocks(), addStore, settings);

    private static async Task<TestService> StartAsync(
        MemoryBlocks blocks,
        Action<WebApplicationBuilder> addStore,
        string[] settings
    )
    {
        var errors = new ErrorLog();
        var files = Path.Combine(Path.GetTempPath(), $"notionstyle-tests-{Guid.NewGuid():N}");
        var app = BlockServiceApp.Create(
            [
                $"--BlockService:AdminToken={AdminToken}",
                $"--BlockService:FilesDirectory={files}",
                "--urls=http://127.0.0.1:0",
                .. settings,
            ],
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(errors);
                addStore(builder);
            }
        );
        await app.StartAsync();
        return new TestService(app, blocks, errors, files);
    }

    /// <summary>Makes a workspace with a page through the API.</summary>
    public async Task<TestWorkspace> NewWorkspaceAsync()
    {
        var answer = await SendAsync("POST", "/v1/workspaces", AdminToken, """{"name":"W","owner_name":"Ada"}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return new TestWorkspace(
            this,
            answer.Json.GetProperty("id").GetGuid(),
            answer.Json.GetProperty("owner").GetProperty("id").GetGuid(),
            answer.Json.GetProperty("token").GetString()!
        );
    }

    public Task<Answer> SendAsync(string method, string path, string? token, string? body = null) =>
        SendAsync(
            method,
            path,
            token,
            body is null ? null : new StringContent(body, Encoding.UTF8, "application/json")
        );

    public async Task<Answer> SendAsync(string method, string path, string? token, HttpContent? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body };
        // The Notion API needs it; nothing else looks at it.
        request.Headers.Add("Notion-Version", "2025-09-03");
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        // No request may be the service's own fault, unless a test broke its store.
        if (response.StatusCode == HttpStatusCode.InternalServerError && Blocks.Before is null)
            Assert.Fail($"{method} {path} was answered with 500: {string.Join('\n', Errors.Lines)}");
        return new Answer(response, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        await _app.DisposeAsync();
        if (Directory.Exists(FilesDirectory))
            Directory.Delete(FilesDirectory, recursive: true);
    }
}

/// <summary>What came back.</summary>
internal sealed class Answer
{
    public Answer(HttpResponseMessage response, string text)
    {
        Status = response.StatusCode;
        Text = text;
        ContentType = response.Content.Headers.ContentType?.ToString();
        Headers = response
            .Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        if (ContentType == "application/json")
            Json = JsonDocument.Parse(text).RootElement;
    }

    public HttpStatusCode Status { get; }
    public string Text { get; }
    public string? ContentType { get; }
    public IReadOnlyDictionary<string, string> Headers { get; }
    public JsonElement Json { get; }

    public string Message => Json.GetProperty("message").GetString()!;

    /// <summary>It is the one shape of an error, with this status and code.</summary>
    public Answer Refused(int status, string code, string? messageHas = null)
    {
        Assert.True((int)Status == status, $"{status} was expected, {(int)Status} came: {Text}");
        Assert.Equal("application/json", ContentType);
        Assert.Equal(["object", "status", "code", "message", "request_id"], Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal("error", Json.GetProperty("object").GetString());
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.Equal(code, Json.GetProperty("code").GetString());
        Assert.Equal(Headers["x-request-id"], Json.GetProperty("request_id").GetString());
        Assert.True(Json.GetProperty("request_id").TryGetGuid(out _));
        Assert.DoesNotContain("   at ", Message, StringComparison.Ordinal);
        if (messageHas is not null)
            Assert.Contains(messageHas, Message, StringComparison.Ordinal);
        return this;
    }

    /// <summary>It is a 200.</summary>
    public Answer Ok()
    {
        Assert.True(Status == HttpStatusCode.OK, $"200 was expected, {(int)Status} came: {Text}");
        return this;
    }
}

/// <summary>Keeps what was logged at error level or above.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
                return [.. _lines];
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        if (!IsEnabled(logLevel))
            return;
        lock (_lines)
            _lines.Add(formatter(state, exception) + " " + exception);
    }

    public void Dispose() { }
}
