using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NotionStyle.Dashboard.Otlp;

namespace NotionStyle.Dashboard.Tests.Otlp;

public sealed class PortTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("notionstyle-otlp-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Pages_and_telemetry_have_ports_of_their_own()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        var ports = new[] { receiver.Pages.Port, receiver.Ports.Grpc, receiver.Ports.Http };
        Assert.Equal(3, ports.Distinct().Count());
        Assert.DoesNotContain(0, ports);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health")]
    [InlineData("/traces")]
    [InlineData("/app.css")]
    public async Task The_port_of_telemetry_shows_no_pages_and_says_where_they_are(string path)
    {
        await using var receiver = await RunningReceiver.StartAsync();
        using var answer = await receiver.Client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("The pages of the dashboard are at", text, StringComparison.Ordinal);

        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20 };
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var other = await client.GetAsync(new Uri(receiver.Grpc, path), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Fact]
    public async Task The_port_of_the_pages_takes_no_telemetry_and_says_where_it_is_taken()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        using var client = new HttpClient { BaseAddress = receiver.Pages };
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new(RunningReceiver.Protobuf);
        using var answer = await client.PostAsync("/v1/traces", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"over HTTP at port {receiver.Ports.Http}", text, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Sink.Calls);
    }

    [Fact]
    public async Task Each_transport_is_taken_at_its_own_port_only()
    {
        await using var receiver = await RunningReceiver.StartAsync();
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20 };
        client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new(RunningReceiver.Protobuf);
        using var answer = await client.PostAsync(
            new Uri(receiver.Grpc, "/v1/traces"),
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Addresses_of_the_environment_that_name_the_ports_of_telemetry_are_not_opened_twice()
    {
        var (grpc, http) = (FreePort(), FreePort());
        await using var app = DashboardApp.Build(
            [],
            builder =>
            {
                builder.WebHost.UseUrls($"http://localhost:{grpc};http://127.0.0.1:0;http://localhost:{http}/");
                builder.Configuration.AddInMemoryCollection([
                    new("Dashboard:DataDirectory", _directory),
                    new("Dashboard:Otlp:GrpcPort", grpc.ToString(CultureInfo.InvariantCulture)),
                    new("Dashboard:Otlp:HttpPort", http.ToString(CultureInfo.InvariantCulture)),
                ]);
                builder.Services.AddSingleton<NotionStyle.Dashboard.Telemetry.ITelemetrySink>(new MemorySink());
            }
        );
        await app.StartAsync(TestContext.Current.CancellationToken);
        var ports = app.Services.GetRequiredService<OtlpPorts>();
        Assert.Equal((grpc, http), (ports.Grpc, ports.Http));
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        Assert.Equal(3, addresses.Count);
        Assert.StartsWith("http://127.0.0.1:", addresses.First(), StringComparison.Ordinal);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("http://localhost:18889", "18889", "18890", "none is left for the pages")]
    [InlineData("http://localhost:5001", "18889", "18889", "are both 18889")]
    [InlineData("localhost", "0", "0", "'localhost' is no address")]
    [InlineData("ftp://localhost:1", "0", "0", "'ftp://localhost:1' is no address")]
    public void Addresses_that_cannot_be_are_named(string urls, string grpc, string http, string message)
    {
        var e = Assert.Throws<DashboardException>(() =>
            DashboardApp.Build(
                [],
                builder =>
                {
                    builder.WebHost.UseUrls(urls);
                    builder.Configuration.AddInMemoryCollection([
                        new("Dashboard:DataDirectory", _directory),
                        new("Dashboard:Otlp:GrpcPort", grpc),
                        new("Dashboard:Otlp:HttpPort", http),
                    ]);
                }
            )
        );
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
