using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Aspire.Hosting.Testing;
using NotionStyle.Distributed.Tests.Support;

namespace NotionStyle.Distributed.Tests;

/// <summary>The real AppHost through the testing builder, with other numbers of everything than the default.</summary>
public sealed class StageTests
{
    private static readonly TimeSpan StartMaximum = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Three_servers_and_two_instances_of_the_service_are_one_store_behind_one_address()
    {
        var ct = TestContext.Current.CancellationToken;
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.NotionStyle_AppHost>(
            ["--stage", "1", "--servers", "3", "--replicas", "2", "--without", "dashboard"],
            ct
        );
        await using var app = await builder.BuildAsync(ct);
        await app.StartAsync(ct).WaitAsync(StartMaximum, ct);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("block-service", ct).WaitAsync(StartMaximum, ct);
        using var admin = app.CreateHttpClient("block-service");
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            await app.AdminTokenAsync(ct)
        );

        var shards = await admin.GetFromJsonAsync<JsonElement>("/v1/shards", ct);
        var servers = shards.GetProperty("results").EnumerateArray().GroupBy(s => s.GetProperty("server").GetString());
        Assert.Equal([160, 160, 160], servers.Select(g => g.Count()));

        // Each client is a connection of its own, and so meets one of the instances: what one commits, all of them read.
        var workspace = await PostAsync(admin, "/v1/workspaces", new { name = "W", owner_name = "O" }, ct);
        var space = workspace.GetProperty("id").GetGuid();
        var page = Guid.NewGuid();
        object[] operations =
        [
            new
            {
                pointer = new { table = "block", id = page },
                command = "set",
                path = Array.Empty<string>(),
                args = new
                {
                    type = "page",
                    parent_table = "space",
                    parent_id = space,
                },
            },
            new
            {
                pointer = new { table = "space", id = space },
                command = "listAfter",
                path = new[] { "pages" },
                args = new { id = page },
            },
        ];
        var token = workspace.GetProperty("token").GetString();
        for (var i = 0; i < 6; i++)
        {
            using var client = app.CreateHttpClient("block-service");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            if (i == 0)
                await PostAsync(client, "/v1/transactions", new { id = Guid.NewGuid(), operations }, ct);
            var chunk = await client.GetFromJsonAsync<JsonElement>($"/v1/pages/{page:N}/chunk", ct);
            Assert.Equal(page, chunk.GetProperty("records")[0].GetProperty("value").GetProperty("id").GetGuid());
        }

        await app.StopAsync(ct);
    }

    private static async Task<JsonElement> PostAsync(HttpClient client, string path, object body, CancellationToken ct)
    {
        using var response = await client.PostAsJsonAsync(path, body, ct);
        var answer = await response.Content.ReadAsStringAsync(ct);
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer);
        return JsonDocument.Parse(answer).RootElement;
    }
}
