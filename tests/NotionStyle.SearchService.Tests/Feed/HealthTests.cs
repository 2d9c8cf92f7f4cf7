using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using NotionStyle.Blocks.Postgres.Tests.Support;

namespace NotionStyle.SearchService.Tests.Feed;

/// <summary>What the service says of itself over HTTP.</summary>
public sealed class HealthTests(PostgresServers servers)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_Elasticsearch_that_never_answers_degrades_the_service_and_does_not_take_it_down()
    {
        await using var databases = await servers.NewDatabasesAsync(count: 1);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var elastic = (IPEndPoint)silent.LocalEndpoint;
        await using var app = SearchServiceApp.Create([
            "--urls=http://127.0.0.1:0",
            $"--ConnectionStrings:elasticsearch=http://elastic:secret@127.0.0.1:{elastic.Port}",
            $"--ConnectionStrings:shards-1={databases.ConnectionStrings[0]}",
            "--Logging:LogLevel:Default=None",
        ]);
        await app.StartAsync(Ct);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        using var answer = await http.GetAsync("/health", Ct);

        using var health = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct));
        var index = health
            .RootElement.GetProperty("checks")
            .EnumerateArray()
            .Single(c => c.GetProperty("name").GetString() == "index");
        Assert.Equal("degraded", index.GetProperty("status").GetString());
        Assert.Contains("Elasticsearch", index.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("degraded", health.RootElement.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await app.StopAsync(Ct);
    }
}
