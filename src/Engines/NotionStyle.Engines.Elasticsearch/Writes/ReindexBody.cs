using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Rest;

namespace NotionStyle.Engines.Elasticsearch.Writes;

/// <summary>The body of <c>_reindex</c>.</summary>
internal sealed record ReindexBody
{
    /// <summary>Where documents come from.</summary>
    public string Source { get; private set; } = "";

    /// <summary>Which of them; null for all.</summary>
    public JsonElement? Query { get; private set; }

    /// <summary>Which part of them.</summary>
    public SourceSelection? Selection { get; private set; }

    /// <summary>Where they go.</summary>
    public string Destination { get; private set; } = "";

    /// <summary>Who gives the version.</summary>
    public string? VersionType { get; private set; }

    /// <summary>Whether only documents that are not there are written.</summary>
    public bool OnlyCreates { get; private set; }

    /// <summary>Whether conflicts are counted, and not the end.</summary>
    public bool ProceedsOnConflicts { get; private set; }

    /// <summary>The most documents to take.</summary>
    public long? DocumentsMaximum { get; private set; }

    /// <summary>Reads it; refuses what it does not know.</summary>
    public static ReindexBody Read(JsonElement body)
    {
        var read = new ReindexBody();
        foreach (var member in body.EnumerateObject())
            switch (member.Name)
            {
                case "source":
                    read.ReadSource(AnObject(member));
                    break;
                case "dest":
                    read.ReadDestination(AnObject(member));
                    break;
                case "conflicts":
                    read.ProceedsOnConflicts = Proceeds(member.Value.ToString());
                    break;
                case "max_docs" or "size" when member.Value.TryGetInt64(out var most):
                    read.DocumentsMaximum = most;
                    break;
                default:
                    throw ElasticsearchException.Unsupported(
                        $"[{member.Name}] of _reindex",
                        "use source, dest, conflicts and max_docs"
                    );
            }

        if (read.Source.Length == 0 || read.Destination.Length == 0)
            throw new ElasticsearchException(
                400,
                "action_request_validation_exception",
                "Validation Failed: 1: both [source.index] and [dest.index] are required;"
            );
        return read;
    }

    /// <summary>What to do at a conflict: abort or proceed.</summary>
    public static bool Proceeds(string? conflicts) =>
        conflicts switch
        {
            null or "abort" => false,
            "proceed" => true,
            _ => throw ElasticsearchException.IllegalArgument(
                $"conflicts may only be [\"proceed\"] or [\"abort\"] but was [{conflicts}]"
            ),
        };

    private void ReadSource(JsonElement source)
    {
        foreach (var member in source.EnumerateObject())
            switch (member.Name)
            {
                case "index":
                    Source =
                        member.Value.ValueKind == JsonValueKind.Array
                            ? string.Join(',', member.Value.EnumerateArray().Select(i => i.ToString()))
                            : member.Value.ToString();
                    break;
                case "query":
                    Query = member.Value;
                    break;
                case "_source":
                    Selection = SourceSelection.Of(member.Value);
                    break;
                case "size":
                    // The size of a batch, which is this engine's own business.
                    break;
                default:
                    throw ElasticsearchException.Unsupported(
                        $"[source.{member.Name}] of _reindex",
                        "use index, query and _source"
                    );
            }
    }

    private void ReadDestination(JsonElement destination)
    {
        foreach (var member in destination.EnumerateObject())
            switch (member.Name)
            {
                case "index":
                    Destination = member.Value.ToString();
                    break;
                case "version_type":
                    VersionType = member.Value.ToString();
                    break;
                case "op_type":
                    OnlyCreates = member.Value.ToString() == "create";
                    break;
                case "routing" when member.Value.ToString() == "keep":
                    break;
                default:
                    throw ElasticsearchException.Unsupported(
                        $"[dest.{member.Name}] of _reindex",
                        "use index, version_type and op_type; the routing is kept"
                    );
            }
    }

    private static JsonElement AnObject(JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Object
            ? member.Value
            : throw ElasticsearchException.Parsing($"[{member.Name}] of _reindex must be an object");
}
