using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using NotionStyle.Engines.Elasticsearch.Analysis;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;
using NotionStyle.Engines.Elasticsearch.Storage;

namespace NotionStyle.Engines.Elasticsearch.Indices;

/// <summary>The file that holds what <see cref="ClusterState"/> says; replaced as a whole, so a start finds one state or the next.</summary>
internal sealed class StateFile(string path)
{
    private const int Format = 1;

    private static readonly JsonSerializerOptions Json = new() { MaxDepth = 256 };

    /// <summary>Reads it; null when the directory is new.</summary>
    public (string Uuid, IReadOnlyList<IndexMetadata> Indices)? Read()
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var root = JsonNode
                .Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { MaxDepth = 256 })!
                .AsObject();
            if ((int)root["format"]! is not Format and var format)
                throw new EngineException(
                    $"{path} has format {format}, and this program knows {Format}. Use the version that wrote it, or another data directory."
                );
            return (
                (string)root["cluster_uuid"]!,
                [.. root["indices"]!.AsArray().Select(i => ReadIndex(i!.AsObject()))]
            );
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or NullReferenceException
                        or FormatException
                        or ElasticsearchException
            )
        {
            throw new EngineException(
                $"{path} cannot be read: {e.Message}. Restore it from a copy, or use another data directory.",
                e
            );
        }
    }

    /// <summary>Writes it and returns when it is on disk.</summary>
    public void Write(string uuid, IEnumerable<IndexMetadata> indices)
    {
        var root = new JsonObject
        {
            ["format"] = Format,
            ["cluster_uuid"] = uuid,
            ["indices"] = new JsonArray([.. indices.Select(WriteIndex)]),
        };
        DurableFiles.Replace(path, JsonSerializer.SerializeToUtf8Bytes(root, Json));
    }

    private static IndexMetadata ReadIndex(JsonObject index) =>
        new()
        {
            Name = (string)index["name"]!,
            Uuid = (string)index["uuid"]!,
            CreationDate = (long)index["creation_date"]!,
            Mapping = ReadMapping(index),
            Aliases = index["aliases"]!
                .AsObject()
                .ToImmutableSortedDictionary(
                    a => a.Key,
                    a => new AliasMetadata((bool?)a.Value!["is_write_index"]),
                    StringComparer.Ordinal
                ),
        };

    private static IndexMapping ReadMapping(JsonObject index)
    {
        var settings = IndexSettings.Parse(JsonSerializer.SerializeToElement(index["settings"], Json));
        return IndexMapping.Parse(
            JsonSerializer.SerializeToElement(index["mappings"], Json),
            settings,
            new AnalysisRegistry(settings)
        );
    }

    private static JsonObject WriteIndex(IndexMetadata index)
    {
        var aliases = new JsonObject();
        foreach (var (name, alias) in index.Aliases)
            aliases[name] = new JsonObject { ["is_write_index"] = alias.IsWriteIndex };
        return new JsonObject
        {
            ["name"] = index.Name,
            ["uuid"] = index.Uuid,
            ["creation_date"] = index.CreationDate,
            ["settings"] = index.Mapping.Settings.ToJson(),
            ["mappings"] = index.Mapping.ToJson(),
            ["aliases"] = aliases,
        };
    }
}
