using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests.Notion.Fuzzing;

public sealed class NotionFuzzTests
{
    [Fact]
    public async Task No_request_is_the_services_own_fault_and_none_tells_of_another_workspace()
    {
        await using var service = await TestService.StartAsync(
            "--BlockService:RequestsPerSecond=1000000",
            "--BlockService:RequestBurst=1000000"
        );
        await NotionFuzz.RunAsync(service, 4_000);
    }

    [Fact]
    public async Task A_service_that_mixes_workspaces_up_is_caught()
    {
        await using var service = await TestService.StartAsync();
        var fault = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(() =>
            NotionFuzz.RunAsync(service, 100, asOther: true)
        );
        Assert.Contains("of another workspace", fault.Message, StringComparison.Ordinal);
    }
}
