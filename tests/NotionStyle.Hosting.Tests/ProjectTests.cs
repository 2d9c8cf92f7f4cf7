using System.Globalization;
using System.Net.Http.Json;
using Aspire.Hosting.Processes;
using NotionStyle.Hosting.Tests.Support;

namespace NotionStyle.Hosting.Tests;

public sealed class ProjectTests
{
    private static readonly string Service = Path.Combine(
        Projects.NotionStyle_Hosting_TestAppHost.ProjectPath,
        "../NotionStyle.Hosting.TestService/NotionStyle.Hosting.TestService.csproj"
    );

    [Fact]
    public async Task A_project_gets_profile_address_telemetry_and_what_the_builder_says_over_the_profile()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder
            .AddProject("service", Service)
            .WithEnvironment("SET_TWICE", "builder")
            .WithArgs("--argument", "value")
            .WithHttpHealthCheck("/health");
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        var healthy = await app.HealthyAsync("service");
        using var client = app.CreateHttpClient("service");
        var set = (await client.GetFromJsonAsync<Dictionary<string, string>>("/environment", Waiting.Token))!;

        Assert.Equal("profile", set["FROM_PROFILE"]);
        Assert.Equal("builder", set["SET_TWICE"]);
        Assert.Equal("http", set["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal($"http://localhost:{client.BaseAddress!.Port}", set["ASPNETCORE_URLS"]);
        Assert.Equal("service", set["OTEL_SERVICE_NAME"]);
        Assert.Equal($"service.instance.id={healthy.ResourceId["service-".Length..]}", set["OTEL_RESOURCE_ATTRIBUTES"]);
        Assert.Equal("in_memory", set["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"]);
        Assert.Equal("simple", set["LOGGING__CONSOLE__FORMATTERNAME"]);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_ENDPOINT", set.Keys);
        Assert.NotEqual(5391, client.BaseAddress.Port);
        Assert.Equal(["--argument", "value"], (await client.GetFromJsonAsync<string[]>("/args", Waiting.Token))!);
        Assert.Equal(
            Path.GetFullPath(Path.GetDirectoryName(Service)!),
            await client.GetStringAsync("/directory", Waiting.Token)
        );
        // One process stands behind its port without a forwarder: the pid that answers is the host's own child.
        Assert.Equal(healthy.Snapshot.ProcessId, await client.GetFromJsonAsync<int>("/pid", Waiting.Token));
    }

    [Fact]
    public async Task Telemetry_goes_where_the_configuration_says()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create(
            "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL=http://localhost:4999",
            "AppHost:OtlpApiKey=key"
        );
        var project = builder.AddProject("service", Service, launchProfileName: null);
        var set = await Values.EnvironmentAsync(project.Resource);
        Assert.Equal("http://localhost:4999", set["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("http/protobuf", set["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("x-otlp-api-key=key", set["OTEL_EXPORTER_OTLP_HEADERS"]);
    }

    [Fact]
    public async Task Telemetry_goes_to_the_dashboard_of_the_application_and_not_from_it()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("--environment=Production");
        var project = builder.AddProject("service", Service, launchProfileName: null);
        var key = builder.AddParameter("otlp-key", "k-17", secret: true);
        var dashboard = builder
            .AddProject("dashboard", Service, launchProfileName: null)
            .WithHttpEndpoint(name: "otlp", env: "OTLP_PORT")
            .AsDashboard("otlp", key, "RESOURCES");
        Values.Allocate(dashboard.Resource, "otlp", 4711);

        var set = await Values.EnvironmentAsync(project.Resource);
        Assert.Equal("http://localhost:4711", set["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.Equal("grpc", set["OTEL_EXPORTER_OTLP_PROTOCOL"]);
        Assert.Equal("x-otlp-api-key=k-17", set["OTEL_EXPORTER_OTLP_HEADERS"]);
        Assert.Equal("delta", set["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"]);
        Assert.Equal("5000", set["OTEL_METRIC_EXPORT_INTERVAL"]);
        // Empty, and so stronger than what the host inherited.
        Assert.Equal("", (await Values.EnvironmentAsync(dashboard.Resource))["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        var refusal = Assert.Throws<DistributedApplicationException>(() =>
            builder
                .AddProject("second", Service, launchProfileName: null)
                .WithHttpEndpoint(name: "otlp")
                .AsDashboard("otlp", key, "RESOURCES")
        );
        Assert.Contains("'dashboard' is", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_that_the_configuration_names_takes_the_place_of_the_dashboard()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create(
            "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=http://localhost:4999"
        );
        var project = builder.AddProject("service", Service, launchProfileName: null);
        builder
            .AddProject("dashboard", Service, launchProfileName: null)
            .WithHttpEndpoint(name: "otlp", env: "OTLP_PORT")
            .AsDashboard("otlp", builder.AddParameter("otlp-key", "k-17", secret: true), "RESOURCES");

        var set = await Values.EnvironmentAsync(project.Resource);
        Assert.Equal("http://localhost:4999", set["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_HEADERS", set.Keys);
        Assert.DoesNotContain("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", set.Keys);
    }

    [Fact]
    public async Task Replicas_share_one_port_and_the_rest_answers_while_one_of_them_is_dead()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddProject("service", Service).WithHttpHealthCheck("/health").WithReplicas(2);
        await using var app = await builder.BuildAsync(Waiting.Token);
        await app.StartAsync(Waiting.Token);
        await app.HealthyAsync("service");
        var address = app.GetEndpoint("service");
        var pids = await PidsAsync(8);
        Assert.Equal(2, pids.Distinct().Count());

        var killed = await app.ResourceNotifications.WaitForResourceAsync(
            "service",
            e => e.Snapshot.ProcessId == pids[0],
            Waiting.Token
        );
        Assert.Equal(0, NativeMethods.Kill(pids[0], (int)ProcessSignal.Kill));
        // Until the host has seen the end, a connection may still reach the dying listener.
        await app.ForAsync(killed.ResourceId, s => s.ProcessId != pids[0]);
        Assert.DoesNotContain(pids[0], await PidsAsync(6));
        await app.HealthyAsync("service");
        await Waiting.UntilAsync(() => app.State("service") == KnownResourceStates.Running, "it runs again");

        async Task<List<int>> PidsAsync(int count)
        {
            List<int> found = [];
            for (var i = 0; i < count; i++)
            {
                // A connection stays with one replica, so each question takes a new one.
                using var client = new HttpClient { BaseAddress = address };
                found.Add(int.Parse(await client.GetStringAsync("/pid", Waiting.Token), CultureInfo.InvariantCulture));
            }

            return found;
        }
    }

    [Fact]
    public async Task The_testing_builder_runs_the_real_entry_point_and_lets_the_test_change_the_model()
    {
        await using var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.NotionStyle_Hosting_TestAppHost>(
                ["--servers", "1"],
                Waiting.Token
            );
        Assert.Contains(builder.Resources, r => r.Name == "shards-1");
        var project = builder.Resources.OfType<ProjectResource>().Single();
        builder.CreateResourceBuilder(project).WithEnvironment("FROM_TEST", "yes");
        string data;
        await using (var app = await builder.BuildAsync(Waiting.Token))
        {
            await app.StartAsync(Waiting.Token);
            await app.HealthyAsync("service");
            using var client = app.CreateHttpClient("service");
            var set = (await client.GetFromJsonAsync<Dictionary<string, string>>("/environment", Waiting.Token))!;
            Assert.Equal("yes", set["FROM_TEST"]);
            Assert.Equal(
                await app.GetConnectionStringAsync("shards-1", Waiting.Token),
                set["ConnectionStrings__shards-1"]
            );
            Assert.Equal("notionstyle", set["SHARDS_1_DATABASENAME"]);
            data = builder.Configuration["data"]!;
            Assert.True(Directory.Exists(data));
        }

        Assert.False(Directory.Exists(data));
    }
}
