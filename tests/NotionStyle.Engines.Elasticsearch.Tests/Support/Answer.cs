using System.Text.Json;

namespace NotionStyle.Engines.Elasticsearch.Tests.Support;

/// <summary>A status and what stood in the body.</summary>
internal sealed record Answer(int Status, string Text)
{
    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Text);

    public string ErrorType => Json.GetProperty("error").GetProperty("type").GetString()!;

    public string ErrorReason => Json.GetProperty("error").GetProperty("reason").GetString()!;

    public JsonElement At(params string[] path) => path.Aggregate(Json, (json, name) => json.GetProperty(name));

    public Answer Ok()
    {
        Assert.True(Status is >= 200 and < 300, $"{Status}: {Text}");
        return this;
    }
}
