using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

public sealed class FuzzTests
{
    [Fact]
    public async Task Nothing_that_is_sent_is_the_services_own_fault()
    {
        await using var service = await TestService.StartAsync();
        await Fuzz.RunAsync(service, 6_000);
    }
}
