// The app model: what each stage adds, what refers to what, what waits for what.
// It is written in the Aspire builder API, to build unchanged against the Aspire packages (-p:AspireHosting=packages).

var builder = DistributedApplication.CreateBuilder(args);
var stage = StageOptions.Read(args, builder.Configuration, builder.AppHostDirectory);

var adminToken = builder.AddParameter(
    "admin-token",
    new GenerateParameterDefault { MinLength = 32, Special = false },
    secret: true,
    persist: true
);

// First, so that a person sees how the others start. It waits for nobody, and takes the telemetry of all.
var dashboard = stage.Has("dashboard") ? builder.AddDashboard(stage) : null;

// Stage 1: PostgreSQL for everything. 480 logical shards, each a schema, over a few physical servers.
var postgresPassword = builder.AddParameter(
    "postgres-password",
    new GenerateParameterDefault { MinLength = 22, Special = false },
    secret: true,
    persist: true
);

var blockService = builder
    .AddProject<Projects.NotionStyle_BlockService>("block-service")
    .WithEndpoint("http", endpoint => endpoint.Port = stage.Port ?? endpoint.Port)
    .WithEnvironment("BlockService__AdminToken", adminToken)
    .WithEnvironment("BlockService__FilesDirectory", Path.Combine(stage.DataDirectory, "files"))
    .WithEnvironment("BlockStore__PoolSize", PostgresSettings.PoolSize(stage))
    .WithHttpHealthCheck("/health")
    .WithReplicas(stage.Replicas);

// Stage 2: full-text search in Elasticsearch. It follows the block store, and nothing waits for it.
var searchService = stage.Stage >= 2 ? builder.AddSearchService(stage, blockService) : null;

// And hot data in Redis: tokens, rate limits, finished pages.
if (stage.Stage >= 2 && stage.Has("redis"))
    builder.AddRedis(stage, blockService);

for (var number = 1; number <= stage.Servers; number++)
{
    var shards = builder.AddShardServer(number, stage, postgresPassword);
    blockService.WithReference(shards).WaitFor(shards);
    searchService?.WithReference(shards).WaitFor(shards);
    dashboard?.WithReference(shards);
}

builder.Build().Run();
