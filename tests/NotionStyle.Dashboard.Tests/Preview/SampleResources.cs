using NotionStyle.Dashboard.Resources;
using NotionStyle.Dashboard.Tests.Pages;

namespace NotionStyle.Dashboard.Tests.Preview;

/// <summary>Stage 1 as its host would tell of it, with a replica that is not well.</summary>
internal static class SampleResources
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddMinutes(-12);

    public static FakeCatalog Catalog()
    {
        var catalog = new FakeCatalog();
        catalog.Services.AddRange([FakeCatalog.Service("block-service", 3), FakeCatalog.Service("dashboard")]);
        return catalog;
    }

    public static IEnumerable<ResourceInstance> All()
    {
        yield return Parameter("admin-token", "Active", "k3hPq0aZr7sXw2LmN8bV4cYt6uJd1fGe");
        yield return Parameter("postgres-password", "Active", "9fK2mP5sT8wZ1cF4hJ7lN");
        yield return Parameter("region", "ValueMissing", null) with
        {
            Detail = "Set Parameters:region in the configuration, or pass Parameters__region.",
        };
        yield return new ResourceInstance
        {
            Id = "dashboard",
            Name = "dashboard",
            Type = "Project",
            State = "Running",
            Health = "healthy",
            Started = Start,
            Commands = ["restart", "stop"],
            Urls = [new("http", "http://localhost:18888", "", false), new("otlp", "http://localhost:18889", "", true)],
            HealthReports = [new("dashboard_http_/health", "healthy", "", DateTimeOffset.UtcNow.AddSeconds(-4))],
            Relationships = [new("postgres-1", "Reference"), new("postgres-2", "Reference")],
            Properties =
            [
                new("Process", "41230"),
                new("Source", "src/NotionStyle.Dashboard/NotionStyle.Dashboard.csproj"),
            ],
        };
        yield return Service("a", "healthy", 41301);
        yield return Service("b", "unhealthy", 41302) with
        {
            HealthReports =
            [
                new(
                    "block-service_http_/health",
                    "unhealthy",
                    "http://localhost:5081/health answered 503 Service Unavailable: shards-2 does not answer",
                    DateTimeOffset.UtcNow.AddSeconds(-2)
                ),
            ],
        };
        for (var number = 1; number <= 2; number++)
        {
            yield return new ResourceInstance
            {
                Id = $"postgres-{number}",
                Name = $"postgres-{number}",
                Type = "PostgresServer",
                State = "Running",
                Health = number == 1 ? "healthy" : "degraded",
                Started = Start.AddSeconds(3),
                Commands = ["restart", "stop"],
                Urls = [new("tcp", $"tcp://localhost:5543{number}", "", false)],
                Relationships = [new("postgres-password", "Reference")],
                HealthReports =
                [
                    new(
                        $"postgres-{number}_check",
                        number == 1 ? "healthy" : "degraded",
                        number == 1 ? "" : "took 1.9 s",
                        DateTimeOffset.UtcNow.AddSeconds(-1)
                    ),
                ],
                Environment = [new("POSTGRES_PASSWORD", null), new("PGDATA", "/var/lib/postgresql/data")],
                Properties = [new("Process", $"{41000 + number}")],
            };
            yield return new ResourceInstance
            {
                Id = $"shards-{number}",
                Name = $"shards-{number}",
                Type = "PostgresDatabase",
                State = "Running",
                Health = number == 1 ? "healthy" : "unhealthy",
                Parent = $"postgres-{number}",
                Properties =
                [
                    new(
                        "ConnectionString",
                        $"Host=localhost;Port=5543{number};Username=postgres;Password=••••;Database=notionstyle"
                    ),
                ],
                HealthReports =
                [
                    new(
                        $"shards-{number}_check",
                        number == 1 ? "healthy" : "unhealthy",
                        number == 1 ? "" : "timeout after 5 s",
                        DateTimeOffset.UtcNow.AddSeconds(-5)
                    ),
                ],
            };
        }

        yield return new ResourceInstance
        {
            Id = "lab",
            Name = "lab",
            Type = "Executable",
            State = "Finished",
            ExitCode = 3,
            Detail = "Ended with exit code 3.",
            Started = Start.AddMinutes(2),
            Stopped = Start.AddMinutes(3),
            Commands = ["start"],
            Relationships = [new("block-service", "Reference"), new("block-service", "WaitFor")],
        };
    }

    public static IEnumerable<ConsoleLine> Console()
    {
        string[] messages =
        [
            "\u001b[40m\u001b[32minfo\u001b[39m\u001b[22m\u001b[49m: Microsoft.Hosting.Lifetime[14]",
            "      Now listening on: http://localhost:5080",
            "\u001b[40m\u001b[1m\u001b[33mwarn\u001b[39m\u001b[22m\u001b[49m: NotionStyle.Blocks.Postgres.ShardRouter[12]",
            "      Shard 217 answered after \u001b[1m1,204 ms\u001b[0m; the transaction \u001b[36m7f3c0a\u001b[0m was tried again",
            "\u001b[41m\u001b[30mfail\u001b[39m\u001b[22m\u001b[49m: NotionStyle.BlockService.Transactions[3]",
            "      \u001b[38;5;208mNpgsql.PostgresException\u001b[0m (0x80004005): 57P03: the database system is starting up",
        ];
        for (var i = 0; i < 240; i++)
        {
            var (id, number) = (i % 3) switch
            {
                0 => ("block-service-a", i / 3),
                1 => ("block-service-b", i / 3),
                _ => ("postgres-1", i / 3),
            };
            var text =
                id == "postgres-1"
                    ? $"2026-11-22 20:{i % 60:00}:11.{i:000} UTC [{4000 + i}] LOG:  checkpoint complete: wrote {i * 7} buffers ({i % 10}.{i % 7} %)"
                    : messages[number % messages.Length];
            yield return new ConsoleLine(
                id,
                number + 1,
                Start.AddSeconds(i * 2.37),
                text,
                text.Contains("fail", StringComparison.Ordinal)
            );
        }
    }

    private static ResourceInstance Parameter(string name, string state, string? value) =>
        new()
        {
            Id = name,
            Name = name,
            Type = "Parameter",
            State = state,
            Properties = value is null ? [] : [new("Value", value)],
        };

    private static ResourceInstance Service(string suffix, string health, int process) =>
        new()
        {
            Id = $"block-service-{suffix}",
            Name = "block-service",
            Type = "Project",
            State = "Running",
            Health = health,
            Started = Start.AddSeconds(9),
            Commands = ["restart", "stop"],
            Urls =
            [
                new("http", "http://localhost:5080", "", false),
                new("docs", "http://localhost:5080/docs", "API docs", false),
            ],
            Relationships =
            [
                new("shards-1", "Reference"),
                new("shards-1", "WaitFor"),
                new("shards-2", "Reference"),
                new("shards-2", "WaitFor"),
                new("admin-token", "Reference"),
            ],
            Environment =
            [
                new("ASPNETCORE_URLS", "http://localhost:0"),
                new("BlockService__AdminToken", null),
                new("BlockService__FilesDirectory", "/home/me/.data/stage1/files"),
                new("BlockStore__PoolSize", "40"),
                new("ConnectionStrings__shards-1", null),
                new("ConnectionStrings__shards-2", null),
                new("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:18889"),
                new("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key=5f2b"),
                new("OTEL_SERVICE_NAME", "block-service"),
            ],
            HealthReports = [new("block-service_http_/health", health, "", DateTimeOffset.UtcNow.AddSeconds(-2))],
            Properties =
            [
                new("Process", $"{process}"),
                new("Source", "src/NotionStyle.BlockService/NotionStyle.BlockService.csproj"),
            ],
        };
}
