using System.Text.Json;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Discovery;

/// <summary>
/// What <c>host.json</c> says: who runs, and under which addresses. Written by the AppHost; read here without asking for more than is needed, so that an older or
/// newer host is understood:
/// <c>{"host": {"pid", "startTicks"}, "arguments": [], "resources": [{"name", "type", "state", "health", "process": {…}, "urls": [{"url"}], "endpoints": [{"name", "scheme", "host", "port"}], "logFile"}]}</c>.
/// </summary>
internal sealed record RunRecord(
    ProcessIdentity Host,
    DateTimeOffset? StartedAt,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<RunningResource> Resources
)
{
    public const string ServiceName = "block-service";
    public const string PostgresPrefix = "postgres-";
    public const string SearchServiceName = "search-service";
    public const string RedisName = "redis";

    /// <summary>Reads the record; null when there is none, or none that can be read (it may be half way to being replaced).</summary>
    public static RunRecord? Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public static RunRecord Read(JsonElement root) =>
        new(
            root.Member("host") is { } host ? Identity(host) : default,
            DateTimeOffset.TryParse(root.Text("startedAt"), out var at) ? at : null,
            [.. root.Items("arguments").Select(a => a.ToString())],
            [.. root.Items("resources").Select(ReadResource)]
        );

    /// <summary>The address of the block service; null when it has none yet.</summary>
    public Uri? ServiceAddress =>
        Resources
            .Where(r => r.Name == ServiceName)
            .SelectMany(r => r.Urls)
            .Where(u => u.Scheme == Uri.UriSchemeHttp)
            .FirstOrDefault();

    private static RunningResource ReadResource(JsonElement r) =>
        new(
            r.Text("name") ?? "",
            r.Text("id") ?? r.Text("name") ?? "",
            r.Text("type") ?? "",
            r.Text("state"),
            r.Text("health"),
            r.Text("detail"),
            (int?)r.Integer("exitCode"),
            r.Member("process") is { } process ? Identity(process) : null,
            [.. Urls(r)],
            r.Text("logFile")
        );

    private static ProcessIdentity Identity(JsonElement e) =>
        new((int)(e.Integer("pid") ?? 0), e.Integer("startTicks") ?? 0);

    private static IEnumerable<Uri> Urls(JsonElement resource)
    {
        foreach (var item in resource.Items("urls"))
        {
            var text = item.ValueKind == JsonValueKind.String ? item.GetString() : item.Text("url");
            if (Uri.TryCreate(text, UriKind.Absolute, out var url))
                yield return url;
        }

        foreach (var e in resource.Items("endpoints"))
        {
            if (
                Uri.TryCreate(
                    $"{e.Text("scheme")}://{e.Text("host")}:{e.Integer("port")}",
                    UriKind.Absolute,
                    out var url
                )
            )
                yield return url;
        }
    }
}

/// <summary>One process of the host, or one resource without a process.</summary>
internal sealed record RunningResource(
    string Name,
    string Id,
    string Type,
    string? State,
    string? Health,
    string? Detail,
    int? ExitCode,
    ProcessIdentity? Process,
    IReadOnlyList<Uri> Urls,
    string? LogFile
)
{
    /// <summary>Its first address; null when it has none.</summary>
    public Uri? Address => Urls.Count > 0 ? Urls[0] : null;

    public bool IsReady => State is "Running" && Health is (null or "Healthy");

    /// <summary>Whether it stands for something that runs, and not for a setting.</summary>
    public bool Runs => Type != "Parameter";
}
