using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalData;
using Aspire.Hosting.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL servers and databases.</summary>
public static class PostgresBuilderExtensions
{
    /// <summary>
    /// Adds a PostgreSQL server. It listens on 127.0.0.1 alone, asks for the password by scram-sha-256, and writes
    /// durably (fsync is on). The binaries are those of <c>Postgres:BinDirectory</c>, else of PATH (15 or newer), else of
    /// the npm package that the build restores.
    /// </summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null
    )
    {
        var secret = password?.Resource ?? builder.CreateDefaultPasswordParameter($"{name}-password");
        var server = new PostgresServerResource(name, userName?.Resource, secret);
        builder
            .Services.AddHealthChecks()
            .Add(
                Check(
                    $"{name}_check",
                    async token => $"{await server.ConnectionStringExpression.GetValueAsync(token)};Database=postgres"
                )
            );
        return builder
            .AddResource(server)
            .WithEndpoint(port: port, name: PostgresServerResource.EndpointName, scheme: "tcp")
            .WithHealthCheck($"{name}_check")
            .OnResourceReady((resource, _, token) => PostgresDatabases.CreateAsync(builder, resource, token));
    }

    /// <summary>Adds a database to the server; it is created when it is not there.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder,
        string name,
        string? databaseName = null
    )
    {
        databaseName ??= name;
        builder.Resource.AddDatabase(name, databaseName);
        var database = new PostgresDatabaseResource(name, databaseName, builder.Resource);
        builder
            .ApplicationBuilder.Services.AddHealthChecks()
            .Add(Check($"{name}_check", async token => await database.ConnectionStringExpression.GetValueAsync(token)));
        return builder.ApplicationBuilder.AddResource(database).WithHealthCheck($"{name}_check");
    }

    /// <summary>Creates the database with a statement of one's own.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> WithCreationScript(
        this IResourceBuilder<PostgresDatabaseResource> builder,
        string script
    )
    {
        builder.Resource.CreationScript = script;
        return builder;
    }

    /// <summary>Keeps the data in <c>volumes/name</c> of the data directory.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder,
        string? name = null,
        bool isReadOnly = false
    )
    {
        RefuseReadOnly(isReadOnly);
        var path = Path.Combine(builder.ApplicationBuilder.Data().Root, "volumes", name ?? builder.Resource.Name);
        return builder.WithAnnotation(new PostgresDataAnnotation(path), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Keeps the data in the folder given; a relative one is below the AppHost's.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataBindMount(
        this IResourceBuilder<PostgresServerResource> builder,
        string source,
        bool isReadOnly = false
    )
    {
        RefuseReadOnly(isReadOnly);
        var path = Path.GetFullPath(Path.Combine(builder.ApplicationBuilder.AppHostDirectory, source));
        return builder.WithAnnotation(new PostgresDataAnnotation(path), ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Changes the password.</summary>
    public static IResourceBuilder<PostgresServerResource> WithPassword(
        this IResourceBuilder<PostgresServerResource> builder,
        IResourceBuilder<ParameterResource> password
    )
    {
        builder.Resource.PasswordParameter = password.Resource;
        return builder;
    }

    /// <summary>Changes the superuser's name.</summary>
    public static IResourceBuilder<PostgresServerResource> WithUserName(
        this IResourceBuilder<PostgresServerResource> builder,
        IResourceBuilder<ParameterResource> userName
    )
    {
        builder.Resource.UserNameParameter = userName.Resource;
        return builder;
    }

    /// <summary>Changes the port; null for a free one.</summary>
    public static IResourceBuilder<PostgresServerResource> WithHostPort(
        this IResourceBuilder<PostgresServerResource> builder,
        int? port
    ) => builder.WithEndpoint(PostgresServerResource.EndpointName, endpoint => endpoint.Port = port);

    private static HealthCheckRegistration Check(string key, Func<CancellationToken, Task<string?>> connectionString) =>
        new(key, _ => new PostgresHealthCheck(connectionString), failureStatus: null, tags: null);

    private static void RefuseReadOnly(bool isReadOnly)
    {
        if (isReadOnly)
            throw new DistributedApplicationException("A PostgreSQL server cannot run on read-only data.");
    }
}
