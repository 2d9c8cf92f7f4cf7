using System.Text.Json;
using Lucene.Net.Search;
using NotionStyle.Engines.Elasticsearch.Documents;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Writes the answer of a search.</summary>
internal sealed class ResponseWriter(SearchRun run, Utf8JsonWriter output)
{
    private readonly SearchRequest request = run.Request;

    /// <summary>Writes it as one object.</summary>
    public void Write()
    {
        output.WriteStartObject();
        output.WriteNumber("took", run.Clock.Milliseconds);
        output.WriteBoolean("timed_out", run.Clock.TimedOut);
        if (run.Terminated || request.TerminateAfter > 0)
            output.WriteBoolean("terminated_early", run.Terminated);
        WriteShards(output);
        output.WriteStartObject("hits");
        WriteTotal();
        WriteScore("max_score", run.MaxScore);
        output.WriteStartArray("hits");
        foreach (var found in run.Hits)
        {
            using var hit = new Hit(run.Target.Searcher, found);
            Write(hit);
        }
        output.WriteEndArray();
        output.WriteEndObject();
        run.Aggregations?.Write(output, request.TypedKeys);
        output.WriteEndObject();
    }

    /// <summary>Writes that the one shard answered.</summary>
    public static void WriteShards(Utf8JsonWriter output)
    {
        output.WriteStartObject("_shards");
        output.WriteNumber("total", 1);
        output.WriteNumber("successful", 1);
        output.WriteNumber("skipped", 0);
        output.WriteNumber("failed", 0);
        output.WriteEndObject();
    }

    private void WriteTotal()
    {
        if (request.TrackTotalHits < 0)
            return;
        var counted = Math.Min(run.Total, request.TrackTotalHits);
        if (request.TotalAsNumber)
        {
            output.WriteNumber("total", counted);
            return;
        }
        output.WriteStartObject("total");
        output.WriteNumber("value", counted);
        output.WriteString("relation", run.Total > counted || run.Clock.TimedOut || run.Terminated ? "gte" : "eq");
        output.WriteEndObject();
    }

    private void Write(Hit hit)
    {
        output.WriteStartObject();
        output.WriteString("_index", run.Target.IndexName);
        if (request.ShowIds)
            output.WriteString("_id", hit.Id);
        if (request.Version)
            output.WriteNumber("_version", hit.Number(MetaFields.Version));
        if (request.SeqNo)
        {
            output.WriteNumber("_seq_no", hit.Number(MetaFields.SeqNo));
            output.WriteNumber("_primary_term", hit.Number(MetaFields.PrimaryTerm));
        }
        WriteScore("_score", hit.Found.Score);
        if (request.ShowIds && hit.Routing is { } routing)
            output.WriteString("_routing", routing);
        if (request.Source.Shown && hit.Source is { } source)
        {
            output.WritePropertyName("_source");
            request.Source.Write(source, output);
        }
        if (request.Fields.Count > 0)
            FetchedFields.Write(run.Target.Mapping, request.Fields, hit, output);
        run.Highlight?.Write(run, hit, output);
        if (hit.Found is FieldDoc { Fields: { } values } && (run.Sort.Count > 0 || request.SearchAfter is not null))
        {
            output.WriteStartArray("sort");
            for (var index = 0; index < values.Length; index++)
                Key(index).Write(Plain(values[index]), output);
            output.WriteEndArray();
        }
        if (request.Explain)
        {
            output.WritePropertyName("_explanation");
            WriteExplanation(run.Target.Searcher.Explain(run.Query, hit.Found.Doc));
        }
        output.WriteEndObject();
    }

    private SortSpec Key(int index) => run.Sort.Count > 0 ? run.Sort[index] : new SortSpec(SortField.FIELD_SCORE, null);

    private static object? Plain(object? value) => value is J2N.Numerics.Single number ? number.ToSingle() : value;

    private void WriteScore(string name, float score)
    {
        if (float.IsFinite(score))
            output.WriteNumber(name, score);
        else
            output.WriteNull(name);
    }

    private void WriteExplanation(Explanation explanation)
    {
        output.WriteStartObject();
        WriteScore("value", explanation.Value);
        output.WriteString("description", explanation.Description);
        output.WriteStartArray("details");
        foreach (var detail in explanation.GetDetails() ?? [])
            WriteExplanation(detail);
        output.WriteEndArray();
        output.WriteEndObject();
    }
}
