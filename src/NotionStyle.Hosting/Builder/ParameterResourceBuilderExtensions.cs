using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.LocalData;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds values that come from outside.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that configuration must give as <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        bool secret = false
    ) => builder.Add(name, secret, _ => Lookup(builder.Configuration, name, null) ?? throw Missing(name));

    /// <summary>Adds a parameter with the value given here: configuration is not consulted.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false
    ) => builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>Adds a parameter with the value that a function gives: configuration is not consulted.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false
    )
    {
        if (secret && publishValueAsDefault)
            throw new ArgumentException("A secret must not become a published default.", nameof(publishValueAsDefault));
        return builder.Add(name, secret, _ => valueGetter());
    }

    /// <summary>Adds a parameter with a default where configuration has none.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The name.</param>
    /// <param name="value">The default.</param>
    /// <param name="secret">Whether it must not be shown.</param>
    /// <param name="persist">Whether a generated value is kept in the data directory for the next start.</param>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false
    )
    {
        var data = builder.Data();
        var parameter = builder.Add(
            name,
            secret,
            @default =>
                Lookup(builder.Configuration, name, null)
                ?? (
                    persist
                        ? data.Secrets.GetOrAdd($"Parameters:{name}", @default!.GetDefaultValue)
                        : @default!.GetDefaultValue()
                )
        );
        parameter.Resource.Default = value;
        return parameter;
    }

    /// <summary>Adds a parameter that configuration gives under a key of its own.</summary>
    public static IResourceBuilder<ParameterResource> AddParameterFromConfiguration(
        this IDistributedApplicationBuilder builder,
        string name,
        string configurationKey,
        bool secret = false
    ) =>
        builder.Add(
            name,
            secret,
            _ => Lookup(builder.Configuration, name, configurationKey) ?? throw Missing(name, configurationKey)
        );

    /// <summary>Says what a parameter is for.</summary>
    public static IResourceBuilder<ParameterResource> WithDescription(
        this IResourceBuilder<ParameterResource> builder,
        string description,
        bool enableMarkdown = false
    )
    {
        _ = enableMarkdown;
        builder.Resource.Description = description;
        return builder;
    }

    /// <summary>
    /// Adds a connection string that the user gives as <c>ConnectionStrings:name</c>: the way to use a server that
    /// runs elsewhere.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        string? environmentVariableName = null
    )
    {
        var parameter = new ParameterResource(
            name,
            _ =>
                builder.Configuration.GetConnectionString(name) is { Length: > 0 } value
                    ? value
                    : throw new MissingParameterValueException(
                        $"The connection string '{name}' has no value; set it with --ConnectionStrings:{name}=... or the "
                            + $"environment variable ConnectionStrings__{name}."
                    ),
            secret: true
        );
        return builder.AddResource(
            new ConnectionStringResource(name, ReferenceExpression.Create($"{parameter}"))
            {
                ConnectionStringEnvironmentVariable = environmentVariableName,
            }
        );
    }

    /// <summary>Adds a connection string that is put together from parts.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        ReferenceExpression connectionStringExpression
    )
    {
        ArgumentNullException.ThrowIfNull(connectionStringExpression);
        var added = builder.AddResource(new ConnectionStringResource(name, connectionStringExpression));
        foreach (var part in connectionStringExpression.ValueProviders)
        {
            var resource = part switch
            {
                IResource r => r,
                EndpointReference e => e.Resource,
                EndpointReferenceExpression e => e.Endpoint.Resource,
                _ => null,
            };
            if (resource is not null and not IResourceWithoutLifetime)
                added.WithAnnotation(new WaitAnnotation(resource, WaitType.WaitUntilStarted));
        }

        return added;
    }

    /// <summary>Adds a connection string that is put together from parts.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        Action<ReferenceExpressionBuilder> connectionStringBuilder
    )
    {
        ArgumentNullException.ThrowIfNull(connectionStringBuilder);
        var expression = new ReferenceExpressionBuilder();
        connectionStringBuilder(expression);
        return builder.AddConnectionString(name, expression.Build());
    }

    /// <summary>A generated secret that the data directory keeps, for servers that were given no password.</summary>
    internal static ParameterResource CreateDefaultPasswordParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        bool special = true
    )
    {
        var data = builder.Data();
        return new ParameterResource(
            name,
            @default =>
                Lookup(builder.Configuration, name, null)
                ?? data.Secrets.GetOrAdd($"Parameters:{name}", @default!.GetDefaultValue),
            secret: true
        )
        {
            Default = new GenerateParameterDefault { Special = special },
        };
    }

    private static IResourceBuilder<ParameterResource> Add(
        this IDistributedApplicationBuilder builder,
        string name,
        bool secret,
        Func<ParameterDefault?, string> callback
    ) => builder.AddResource(new ParameterResource(name, callback, secret));

    private static string? Lookup(ConfigurationManager configuration, string name, string? key) =>
        configuration[key ?? $"Parameters:{name}"]
        ?? (key is null ? configuration[$"Parameters:{name.Replace('-', '_')}"] : null);

    private static MissingParameterValueException Missing(string name, string? key = null)
    {
        key ??= $"Parameters:{name}";
        var variable = key.Replace(":", "__", StringComparison.Ordinal).Replace('-', '_');
        return new(
            $"The parameter '{name}' has no value; set it with --{key}=... or the environment variable {variable}."
        );
    }
}
