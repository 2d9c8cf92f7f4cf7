using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Documents;

/// <summary>One walk through one document: which value belongs to which field.</summary>
internal sealed class DocumentRun(IndexMapping mapping, DocumentSource source)
{
    private readonly LuceneFields fields = new(source);
    private MappingGrowth? growth;

    /// <summary>Everything that was found, and the mapping it needs.</summary>
    public ParsedDocument Finish() =>
        new(fields.Finish(), growth is { } grown ? mapping.WithRoot(grown.Root) : mapping, fields.Names);

    /// <summary>Walks through an object.</summary>
    public void Object(string path, DynamicMode dynamic, JsonElement json, int depth)
    {
        foreach (var property in json.EnumerateObject())
        {
            var name = property.Name;
            if (depth == 0 && MetaFields.IsReserved(name))
                throw DocumentBuilder.Refuse(
                    $"Field [{name}] is a metadata field and cannot be added inside a document. Use the index API request parameters."
                );
            if (name.Length == 0 || name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal))
                throw DocumentBuilder.Refuse(
                    $"field name cannot be an empty string, and cannot hold empty parts between dots: [{name}]"
                );
            Value(path.Length == 0 ? name : $"{path}.{name}", dynamic, property.Value, depth);
        }
    }

    private void Value(string path, DynamicMode dynamic, JsonElement json, int depth)
    {
        if (Leaf(path) is { } leaf)
        {
            LeafValue(leaf, json, depth);
            return;
        }
        switch (json.ValueKind)
        {
            case JsonValueKind.Null:
                return;
            case JsonValueKind.Array:
                foreach (var item in json.EnumerateArray())
                    Value(path, dynamic, item, depth);
                return;
            case JsonValueKind.Object:
                ObjectValue(path, dynamic, json, depth);
                return;
        }
        if (KnownObject(path) is { } known)
        {
            if (!known.Enabled)
                return;
            throw DocumentBuilder.Refuse(
                $"object mapping for [{path}] tried to parse field [{known.Name}] as object, but found a concrete value"
            );
        }
        if (NotEnabled(path))
            return;
        Unknown(path, dynamic, json, depth);
    }

    private void ObjectValue(string path, DynamicMode dynamic, JsonElement json, int depth)
    {
        if (KnownObject(path) is { } known)
        {
            if (known.Enabled)
            {
                fields.Name(path);
                Object(path, known.Dynamic ?? dynamic, json, depth + 1);
            }
            return;
        }
        switch (DynamicOf(path, dynamic))
        {
            case DynamicMode.Strict:
                throw Strict(path);
            case DynamicMode.True:
                Grow().AddObject(path);
                Object(path, DynamicMode.True, json, depth + 1);
                break;
        }
    }

    private void Unknown(string path, DynamicMode dynamic, JsonElement json, int depth)
    {
        switch (DynamicOf(path, dynamic))
        {
            case DynamicMode.Strict:
                throw Strict(path);
            case DynamicMode.True:
                LeafValue(Grow().AddLeaf(path, json), json, depth);
                break;
        }
    }

    private void LeafValue(MappedField leaf, JsonElement json, int depth)
    {
        if (json.ValueKind == JsonValueKind.Array && leaf.Kind != FieldKind.Flattened)
        {
            foreach (var item in json.EnumerateArray())
                LeafValue(leaf, item, depth);
            return;
        }
        if (fields.Add(mapping, leaf, json))
        {
            foreach (var multi in leaf.MultiFields)
                fields.Add(mapping, multi, json);
            foreach (var target in leaf.CopyTo)
                Copy(target, json);
        }
    }

    // A copied value is indexed in its target, and is not copied on from there.
    private void Copy(string target, JsonElement json)
    {
        var field = Leaf(target) ?? Grow().AddLeaf(target, json);
        if (fields.Add(mapping, field, json))
        {
            foreach (var multi in field.MultiFields)
                fields.Add(mapping, multi, json);
        }
    }

    // A name with dots has its nearest known object's rule.
    private DynamicMode DynamicOf(string path, DynamicMode above)
    {
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (KnownObject(path[..dot]) is { Dynamic: { } own })
                return own;
        }
        return above;
    }

    private bool NotEnabled(string path)
    {
        for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
        {
            if (KnownObject(path[..dot]) is { Enabled: false })
                return true;
        }
        return false;
    }

    private static Errors.ElasticsearchException Strict(string path)
    {
        var dot = path.LastIndexOf('.');
        return new Errors.ElasticsearchException(
            400,
            "strict_dynamic_mapping_exception",
            $"mapping set to strict, dynamic introduction of [{path[(dot + 1)..]}] within [{(dot < 0 ? "_doc" : path[..dot])}] is not allowed"
        );
    }

    private MappedField? Leaf(string path) => mapping.Leaf(path) ?? growth?.Leaf(path);

    private MappedField? KnownObject(string path) => mapping.Object(path) ?? growth?.Object(path);

    private MappingGrowth Grow() => growth ??= new MappingGrowth(mapping);
}
