// The AppHost that the tests of the host start: as a program of its own, and through the testing builder.
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var password = builder.AddParameter(
    "postgres-password",
    new GenerateParameterDefault { MinLength = 22, Special = false },
    secret: true,
    persist: true
);
var service = builder
    .AddProject<Projects.NotionStyle_Hosting_TestService>("service")
    .WithHttpHealthCheck("/health")
    .WithUrlForEndpoint("http", url => url.DisplayText = "API")
    .WithUrls(async context =>
    {
        var key = await password.Resource.GetValueAsync(context.CancellationToken);
        context.Urls.Add(new() { Url = $"{context.GetEndpoint("http")!.Url}/login?t={key}", DisplayText = "login" });
    })
    .WithReplicas(builder.Configuration.GetValue("replicas", 1));
if (builder.Configuration["port"] is { } port)
    service.WithEndpoint("http", endpoint => endpoint.Port = int.Parse(port, null));
if (builder.Configuration["crash"] is not null)
    builder.AddExecutable("crashing", "/bin/sh", ".", "-c", "echo it broke here; exit 3");
for (var n = 1; n <= builder.Configuration.GetValue("servers", 1); n++)
{
    var database = builder
        .AddPostgres($"postgres-{n}", password: password)
        .WithDataBindMount(Path.Combine(builder.Configuration["data"]!, $"postgres-{n}"))
        .WithArgs("-c", "shared_preload_libraries=pg_stat_statements", "-c", "max_connections=60")
        .AddDatabase($"shards-{n}", databaseName: "notionstyle");
    service.WithReference(database).WaitFor(database);
}

builder.Build().Run();
