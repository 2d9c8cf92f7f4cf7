using NotionStyle.BlockService.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedService))]

namespace NotionStyle.BlockService.Tests.Support;

/// <summary>One service for all tests that only ask; those that break its store or its limits start their own.</summary>
public sealed class SharedService : IAsyncLifetime
{
    private TestService? _service;

    internal TestService Service => _service!;

    public async ValueTask InitializeAsync() => _service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
