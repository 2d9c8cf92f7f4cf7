using System.Diagnostics;
using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>How far a delete by query or a reindex has come; written by the one who works, read by who asks.</summary>
internal sealed class ByQueryStatus
{
    /// <summary>Failures that are kept; the work stops at the first that is no conflict.</summary>
    private const int FailuresMaximum = 100;

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly List<(string Index, string Id, ElasticsearchException Error)> _failures = [];

    /// <summary>Documents to go through.</summary>
    public long Total { get; set; }

    /// <summary>Documents that were not there.</summary>
    public long Created { get; set; }

    /// <summary>Documents that were there.</summary>
    public long Updated { get; set; }

    /// <summary>Documents that are gone.</summary>
    public long Deleted { get; set; }

    /// <summary>Documents that somebody else had changed.</summary>
    public long Conflicts { get; set; }

    /// <summary>Steps after which all was durable.</summary>
    public long Batches { get; set; }

    /// <summary>Whether it was ended before its time.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>Whether anything failed.</summary>
    public bool HasFailures => _failures.Count > 0;

    /// <summary>The status of the answer: that of the first failure, as Elasticsearch has it.</summary>
    public int HttpStatus => _failures.Count > 0 ? _failures[0].Error.Status : 200;

    /// <summary>Notes a failure.</summary>
    public void Fail(string index, string id, ElasticsearchException error)
    {
        lock (_failures)
            if (_failures.Count < FailuresMaximum)
                _failures.Add((index, id, error));
    }

    /// <summary>Writes the counts.</summary>
    public void WriteCounts(Utf8JsonWriter writer, bool isReindex)
    {
        writer.WriteNumber("total", Total);
        if (isReindex)
        {
            writer.WriteNumber("updated", Updated);
            writer.WriteNumber("created", Created);
        }

        writer.WriteNumber("deleted", Deleted);
        writer.WriteNumber("batches", Batches);
        writer.WriteNumber("version_conflicts", Conflicts);
        writer.WriteNumber("noops", 0);
        writer.WriteStartObject("retries");
        writer.WriteNumber("bulk", 0);
        writer.WriteNumber("search", 0);
        writer.WriteEndObject();
        writer.WriteNumber("throttled_millis", 0);
        writer.WriteNumber("requests_per_second", -1.0);
        writer.WriteNumber("throttled_until_millis", 0);
    }

    /// <summary>Writes the answer's members.</summary>
    public void Write(Utf8JsonWriter writer, bool isReindex)
    {
        writer.WriteNumber("took", (long)Stopwatch.GetElapsedTime(_begun).TotalMilliseconds);
        writer.WriteBoolean("timed_out", false);
        if (IsCancelled)
            writer.WriteString("canceled", "by user request");
        WriteCounts(writer, isReindex);
        writer.WriteStartArray("failures");
        lock (_failures)
            foreach (var (index, id, error) in _failures)
            {
                writer.WriteStartObject();
                writer.WriteString("index", index);
                writer.WriteString("id", id);
                writer.WriteNumber("status", error.Status);
                writer.WritePropertyName("cause");
                writer.WriteStartObject();
                writer.WriteString("type", error.Type);
                writer.WriteString("reason", error.Reason);
                writer.WriteEndObject();
                writer.WriteEndObject();
            }

        writer.WriteEndArray();
    }
}
