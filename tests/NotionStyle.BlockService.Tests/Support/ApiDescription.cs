using System.Text.Json;
using System.Text.RegularExpressions;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>The service's own OpenAPI document, and a check of JSON against the schemas in it: the part of JSON Schema that the document uses, and no more.</summary>
internal sealed class ApiDescription(JsonElement document)
{
    public JsonElement Document { get; } = document;

    public static async Task<ApiDescription> ReadAsync(TestService service) =>
        new(
            JsonDocument
                .Parse(await service.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken))
                .RootElement
        );

    /// <summary>Every operation.</summary>
    public IEnumerable<Operation> Operations =>
        from path in Document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select new Operation(method.Name.ToUpperInvariant(), path.Name, method.Value);

    public Operation Find(string method, string path) => Operations.Single(o => o.Method == method && o.Path == path);

    /// <summary>What is wrong with a value by a schema; nothing when it fits.</summary>
    public IEnumerable<string> Problems(JsonElement schema, JsonElement value, string at = "$")
    {
        if (schema.TryGetProperty("$ref", out var reference))
            schema = Resolve(reference.GetString()!);
        if (schema.TryGetProperty("type", out var type) && !Types(type).Any(t => IsOf(t, value)))
        {
            yield return $"{at} is {value.ValueKind}, not {type}";
            yield break;
        }

        if (
            schema.TryGetProperty("enum", out var values)
            && values.EnumerateArray().All(v => !JsonElement.DeepEquals(v, value))
        )
            yield return $"{at} is {value}, which is not one of {values}";
        var inner = value.ValueKind switch
        {
            JsonValueKind.Object => ObjectProblems(schema, value, at),
            JsonValueKind.Array => ArrayProblems(schema, value, at),
            JsonValueKind.String => TextProblems(schema, value.GetString()!, at),
            JsonValueKind.Number => NumberProblems(schema, value.GetDouble(), at),
            _ => [],
        };
        foreach (var problem in inner)
            yield return problem;
    }

    /// <summary>An answer that is a 200 and fits the schema of its endpoint.</summary>
    public void Fits(string method, string path, Answer answer)
    {
        answer.Ok();
        Assert.Equal("application/json", answer.ContentType);
        Assert.Empty(Problems(Find(method, path).AnswerSchema("200"), answer.Json));
    }

    public JsonElement Resolve(string reference)
    {
        var found = Document;
        foreach (var step in reference.Split('/').Skip(1))
            found = found.GetProperty(step);
        return found;
    }

    public static IEnumerable<string> Types(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(t => t.GetString()!) : [type.GetString()!];

    private IEnumerable<string> ObjectProblems(JsonElement schema, JsonElement value, string at)
    {
        if (!schema.TryGetProperty("properties", out var properties))
            yield break;
        foreach (var required in schema.TryGetProperty("required", out var names) ? names.EnumerateArray() : default)
        {
            if (!value.TryGetProperty(required.GetString()!, out _))
                yield return $"{at} has no {required}";
        }

        foreach (var member in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(member.Name, out var property))
            {
                yield return $"{at} has {member.Name}, which the document does not know";
                continue;
            }

            foreach (var problem in Problems(property, member.Value, $"{at}.{member.Name}"))
                yield return problem;
        }
    }

    private IEnumerable<string> ArrayProblems(JsonElement schema, JsonElement value, string at)
    {
        var items = schema.GetProperty("items");
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            foreach (var problem in Problems(items, item, $"{at}[{index}]"))
                yield return problem;
            index++;
        }
    }

    private static IEnumerable<string> TextProblems(JsonElement schema, string text, string at)
    {
        var fits = (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date" => Regex.IsMatch(text, @"^\d{4}-\d\d-\d\d$"),
            "date-time" => Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"),
            _ => true,
        };
        if (!fits)
            yield return $"{at} is '{text}', which is no {format}";
        if (schema.TryGetProperty("maxLength", out var maximum) && text.Length > maximum.GetInt32())
            yield return $"{at} has {text.Length} characters";
    }

    private static IEnumerable<string> NumberProblems(JsonElement schema, double number, string at)
    {
        if (schema.TryGetProperty("minimum", out var minimum) && number < minimum.GetDouble())
            yield return $"{at} is {number}, below {minimum}";
        if (schema.TryGetProperty("maximum", out var maximum) && number > maximum.GetDouble())
            yield return $"{at} is {number}, above {maximum}";
    }

    private static bool IsOf(string type, JsonElement value) =>
        type switch
        {
            "null" => value.ValueKind == JsonValueKind.Null,
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
            "number" => value.ValueKind == JsonValueKind.Number,
            _ => throw new ArgumentException($"The document has the type {type}, which this check does not know."),
        };
}

/// <summary>One operation of the document.</summary>
internal sealed record Operation(string Method, string Path, JsonElement Value)
{
    /// <summary>The schema of its body; null when it has none, or one that is not JSON.</summary>
    public JsonElement? BodySchema => JsonBody?.GetProperty("schema");

    public JsonElement? BodyExample => JsonBody?.GetProperty("example");

    private JsonElement? JsonBody =>
        Value.TryGetProperty("requestBody", out var body)
        && body.GetProperty("content").TryGetProperty("application/json", out var json)
            ? json
            : null;

    public IEnumerable<JsonElement> Parameters =>
        Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray() : [];

    public IEnumerable<string> Statuses => Value.GetProperty("responses").EnumerateObject().Select(r => r.Name);

    public JsonElement AnswerSchema(string status) => Answer(status).GetProperty("schema");

    public JsonElement AnswerExample(string status) => Answer(status).GetProperty("example");

    public override string ToString() => $"{Method} {Path}";

    private JsonElement Answer(string status) => Json(Value.GetProperty("responses").GetProperty(status));

    private static JsonElement Json(JsonElement value) => value.GetProperty("content").GetProperty("application/json");
}
