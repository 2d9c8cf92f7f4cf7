using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>
/// Sends requests that are almost right over every endpoint of the document. Whatever they are, the answer is one that the document knows,
/// in the shape that it says, and soon.
/// </summary>
internal static class Fuzz
{
    /// <summary>An answer takes milliseconds; past this the service hangs.</summary>
    private static readonly TimeSpan AnswerMaximum = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(TestService service, int requests)
    {
        // The seed of a failed run, given in this variable, makes the same requests again.
        var seed = int.TryParse(
            Environment.GetEnvironmentVariable("NOTIONSTYLE_TEST_SEED"),
            CultureInfo.InvariantCulture,
            out var given
        )
            ? given
            : Random.Shared.Next();
        var workspace = await service.NewWorkspaceAsync();
        var page = await workspace.NewBlockAsync("page", "A page");
        var api = await ApiDescription.ReadAsync(service);
        var operations = api.Operations.ToArray();
        var input = new BadInput(seed, workspace, page);
        var statuses = new SortedDictionary<int, int>();
        for (var i = 0; i < requests; i++)
        {
            var operation = operations[i % operations.Length];
            var path = input.Path(operation);
            var body = input.Body(operation);
            var token = operation.Path is "/v1/workspaces" or "/v1/shards" ? TestService.AdminToken : workspace.Token;
            var what = $"seed {seed}, request {i}: {operation.Method} {path} {Encoding.UTF8.GetString(body ?? [])}";
            var content = body is null ? null : new ByteArrayContent(body);
            if (content is not null)
                content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            var answer = await service
                .SendAsync(operation.Method, path, token, content)
                .WaitAsync(AnswerMaximum, TestContext.Current.CancellationToken);
            var status = (int)answer.Status;
            statuses[status] = statuses.GetValueOrDefault(status) + 1;
            // An empty or a dotted id makes another path, which is none of the document's.
            if (
                answer.Json.TryGetProperty("code", out var code)
                && code.GetString() is "invalid_request_url" or "method_not_allowed"
            )
                continue;
            var name = status.ToString(CultureInfo.InvariantCulture);
            Assert.True(operation.Statuses.Contains(name), $"{name} is not documented. {what}\n{answer.Text}");
            Assert.True(status != 503, $"{what}\n{answer.Text}");
            var problems = api.Problems(operation.AnswerSchema(name), answer.Json).ToArray();
            Assert.True(problems.Length == 0, $"{string.Join("; ", problems)}. {what}\n{answer.Text}");
        }

        Assert.Empty(service.Errors.Lines);
        // The generator is only worth something when requests get through as well as not.
        Assert.True(statuses[200] > requests / 20, string.Join(", ", statuses));
        Assert.True(statuses[400] > requests / 10, string.Join(", ", statuses));
    }
}
