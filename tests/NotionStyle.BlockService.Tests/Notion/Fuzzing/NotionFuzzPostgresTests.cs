using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Fuzzing;

public sealed class NotionFuzzPostgresTests(PostgresService postgres) : IClassFixture<PostgresService>
{
    [Fact]
    public Task No_request_is_the_services_or_the_stores_own_fault_and_none_tells_of_another_workspace() =>
        NotionFuzz.RunAsync(postgres.Service, 2_000);
}
