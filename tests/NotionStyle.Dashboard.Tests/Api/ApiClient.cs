using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Access;

namespace NotionStyle.Dashboard.Tests.Api;

/// <summary>Asks the API of a running dashboard with its real store.</summary>
internal static class ApiClient
{
    public static Task<HttpResponseMessage> AskAsync(this RunningDashboard dashboard, string path) =>
        dashboard.GetAsync("/api/v1" + path, ("x-api-key", RunningDashboard.Key));

    public static async Task<JsonNode> ReadAsync(this RunningDashboard dashboard, string path)
    {
        using var answer = await dashboard.AskAsync(path);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {text}");
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType?.ToString());
        return JsonNode.Parse(text)!;
    }

    /// <summary>What the API says of parameters that cannot be used.</summary>
    public static async Task<Dictionary<string, string[]>> ErrorsAsync(this RunningDashboard dashboard, string path)
    {
        using var answer = await dashboard.AskAsync(path);
        var problem = await answer.ProblemAsync();
        Assert.Equal((HttpStatusCode.BadRequest, 400), (answer.StatusCode, problem.Status));
        return problem.Errors!;
    }

    public static Task WriteAsync(this RunningDashboard dashboard, TelemetryBatch batch) =>
        dashboard
            .App.Services.GetRequiredService<ITelemetrySink>()
            .WriteAsync(batch, TestContext.Current.CancellationToken);

    /// <summary>The rows of a SELECT, as JSON text.</summary>
    public static async Task<string> SqlAsync(this RunningDashboard dashboard, string sql) =>
        (await dashboard.ReadAsync("/sql?q=" + Uri.EscapeDataString(sql)))["rows"]!.ToJsonString();
}
