using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Distributed.Tests;

/// <summary>The real AppHost at stage 2: on an empty directory, on the data of stage 1, and back.</summary>
public sealed class SearchStageTests : IDisposable
{
    private static readonly TimeSpan StartMaximum = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("notionstyle-stage-2-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Stage_2_takes_up_the_data_of_stage_1_goes_on_without_search_and_stage_1_takes_it_back()
    {
        Guid page;
        string token;
        await using (var app = await StartAsync(1))
        {
            using var admin = app.CreateHttpClient("block-service");
            admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Bearer",
                await app.AdminTokenAsync(Ct)
            );
            var workspace = await SendAsync(admin, "/v1/workspaces", new { name = "W", owner_name = "O" });
            token = workspace.GetProperty("token").GetString()!;
            using var client = Client(app, token);
            page = await NewPageAsync(client, workspace.GetProperty("id").GetGuid(), "from stage one");
            await FindsAsync(client, "stage", page);
            await app.StopAsync(Ct);
        }

        await using (var app = await StartAsync(2))
        {
            using var client = Client(app, token);
            await FindsAsync(client, "stage", page);
            await SetTitleAsync(client, page, "edited at stage two");
            await FindsAsync(client, "edited", page);
            await TitlesAsync(client, "STAGE TWO", page);

            await app.ResourceCommands.ExecuteCommandAsync("search-service", KnownResourceCommands.StopCommand, Ct);
            using var refused = await client.PostAsJsonAsync("/v1/search/blocks", new { query = "edited" }, Ct);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            await SetTitleAsync(client, page, "written without search");
            await app.ResourceCommands.ExecuteCommandAsync("search-service", KnownResourceCommands.StartCommand, Ct);
            await FindsAsync(client, "written", page);
            await app.StopAsync(Ct);
        }

        await using (var app = await StartAsync(1))
        {
            using var client = Client(app, token);
            await FindsAsync(client, "written", page);
            await app.StopAsync(Ct);
        }
    }

    private async Task<DistributedApplication> StartAsync(int stage)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.NotionStyle_AppHost>(
            ["--stage", $"{stage}", "--without", "dashboard", "--data", _folder],
            Ct
        );
        var app = await builder.BuildAsync(Ct);
        await app.StartAsync(Ct).WaitAsync(StartMaximum, Ct);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("block-service", Ct).WaitAsync(StartMaximum, Ct);
        if (stage >= 2)
            await app
                .ResourceNotifications.WaitForResourceHealthyAsync("search-service", Ct)
                .WaitAsync(StartMaximum, Ct);
        return app;
    }

    private static HttpClient Client(DistributedApplication app, string token)
    {
        var client = app.CreateHttpClient("block-service");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        client.DefaultRequestHeaders.Add("Notion-Version", "2025-09-03");
        return client;
    }

    private static async Task<Guid> NewPageAsync(HttpClient client, Guid space, string title)
    {
        var page = Guid.NewGuid();
        object[] operations =
        [
            Operation(
                "block",
                page,
                "set",
                [],
                new
                {
                    type = "page",
                    parent_table = "space",
                    parent_id = space,
                    properties = new { title = new[] { new[] { title } } },
                }
            ),
            Operation("space", space, "listAfter", ["pages"], new { id = page }),
        ];
        await SendAsync(client, "/v1/transactions", new { id = Guid.NewGuid(), operations });
        return page;
    }

    private static Task<JsonElement> SetTitleAsync(HttpClient client, Guid page, string title) =>
        SendAsync(
            client,
            "/v1/transactions",
            new
            {
                id = Guid.NewGuid(),
                operations = new[]
                {
                    Operation("block", page, "set", ["properties", "title"], new[] { new[] { title } }),
                },
            }
        );

    private static object Operation(string table, Guid id, string command, string[] path, object args) =>
        new
        {
            pointer = new { table, id },
            command,
            path,
            args,
        };

    /// <summary>Waits until a query finds the page, which is a moment behind the commit from stage 2 on.</summary>
    private static Task FindsAsync(HttpClient client, string query, Guid page) =>
        UntilFoundAsync(client, "/v1/search/blocks", query, "block_id", page);

    private static Task TitlesAsync(HttpClient client, string query, Guid page) =>
        UntilFoundAsync(client, "/v1/search", query, "id", page);

    private static async Task UntilFoundAsync(HttpClient client, string path, string query, string name, Guid page)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        timeout.CancelAfter(StartMaximum);
        while (true)
        {
            using var response = await client.PostAsJsonAsync(path, new { query }, timeout.Token);
            var answer = await response.Content.ReadAsStringAsync(timeout.Token);
            if (
                response.IsSuccessStatusCode
                && JsonDocument
                    .Parse(answer)
                    .RootElement.GetProperty("results")
                    .EnumerateArray()
                    .Any(r => r.GetProperty(name).GetGuid() == page)
            )
                return;
            await Task.Delay(100, timeout.Token);
        }
    }

    private static async Task<JsonElement> SendAsync(HttpClient client, string path, object body)
    {
        using var response = await client.PostAsJsonAsync(path, body, Ct);
        var answer = await response.Content.ReadAsStringAsync(Ct);
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
        return JsonDocument.Parse(answer).RootElement;
    }
}
