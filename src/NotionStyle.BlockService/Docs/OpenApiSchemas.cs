using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace NotionStyle.BlockService.Docs;

/// <summary>Turns schemas into those of the OpenAPI model; named ones are put among the components and referred to.</summary>
internal sealed class OpenApiSchemas(OpenApiDocument document)
{
    public IOpenApiSchema Of(Schema schema)
    {
        if (schema.Name is not { } name)
            return Inline(schema);
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(name))
            document.AddComponent<IOpenApiSchema>(name, Inline(schema));
        return new OpenApiSchemaReference(name, document);
    }

    private OpenApiSchema Inline(Schema schema)
    {
        var result = new OpenApiSchema
        {
            Type = Type(schema),
            Description = schema.Summary.Length > 0 ? schema.Summary : null,
            Format = schema.Format,
            Pattern = schema.Pattern,
        };
        switch (schema.Kind)
        {
            case ValueKind.Object when schema.Members is { } members:
                result.Properties = members.ToDictionary(m => m.Name, m => Of(m.Schema));
                result.Required = members.Where(m => m.IsRequired).Select(m => m.Name).ToHashSet();
                result.AdditionalPropertiesAllowed = false;
                break;
            case ValueKind.List:
                result.Items = Of(schema.Items!);
                result.MinItems = (int?)schema.Minimum;
                result.MaxItems = (int?)schema.Maximum;
                break;
            case ValueKind.Text:
                result.MinLength = (int?)schema.Minimum;
                result.MaxLength = (int?)schema.Maximum;
                if (schema.Values is { } values)
                    result.Enum = [.. values.Select(v => (JsonNode)v), .. schema.IsNullable ? (JsonNode[])[null!] : []];
                break;
            case ValueKind.Integer:
                result.Format = "int64";
                result.Minimum = schema.Minimum?.ToString(CultureInfo.InvariantCulture);
                result.Maximum = schema.Maximum is long.MaxValue
                    ? null
                    : schema.Maximum?.ToString(CultureInfo.InvariantCulture);
                break;
        }

        if (schema.Default is { } otherwise)
            result.Default = schema.Kind == ValueKind.Text ? otherwise : JsonNode.Parse(otherwise);
        return result;
    }

    private static JsonSchemaType? Type(Schema schema)
    {
        JsonSchemaType? type = schema.Kind switch
        {
            ValueKind.Object => JsonSchemaType.Object,
            ValueKind.List => JsonSchemaType.Array,
            ValueKind.Text => JsonSchemaType.String,
            ValueKind.Integer => JsonSchemaType.Integer,
            ValueKind.Number => JsonSchemaType.Number,
            ValueKind.Bool => JsonSchemaType.Boolean,
            _ => null,
        };
        return schema.IsNullable ? type | JsonSchemaType.Null : type;
    }
}
