using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>Makes requests that are almost right: examples of the document with something broken in them. The same seed makes the same requests.</summary>
internal sealed partial class BadInput(int seed, TestWorkspace workspace, Guid page)
{
    private static readonly string[] Texts =
    [
        "",
        " ",
        "0",
        "-1",
        "null",
        "page",
        "block",
        "space",
        "content",
        "properties",
        "permissions",
        "'; DROP TABLE block; --",
        "\" or 1=1",
        "\\",
        "%00",
        "../../etc/passwd",
        "00000000-0000-0000-0000-000000000000",
        "6d3c5d2a0f0e4c0e9d573f5b1f4f5a01",
        "{6d3c5d2a-0f0e-4c0e-9d57-3f5b1f4f5a01}",
        "2026-02-30",
        "2026-11-22",
        "9999-12-31",
        "📚",
        "\u202e\u200d\ufffd",
        "a\nb\r\n\tc",
        "AQAAAABpIbMAC29vCiqOTVyPDlpffB0uAQ",
        "<script>alert(1)</script>",
        "{{7*7}}${7*7}",
    ];

    private static readonly string[] Numbers =
    [
        "0",
        "-0",
        "1",
        "-1",
        "1.5",
        "1e2",
        "1E+400",
        "-1e-400",
        "2147483648",
        "9223372036854775807",
        "9223372036854775808",
        "123456789012345678901234567890",
    ];

    private readonly Random _random = new(seed);

    /// <summary>A path with its ids filled in, for better or worse, and a query string.</summary>
    public string Path(Operation operation)
    {
        var path = Segment()
            .Replace(
                operation.Path,
                // Never empty: that would be the path of another endpoint.
                _ =>
                    _random.Next(4) == 0 && Text() is { Length: > 0 } text
                        ? Uri.EscapeDataString(text)
                        : page.ToString()
            );
        var names = operation
            .Parameters.Where(p => p.GetProperty("in").GetString() == "query")
            .Select(p => p.GetProperty("name").GetString()!)
            .Append("other")
            .Where(_ => _random.Next(3) == 0)
            .ToList();
        if (names.Count > 0 && _random.Next(8) == 0)
            names.Add(names[0]);
        var query = string.Join(
            '&',
            names.Select(n => n + "=" + Uri.EscapeDataString(_random.Next(2) == 0 ? Text() : Pick(Numbers)))
        );
        return query.Length == 0 ? path : path + "?" + query;
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Segment();

    /// <summary>A body, or null when the operation has none.</summary>
    public byte[]? Body(Operation operation)
    {
        if (operation.BodyExample is not { } example)
            return null;
        var body = JsonNode.Parse(example.GetRawText())!;
        Fill(body);
        for (var i = _random.Next(4); i > 0; i--)
            body = Mutate(body);
        var bytes = Encoding.UTF8.GetBytes(body?.ToJsonString() ?? "null");
        for (var i = _random.Next(4) == 0 ? _random.Next(1, 4) : 0; i > 0; i--)
            bytes = MutateBytes(bytes);
        return bytes;
    }

    /// <summary>Puts ids of this workspace in place of those of the examples, so that requests get past the first check.</summary>
    private void Fill(JsonNode node)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var (name, value) in o.ToArray())
                {
                    if (value is JsonValue && name is "id" or "parent_id" or "user_id" && _random.Next(6) > 0)
                        o[name] = (
                            o["table"] is JsonValue t && t.ToString() == "space" || name == "parent_id"
                                ? workspace.SpaceId
                            : _random.Next(2) == 0 ? page
                            : Guid.NewGuid()
                        ).ToString();
                    else if (value is not null)
                        Fill(value);
                }

                break;
            case JsonArray a:
                foreach (var item in a)
                {
                    if (item is not null)
                        Fill(item);
                }

                break;
        }
    }

    /// <summary>Breaks one place of a body.</summary>
    private JsonNode? Mutate(JsonNode? body)
    {
        var places = new List<JsonNode>();
        Collect(body);
        if (places.Count == 0 || _random.Next(30) == 0)
            return Value();
        switch (places[_random.Next(places.Count)])
        {
            case JsonObject o when o.Count > 0:
                var name = o.ElementAt(_random.Next(o.Count)).Key;
                switch (_random.Next(4))
                {
                    case 0:
                        o.Remove(name);
                        break;
                    case 1:
                        o[Text()] = Value();
                        break;
                    default:
                        o[name] = Value();
                        break;
                }

                break;
            case JsonObject o:
                o[Text()] = Value();
                break;
            case JsonArray a when a.Count > 0 && _random.Next(3) > 0:
                a[_random.Next(a.Count)] = Value();
                break;
            case JsonArray a:
                a.Add(a.Count > 0 && _random.Next(2) == 0 ? a[0]?.DeepClone() : Value());
                break;
        }

        return body;

        void Collect(JsonNode? node)
        {
            if (node is JsonObject o)
            {
                places.Add(o);
                foreach (var (_, value) in o)
                    Collect(value);
            }
            else if (node is JsonArray a)
            {
                places.Add(a);
                foreach (var item in a)
                    Collect(item);
            }
        }
    }

    private byte[] MutateBytes(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [(byte)_random.Next(256)];
        var at = _random.Next(bytes.Length);
        switch (_random.Next(4))
        {
            case 0:
                return bytes[..at];
            case 1:
                return [.. bytes, .. bytes[at..]];
            case 2:
                return [.. bytes[..at], .. "\\u0000"u8, .. bytes[at..]];
            default:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
        }
    }

    private JsonNode? Value() =>
        _random.Next(9) switch
        {
            0 => null,
            1 => JsonValue.Create(_random.Next(2) == 0),
            2 or 3 => JsonNode.Parse(Pick(Numbers)),
            4 => new JsonArray(Value()),
            5 => new JsonObject { [Text()] = Value() },
            6 => Deep(_random.Next(2, 60)),
            _ => JsonValue.Create(Text()),
        };

    private static JsonArray Deep(int levels)
    {
        var inner = new JsonArray();
        for (var i = 1; i < levels; i++)
            inner = new JsonArray(inner);
        return inner;
    }

    private string Text() =>
        _random.Next(10) switch
        {
            0 => new string('x', _random.Next(1, 3_000)),
            1 => workspace.SpaceId.ToString(),
            2 => page.ToString("N"),
            3 => _random.NextInt64().ToString(CultureInfo.InvariantCulture),
            _ => Pick(Texts),
        };

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
