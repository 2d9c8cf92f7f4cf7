using Aspire.Hosting.Postgres;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server that runs as a process of this machine.</summary>
public sealed class PostgresServerResource : LocalEngineResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";
    private const string DefaultUserName = "postgres";

    private int _started;
    private readonly Dictionary<string, string> _databases = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Creates the resource.</summary>
    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(password);
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, EndpointName);
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The superuser's name; null for <c>postgres</c>.</summary>
    public ParameterResource? UserNameParameter { get; internal set; }

    /// <summary>The superuser's password.</summary>
    public ParameterResource PasswordParameter { get; internal set; }

    /// <summary>The superuser's name.</summary>
    public ReferenceExpression UserNameReference =>
        UserNameParameter is null
            ? ReferenceExpression.Create($"{DefaultUserName}")
            : ReferenceExpression.Create($"{UserNameParameter}");

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create(
            $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}"
        );

    /// <summary>The databases: resource name to database name.</summary>
    public IReadOnlyDictionary<string, string> Databases => _databases;

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() => Properties(null);

    /// <inheritdoc />
    protected internal override Task<ProcessSpec> PrepareAsync(
        EngineContext context,
        CancellationToken cancellationToken
    ) => new PostgresServer(this, context).PrepareAsync(cancellationToken);

    internal void AddDatabase(string name, string databaseName) => _databases.Add(name, databaseName);

    /// <summary>True once per run: data that lasts as long as the run is wiped then, and kept over restarts.</summary>
    internal bool TakeFirstStart() => Interlocked.Exchange(ref _started, 1) == 0;

    internal IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(string? database)
    {
        var host = PrimaryEndpoint.Property(EndpointProperty.Host);
        var port = PrimaryEndpoint.Property(EndpointProperty.Port);
        yield return new("Host", ReferenceExpression.Create($"{host}"));
        yield return new("Port", ReferenceExpression.Create($"{port}"));
        yield return new("Username", UserNameReference);
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        yield return database is null
            ? new(
                "Uri",
                ReferenceExpression.Create(
                    $"postgresql://{UserNameReference:uri}:{PasswordParameter:uri}@{host}:{port}"
                )
            )
            : new(
                "Uri",
                ReferenceExpression.Create(
                    $"postgresql://{UserNameReference:uri}:{PasswordParameter:uri}@{host}:{port}/{database:uri}"
                )
            );
        yield return database is null
            ? new("JdbcConnectionString", ReferenceExpression.Create($"jdbc:postgresql://{host}:{port}"))
            : new(
                "JdbcConnectionString",
                ReferenceExpression.Create($"jdbc:postgresql://{host}:{port}/{database:uri}")
            );
        if (database is not null)
            yield return new("DatabaseName", ReferenceExpression.Create($"{database}"));
    }
}

/// <summary>A database in a PostgreSQL server; it is created when the server is ready.</summary>
public sealed class PostgresDatabaseResource
    : Resource,
        IResourceWithParent<PostgresServerResource>,
        IResourceWithConnectionString
{
    /// <summary>Creates the resource.</summary>
    public PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
        : base(name)
    {
        DatabaseName = databaseName;
        Parent = postgresParentResource;
    }

    /// <inheritdoc cref="IResourceWithParent{T}.Parent" />
    public PostgresServerResource Parent { get; }

    /// <summary>The database's name.</summary>
    public string DatabaseName { get; }

    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"{Parent};Database={DatabaseName}");

    /// <summary>The statement that creates it, when it is not CREATE DATABASE.</summary>
    internal string? CreationScript { get; set; }

    /// <inheritdoc />
    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() =>
        Parent.Properties(DatabaseName);
}

/// <summary>Where a server keeps its data; without it, the data lasts as long as the run.</summary>
internal sealed class PostgresDataAnnotation(string path) : IResourceAnnotation
{
    public string Path { get; } = path;
}
