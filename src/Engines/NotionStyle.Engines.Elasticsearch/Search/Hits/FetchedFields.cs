using System.Text.Json;
using NotionStyle.Engines.Elasticsearch.Documents;
using NotionStyle.Engines.Elasticsearch.Errors;
using NotionStyle.Engines.Elasticsearch.Mappings;

namespace NotionStyle.Engines.Elasticsearch.Search;

/// <summary>Writes <c>fields</c> of a hit: the values of the source in the form of their field, always as lists.</summary>
internal static class FetchedFields
{
    /// <summary>Writes the object, if any field has a value.</summary>
    public static void Write(
        IndexMapping mapping,
        IReadOnlyList<(string Pattern, string? Format)> fields,
        Hit hit,
        Utf8JsonWriter output
    )
    {
        if (hit.Json is not { } json)
            return;
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (pattern, format) in fields)
        {
            foreach (var field in mapping.Leaves.Values.Where(leaf => Glob.IsMatch(pattern, leaf.Path)))
            {
                var values = SourceValues
                    .Find(json, SourcePath(mapping, field))
                    .Where(value => value.ValueKind != JsonValueKind.Null)
                    .ToList();
                if (values.Count == 0 || !written.Add(field.Path))
                    continue;
                if (written.Count == 1)
                    output.WriteStartObject("fields");
                output.WriteStartArray(field.Path);
                foreach (var value in values)
                    WriteValue(field, format, value, output);
                output.WriteEndArray();
            }
        }
        if (written.Count > 0)
            output.WriteEndObject();
    }

    /// <summary>Where the source has a field's value: a multi-field's is that of the field above.</summary>
    public static string SourcePath(IndexMapping mapping, MappedField field)
    {
        var dot = field.Path.LastIndexOf('.');
        return dot > 0 && mapping.Leaf(field.Path[..dot]) is { } above ? above.Path : field.Path;
    }

    private static void WriteValue(MappedField field, string? format, JsonElement value, Utf8JsonWriter output)
    {
        if (format is not null && field.Kind != FieldKind.Date)
            throw ElasticsearchException.IllegalArgument(
                $"Field [{field.Path}] of type [{field.Kind.Name()}] doesn't support formats."
            );
        if (field.Kind.IsNumeric() && FieldValues.TryEncode(field, value, out var encoded, out _))
        {
            switch (field.Kind)
            {
                case FieldKind.Date:
                    output.WriteStringValue(DateFormats.Print(encoded, format ?? field.Format));
                    break;
                case FieldKind.Boolean:
                    output.WriteBooleanValue(encoded == 1);
                    break;
                case var kind when kind.IsFraction():
                    output.WriteNumberValue(FieldValues.Decode(kind, encoded));
                    break;
                default:
                    output.WriteNumberValue(encoded);
                    break;
            }
            return;
        }
        value.WriteTo(output);
    }
}
