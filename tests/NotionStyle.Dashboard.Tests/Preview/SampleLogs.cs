using NotionStyle.Dashboard.Telemetry;
using NotionStyle.Dashboard.Tests.Pages;

namespace NotionStyle.Dashboard.Tests.Preview;

/// <summary>An hour of logs of stage 1, with a bad minute.</summary>
internal static class SampleLogs
{
    public static FakeLogs All()
    {
        var random = new Random(7);
        var logs = new FakeLogs();
        var now = DateTimeOffset.UtcNow;
        for (var i = 0; i < 1_200; i++)
        {
            var age = TimeSpan.FromSeconds(i * 2.9 + random.NextDouble());
            var isBad = age.TotalMinutes is > 21 and < 24;
            var instance = random.Next(2) == 0 ? "a" : "b";
            logs.Records.Add(
                (isBad ? random.Next(3) : random.Next(60)) switch
                {
                    0 => Record(
                        now - age,
                        instance,
                        17,
                        "NotionStyle.BlockService.Transactions",
                        "Transaction 7f3c0a failed on shard 217 of postgres-2",
                        Failure
                    ),
                    1 or 2 => Record(
                        now - age,
                        instance,
                        13,
                        "NotionStyle.Blocks.Postgres.ShardRouter",
                        $"Shard {random.Next(480)} answered after {random.Next(400, 2000)} ms; the transaction was tried again",
                        """{"{OriginalFormat}":"Shard {Shard} answered after {Milliseconds} ms; the transaction was tried again","Shard":217,"Milliseconds":1204}"""
                    ),
                    3 => Record(
                        now - age,
                        instance,
                        9,
                        "NotionStyle.Lab",
                        """{"edits":1200,"shards":[1,2,3],"took":{"p50":12.5,"p99":80.25}}""",
                        "{}"
                    ),
                    4 => Record(
                        now - age,
                        instance,
                        5,
                        "Npgsql.Connection",
                        "Opened connection to localhost:55431/notionstyle",
                        "{}"
                    ),
                    _ => Record(
                        now - age,
                        instance,
                        9,
                        "Microsoft.AspNetCore.Hosting.Diagnostics",
                        $"Request finished HTTP/1.1 POST http://localhost:5080/v1/pages - 200 {random.Next(200, 4000)} application/json {random.Next(2, 60)}.{random.Next(1000):000}ms",
                        """{"http.route":"/v1/pages","http.request.method":"POST","user.id":"5f0d6c1e"}"""
                    ),
                }
            );
        }

        return logs;
    }

    private const string Failure = """
        {"{OriginalFormat}":"Transaction {Id} failed on shard {Shard} of {Server}","Id":"7f3c0a","Shard":217,"Server":"postgres-2","exception.type":"Npgsql.PostgresException","exception.message":"57P03: the database system is starting up","exception.stacktrace":"Npgsql.PostgresException (0x80004005): 57P03: the database system is starting up\n   at Npgsql.Internal.NpgsqlConnector.ReadMessageLong(Boolean async)\n   at NotionStyle.Blocks.Postgres.Transactions.TransactionCommitter.CommitAsync(ShardRoute route) in Transactions/TransactionCommitter.cs:line 88\n   at NotionStyle.BlockService.Transactions.TransactionEndpoint.PostAsync(HttpContext context) in Transactions/TransactionEndpoint.cs:line 41\n   at Microsoft.AspNetCore.Routing.EndpointMiddleware.Invoke(HttpContext context)"}
        """;

    private static LogRecord Record(
        DateTimeOffset time,
        string instance,
        int severity,
        string logger,
        string body,
        string attributes
    ) =>
        new()
        {
            Time = Timestamp.From(time),
            Resource = new TelemetryResource(
                "block-service",
                $"block-service-{instance}",
                new TelemetryAttributes(
                    $$"""{"service.name":"block-service","service.instance.id":"block-service-{{instance}}","service.version":"1.0.0","host.name":"laptop","telemetry.sdk.language":"dotnet"}"""
                )
            ),
            Scope = new InstrumentationScope(logger, ""),
            Severity = severity,
            SeverityText = severity switch
            {
                17 => "Error",
                13 => "Warning",
                5 => "Debug",
                _ => "Information",
            },
            Body = body,
            Attributes = new TelemetryAttributes(attributes.Trim()),
            TraceId =
                severity == 5 ? null : new TraceId(((UInt128)((ulong)time.Ticks * 0x9E3779B97F4A7C15) << 64) | 0x5eed),
            SpanId = severity == 5 ? null : new SpanId((ulong)time.Ticks * 0x9E3779B97F4A7C15),
        };
}
