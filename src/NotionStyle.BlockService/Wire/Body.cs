using System.Text.Json;
using NotionStyle.Blocks.Errors;
using NotionStyle.Blocks.Json;
using NotionStyle.BlockService.Docs;

namespace NotionStyle.BlockService.Wire;

/// <summary>Every field that a JSON object of a request may have.</summary>
internal sealed class BodyShape(string summary, params Field[] fields)
{
    public Schema Schema { get; } =
        Schema.Of(summary, [.. fields.Select(f => new Property(f.Name, f.Schema, f.IsRequired))]);

    public bool Knows(string name) => Array.Exists(fields, f => f.Name == name);

    public string Names => string.Join(", ", fields.Select(f => f.Name));
}

/// <summary>A JSON object of a request that has no member beyond its shape.</summary>
internal readonly struct Body
{
    private readonly JsonElement _element;
    private readonly string _prefix;

    private Body(JsonElement element, string prefix)
    {
        _element = element;
        _prefix = prefix;
    }

    /// <summary>Reads the body of a request: every endpoint but the one for transactions, which has a reader of its own.</summary>
    public static async ValueTask<T> ReadAsync<T>(HttpContext context, BodyShape shape, Func<Body, T> read)
    {
        using var buffer = await BodyBuffer.ReadAsync(context);
        using var document = JsonBody.Parse(buffer.Memory);
        return read(Of(document.RootElement, shape, ""));
    }

    public static Body Of(JsonElement element, BodyShape shape, string place)
    {
        var named = place.Length == 0 ? "body" : place;
        if (element.ValueKind != JsonValueKind.Object)
            throw BlockStoreException.Invalid(
                $"{named} must be an object with {shape.Names}; it is {new RawValue(element, null)}."
            );
        foreach (var member in element.EnumerateObject())
        {
            if (!shape.Knows(member.Name))
                throw BlockStoreException.Invalid(
                    $"{named} has an unknown member {Quote.Short(member.Name)}; known are {shape.Names}."
                );
        }

        return new Body(element, place.Length == 0 ? "" : place + ".");
    }

    public T Get<T>(Field<T> field) =>
        field.Read(
            _element.TryGetProperty(field.Name, out var value) ? new RawValue(value, null) : null,
            _prefix + field.Name
        );
}
