using System.ComponentModel.DataAnnotations;

namespace NotionStyle.Dashboard;

/// <summary>The settings, section <c>Dashboard</c> (environment: <c>Dashboard__…</c>). The names of access and OTLP follow the Aspire dashboard.</summary>
public sealed class DashboardOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Dashboard";

    /// <summary>The directory of the telemetry store and of the keys that sign the login cookie.</summary>
    [Required]
    public string DataDirectory { get; set; } = "";

    /// <summary>What the AppHost says of this run: its stage and options.</summary>
    public string RunLabel { get; set; } = "";

    /// <summary>The web pages and the API.</summary>
    public FrontendOptions Frontend { get; set; } = new();

    /// <summary>The receiver of telemetry.</summary>
    public OtlpOptions Otlp { get; set; } = new();

    /// <summary>What is kept.</summary>
    public StoreOptions Store { get; set; } = new();

    /// <summary>The host of the application.</summary>
    public ResourceServiceOptions ResourceService { get; set; } = new();
}

/// <summary>Access to the pages and the API.</summary>
public sealed class FrontendOptions
{
    /// <summary>What is to be shown at <c>/login?t=…</c>, at least 16 characters; made at start and printed when it is empty.</summary>
    public string BrowserToken { get; set; } = "";

    /// <summary>What the API takes in <c>x-api-key</c> or as a bearer token; the browser token too.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// Names and addresses besides localhost at which the pages may be asked for, separated by <c>;</c>. Empty, they are for this machine only: the dashboard does not listen on
    /// another address then, and answers to no other name.
    /// </summary>
    public string Hosts { get; set; } = "";
}

/// <summary>The receiver of telemetry: two ports of their own on loopback.</summary>
public sealed class OtlpOptions
{
    /// <summary>The port of OTLP over gRPC (HTTP/2 without TLS); 0 for a free one. The Aspire dashboard's by itself is 18889.</summary>
    [Range(0, 65_535)]
    public int GrpcPort { get; set; } = 18_889;

    /// <summary>The port of OTLP over HTTP; 0 for a free one. The Aspire dashboard's by itself is 18890.</summary>
    [Range(0, 65_535)]
    public int HttpPort { get; set; } = 18_890;

    /// <summary>What a sender says in <c>x-otlp-api-key</c>; empty takes telemetry from every process of this machine.</summary>
    public string PrimaryApiKey { get; set; } = "";

    /// <summary>A second key, for the time of a change.</summary>
    public string SecondaryApiKey { get; set; } = "";
}

/// <summary>What is kept, and how much memory and disk it may take.</summary>
public sealed class StoreOptions
{
    /// <summary>The oldest is removed when the data takes more than so many MiB on disk.</summary>
    [Range(16, 1_048_576)]
    public int MaximumMegabytes { get; set; } = 2_048;

    /// <summary>What is older than so many days is removed.</summary>
    [Range(0.001, 3_650)]
    public double MaximumDays { get; set; } = 14;

    /// <summary>What is committed waits in a log and is written into the database at so many MiB: what a start may have to read again, and how often unfilled parts are written twice.</summary>
    [Range(1, 1_024)]
    public int CheckpointMegabytes { get; set; } = 64;

    /// <summary>The store's own memory in MiB.</summary>
    [Range(64, 65_536)]
    public int MemoryMegabytes { get; set; } = 384;

    /// <summary>Records that may wait to be stored; what comes beyond that is sent back for later.</summary>
    [Range(1_000, 10_000_000)]
    public int QueueRecords { get; set; } = 100_000;

    /// <summary>Series of metrics that may exist; points of further ones are rejected and counted.</summary>
    [Range(100, 1_000_000)]
    public int MaximumSeries { get; set; } = 50_000;
}

/// <summary>Where the host tells of its resources.</summary>
public sealed class ResourceServiceOptions
{
    /// <summary>The address of the host's resource service; empty when there is no host.</summary>
    public string Url { get; set; } = "";

    /// <summary>What it wants to hear in <c>x-resource-service-api-key</c>.</summary>
    public string ApiKey { get; set; } = "";
}
