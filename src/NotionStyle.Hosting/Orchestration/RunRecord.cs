using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The file <c>host.json</c> in the data directory: who runs there and under which addresses. Other programs find the
/// running host by it, and the next host finds what this one may have left. It holds no secrets.
/// </summary>
internal sealed record RunRecord
{
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public int Version { get; init; } = 1;
    public required ProcessRecord Host { get; init; }
    public string? BootId { get; init; }
    public string? AppHostPath { get; init; }
    public IReadOnlyList<string> Arguments { get; init; } = [];
    public DateTimeOffset StartedAt { get; init; }
    public IReadOnlyList<ResourceRecord> Resources { get; init; } = [];
}

/// <summary>A process named beyond doubt.</summary>
internal sealed record ProcessRecord(int Pid, long StartTicks);

/// <summary>One process, or one resource without a process.</summary>
internal sealed record ResourceRecord
{
    public required string Name { get; init; }
    public required string Id { get; init; }
    public required string Type { get; init; }
    public string? State { get; init; }
    public string? Health { get; init; }
    public string? Detail { get; init; }
    public int? ExitCode { get; init; }
    public ProcessRecord? Process { get; init; }
    public IReadOnlyList<UrlRecord> Urls { get; init; } = [];
    public IReadOnlyList<EndpointRecord> Endpoints { get; init; } = [];
    public string? LogFile { get; init; }
}

internal sealed record UrlRecord(string Url, string? Text);

internal sealed record EndpointRecord(string Name, string Scheme, string Host, int Port);
