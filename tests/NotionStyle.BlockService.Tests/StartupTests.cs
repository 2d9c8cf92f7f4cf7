using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NotionStyle.Blocks.Postgres;
using NotionStyle.BlockService.Tests.Support;

namespace NotionStyle.BlockService.Tests;

/// <summary>A service that cannot start says why in one line, and ends.</summary>
public sealed class StartupTests
{
    private const string Token = "--BlockService:AdminToken=" + TestService.AdminToken;

    [Theory]
    [InlineData("--BlockService:AdminToken=", "BlockService:AdminToken is missing")]
    [InlineData("--BlockService:AdminToken=123456789012345", "has 15 characters; set the environment variable")]
    [InlineData("--BlockService:AdminToken=1234567890 123456", "a space or a character beyond ASCII")]
    [InlineData(
        Token + "|--BlockService:RequestTimeoutSeconds=0",
        "RequestTimeoutSeconds must be an integer from 1 to 600"
    )]
    [InlineData(Token + "|--BlockService:TransactionsAtOnce=many", "TransactionsAtOnce must be an integer")]
    public async Task A_setting_out_of_its_range(string args, string message) =>
        Assert.Contains(message, await RunAsync(args.Split('|'), _ => { }), StringComparison.Ordinal);

    [Fact]
    public async Task No_server_for_the_store() =>
        Assert.Contains(
            "No PostgreSQL server is configured",
            await RunAsync([Token], builder => builder.Services.AddPostgresBlocks(builder.Configuration)),
            StringComparison.Ordinal
        );

    [Fact]
    public async Task A_store_that_refuses_to_start() =>
        Assert.Equal(
            "NotionStyle.BlockService cannot run: The schema is newer than this program. Update it.",
            await RunAsync(
                [Token, "--urls=http://127.0.0.1:0"],
                builder => AddStore(builder).AddHostedService<Refusing>()
            )
        );

    [Fact]
    public async Task An_address_that_is_taken()
    {
        await using var other = await TestService.StartAsync();
        var line = await RunAsync([Token, $"--urls={other.Address}"], builder => AddStore(builder));
        Assert.Contains("address already in use", line, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_service_that_is_stopped_while_it_starts_has_not_failed() =>
        Assert.Equal(
            (0, ""),
            await EndAsync(
                [Token, "--urls=http://127.0.0.1:0"],
                builder => AddStore(builder).AddHostedService<Stopping>()
            )
        );

    /// <summary>Runs a service that must not come up, and returns its one line.</summary>
    private static async Task<string> RunAsync(string[] args, Action<WebApplicationBuilder> addStore)
    {
        var (result, text) = await EndAsync(args, addStore);
        Assert.Equal(1, result);
        Assert.Equal(1, text.Count(c => c == '\n'));
        return text.TrimEnd();
    }

    /// <summary>Runs a service to its end, which logs no error: its exit code and what it printed.</summary>
    private static async Task<(int Result, string Text)> EndAsync(string[] args, Action<WebApplicationBuilder> addStore)
    {
        var errors = new ErrorLog();
        await using var output = new StringWriter();
        var result = await BlockServiceApp.RunAsync(
            args,
            builder =>
            {
                builder.Logging.ClearProviders().AddProvider(errors);
                addStore(builder);
            },
            output
        );
        Assert.Empty(errors.Lines);
        return (result, output.ToString());
    }

    private static IServiceCollection AddStore(WebApplicationBuilder builder) =>
        new MemoryBlocks().Register(builder.Services);

    /// <summary>Is told to stop, as by a signal, and takes as long as that takes.</summary>
    private sealed class Stopping(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.StopApplication();
            return Task.Delay(Timeout.Infinite, cancellationToken);
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Refusing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) =>
            throw new BlockStoreSetupException("The schema is newer than this program.\nUpdate it.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
