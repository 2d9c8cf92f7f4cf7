using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Shards;

namespace NotionStyle.Engines.Elasticsearch.Rest;

/// <summary>The answer to one write.</summary>
internal static class WriteAnswer
{
    /// <summary>Its HTTP status.</summary>
    public static int Status(WriteOutcome outcome) =>
        outcome switch
        {
            WriteOutcome.Created => 201,
            WriteOutcome.NotFound => 404,
            _ => 200,
        };

    /// <summary>Its members.</summary>
    public static void Write(Utf8JsonWriter writer, string index, string id, in WriteResult result, bool forced)
    {
        writer.WriteString("_index", index);
        writer.WriteString("_id", id);
        writer.WriteNumber("_version", result.State.Version);
        writer.WriteString("result", Name(result.Outcome));
        if (forced)
            writer.WriteBoolean("forced_refresh", true);
        Shards(writer, result.Outcome == WriteOutcome.Noop ? 0 : 1, 1);
        writer.WriteNumber("_seq_no", result.State.SequenceNumber);
        writer.WriteNumber("_primary_term", result.State.PrimaryTerm);
    }

    /// <summary>The member <c>_shards</c>.</summary>
    public static void Shards(Utf8JsonWriter writer, int successful, int total)
    {
        writer.WriteStartObject("_shards");
        writer.WriteNumber("total", successful == 0 ? 0 : total);
        writer.WriteNumber("successful", successful);
        writer.WriteNumber("failed", 0);
        writer.WriteEndObject();
    }

    private static string Name(WriteOutcome outcome) =>
        outcome switch
        {
            WriteOutcome.Created => "created",
            WriteOutcome.Updated => "updated",
            WriteOutcome.Deleted => "deleted",
            WriteOutcome.NotFound => "not_found",
            _ => "noop",
        };
}
