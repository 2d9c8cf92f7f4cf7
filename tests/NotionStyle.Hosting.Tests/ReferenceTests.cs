using NotionStyle.Hosting.Tests.Support;

namespace NotionStyle.Hosting.Tests;

public sealed class ReferenceTests
{
    [Fact]
    public async Task A_database_is_injected_as_connection_string_and_by_its_parts()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var password = builder.AddParameter("pw", "p/w");
        var server = builder.AddPostgres("pg", password: password);
        var database = server.AddDatabase("my-db", "store");
        Values.Allocate(server.Resource, "tcp", 1234);
        var user = Executable(builder).WithReference(database);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__my-db"] = "Host=localhost;Port=1234;Username=postgres;Password=p/w;Database=store",
                ["MY_DB_HOST"] = "localhost",
                ["MY_DB_PORT"] = "1234",
                ["MY_DB_USERNAME"] = "postgres",
                ["MY_DB_PASSWORD"] = "p/w",
                ["MY_DB_URI"] = "postgresql://postgres:p%2Fw@localhost:1234/store",
                ["MY_DB_JDBCCONNECTIONSTRING"] = "jdbc:postgresql://localhost:1234/store",
                ["MY_DB_DATABASENAME"] = "store",
            },
            await Values.EnvironmentAsync(user.Resource)
        );
    }

    [Fact]
    public async Task A_reference_can_be_renamed_narrowed_and_optional()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create("ConnectionStrings:there=value");
        var there = builder.AddConnectionString("there");
        var empty = builder.AddConnectionString("empty", ReferenceExpression.Create($""));
        var user = Executable(builder)
            .WithReference(there, connectionName: "renamed")
            .WithReference(empty, optional: true)
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString);
        Assert.Equal(
            new Dictionary<string, string?> { ["ConnectionStrings__renamed"] = "value" },
            await Values.EnvironmentAsync(user.Resource)
        );
    }

    [Fact]
    public async Task Endpoints_are_injected_for_service_discovery_and_as_plain_variables()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var api = builder
            .AddExecutable("the-api", "/bin/true", "/", "x")
            .WithHttpEndpoint()
            .WithEndpoint(name: "raw", scheme: "tcp");
        Values.Allocate(api.Resource, "http", 8001);
        Values.Allocate(api.Resource, "raw", 8002);
        var byResource = Executable(builder, "a").WithReference(api);
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["services__the-api__http__0"] = "http://localhost:8001",
                ["THE_API_HTTP"] = "http://localhost:8001",
                ["services__the-api__raw__0"] = "tcp://localhost:8002",
                ["THE_API_RAW"] = "tcp://localhost:8002",
            },
            await Values.EnvironmentAsync(byResource.Resource)
        );
        var others = Executable(builder, "b")
            .WithReference(api.GetEndpoint("raw"))
            .WithReference(api, "Alias")
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.Endpoints)
            .WithReference("fixed", new Uri("http://example.org/"));
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["THE_API_RAW"] = "tcp://localhost:8002",
                ["Alias_HTTP"] = "http://localhost:8001",
                ["Alias_RAW"] = "tcp://localhost:8002",
                ["fixed"] = "http://example.org/",
            },
            await Values.EnvironmentAsync(others.Resource)
        );
    }

    [Fact]
    public async Task Variables_take_parameters_endpoints_and_interpolated_values_and_the_last_write_wins()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var secret = builder.AddParameter("s", "a b");
        var api = builder.AddExecutable("api", "/bin/true", "/", "x").WithHttpEndpoint();
        Values.Allocate(api.Resource, "http", 8001);
        var user = Executable(builder)
            .WithEnvironment("A", "first")
            .WithEnvironment("A", secret)
            .WithEnvironment("B", api.GetEndpoint("http"))
            .WithEnvironment(
                "C",
                $"{{{secret}}} at {api.GetEndpoint("http").Property(EndpointProperty.Port)}?q={secret:uri}"
            );
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["A"] = "a b",
                ["B"] = "http://localhost:8001",
                ["C"] = "{a b} at 8001?q=a%20b",
            },
            await Values.EnvironmentAsync(user.Resource)
        );
    }

    [Theory]
    [InlineData("1st")]
    [InlineData("two--hyphens")]
    [InlineData("ends-")]
    [InlineData("under_score")]
    [InlineData("")]
    public async Task A_name_outside_the_rule_is_refused(string name)
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        Assert.ThrowsAny<ArgumentException>(() => builder.AddParameter(name, "x"));
    }

    [Fact]
    public async Task Names_that_differ_by_case_alone_are_refused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        builder.AddParameter("Name", "x");
        Assert.Throws<DistributedApplicationException>(() => builder.AddParameter("name", "x"));
    }

    [Fact]
    public async Task Waiting_for_oneself_or_for_the_own_parent_is_refused()
    {
        await using var builder = DistributedApplicationTestingBuilder.Create();
        var executable = Executable(builder);
        Assert.Throws<DistributedApplicationException>(() => executable.WaitFor(executable));
    }

    private static IResourceBuilder<ExecutableResource> Executable(
        IDistributedApplicationTestingBuilder builder,
        string name = "user"
    ) => builder.AddExecutable(name, "/bin/true", "/", "x");
}
