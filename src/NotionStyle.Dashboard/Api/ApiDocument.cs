using System.Text.Json.Nodes;

namespace NotionStyle.Dashboard.Api;

/// <summary>The OpenAPI document of the API, from the declarations of its endpoints.</summary>
internal static class ApiDocument
{
    public static JsonObject Of(IEnumerable<ApiEndpoint> endpoints)
    {
        var paths = new JsonObject();
        foreach (var endpoint in endpoints)
            paths["/api/v1" + endpoint.Path] = new JsonObject { ["get"] = Operation(endpoint) };
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "NotionStyle dashboard",
                ["version"] = "1",
                ["description"] =
                    "Read-only. Durations are in nanoseconds and end in Nano; moments are ISO 8601 with nanoseconds; ids are hexadecimal.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject
                    {
                        ["type"] = "apiKey",
                        ["in"] = "header",
                        ["name"] = "x-api-key",
                    },
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
                },
            },
            ["security"] = new JsonArray(
                new JsonObject { ["key"] = new JsonArray() },
                new JsonObject { ["bearer"] = new JsonArray() }
            ),
        };
    }

    private static JsonObject Operation(ApiEndpoint endpoint)
    {
        var parameters = new JsonArray();
        foreach (var part in endpoint.Path.Split('/').Where(p => p.StartsWith('{')))
            parameters.Add(Parameter(part.Trim('{', '}'), "path", "Which one."));
        foreach (var parameter in endpoint.Parameters)
            parameters.Add(Parameter(parameter.Name, "query", parameter.Meaning));
        return new JsonObject
        {
            ["summary"] = endpoint.Meaning,
            ["parameters"] = parameters,
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject { ["description"] = endpoint.Meaning },
                ["400"] = new JsonObject
                {
                    ["description"] = "A parameter is wrong: application/problem+json names each.",
                },
                ["401"] = new JsonObject { ["description"] = "The key is missing or wrong." },
                ["404"] = new JsonObject { ["description"] = "There is no such thing." },
            },
        };
    }

    private static JsonObject Parameter(string name, string place, string meaning) =>
        new()
        {
            ["name"] = name,
            ["in"] = place,
            ["required"] = place == "path",
            ["description"] = meaning,
            ["schema"] = new JsonObject { ["type"] = "string" },
        };
}
