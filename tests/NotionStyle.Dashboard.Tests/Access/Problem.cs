using System.Text.Json;

namespace NotionStyle.Dashboard.Tests.Access;

/// <summary>A problem document.</summary>
internal sealed record Problem(string Title, int Status, string Detail, Dictionary<string, string[]>? Errors);

internal static class ProblemAnswers
{
    public static async Task<Problem> ProblemAsync(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/problem+json", text);
        return JsonSerializer.Deserialize<Problem>(text, JsonSerializerOptions.Web)!;
    }
}
