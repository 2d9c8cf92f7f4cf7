using System.ComponentModel.DataAnnotations;

namespace NotionStyle.Engines.Elasticsearch;

/// <summary>The settings, section <c>Elasticsearch</c> (environment: <c>Elasticsearch__…</c>, command line: <c>--Elasticsearch:…</c>).</summary>
public sealed class EngineOptions
{
    /// <summary>The section.</summary>
    public const string Section = "Elasticsearch";

    /// <summary>The directory that holds everything; made if it is not there.</summary>
    [Required]
    public string DataDirectory { get; set; } = "";

    /// <summary>The address to listen on.</summary>
    [Required]
    public string Host { get; set; } = "127.0.0.1";

    /// <summary>The port; 0 for a free one, which is printed.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; } = 9_200;

    /// <summary>The password of the user <c>elastic</c>; empty asks for none.</summary>
    public string Password { get; set; } = "";

    /// <summary>The name shown as <c>cluster_name</c>.</summary>
    [Required]
    public string ClusterName { get; set; } = "notionstyle";

    /// <summary>The longest body in MiB, also after it was unpacked (<c>http.max_content_length</c>).</summary>
    [Range(1, 1_024)]
    public int MaximumContentMegabytes { get; set; } = 100;

    /// <summary>MiB of bodies that may be worked on at once (<c>indexing_pressure.memory.limit</c>); what comes beyond hears 429.</summary>
    [Range(1, 16_384)]
    public int PressureMegabytes { get; set; } = 256;

    /// <summary>MiB for what was written and is not in a segment (<c>indices.memory.index_buffer_size</c>), over all indices.</summary>
    [Range(2, 16_384)]
    public int IndexingMegabytes { get; set; } = 96;

    /// <summary>Searches at once; 0 for one and a half for each processor.</summary>
    [Range(0, 1_000)]
    public int SearchThreads { get; set; }

    /// <summary>Searches that may wait for their turn (<c>thread_pool.search.queue_size</c>); what comes beyond hears 429.</summary>
    [Range(0, 100_000)]
    public int SearchQueue { get; set; } = 1_000;
}
