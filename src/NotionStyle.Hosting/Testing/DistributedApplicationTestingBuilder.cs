using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>An application builder for tests; what the AppHost made of it can be changed before it is built.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Lets the AppHost's entry point finish its Build and gives the application.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>
/// Makes applications for tests. Ports are random, the dashboard is off, and the data directory is a fresh temporary one
/// that is removed when the application is disposed, unless <c>--data</c> is among the arguments.
/// </summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs an AppHost's real entry point up to its Build.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        CancellationToken cancellationToken = default
    )
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>Runs an AppHost's real entry point up to its Build.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        CancellationToken cancellationToken = default
    )
        where TEntryPoint : class => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    /// <summary>Runs an AppHost's real entry point up to its Build.</summary>
    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        CancellationToken cancellationToken = default
    )
    {
        var assembly = entryPoint.Assembly;
        if (assembly.EntryPoint is null)
            throw new InvalidOperationException($"{assembly.GetName().Name} has no entry point.");
        var interception = new AppHostInterception(assembly, args, null);
        interception.RunEntryPoint();
        var builder = await interception.Builder.WaitAsync(cancellationToken);
        return new InterceptedBuilder(builder, interception);
    }

    /// <summary>An empty application.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
    {
        var interception = new AppHostInterception(null, args, null);
        var options = new DistributedApplicationOptions
        {
            Args = args,
            AssemblyName = null,
            ProjectDirectory = Directory.GetCurrentDirectory(),
        };
        return new InterceptedBuilder(new DistributedApplicationBuilder(options, interception), interception);
    }

    private sealed class InterceptedBuilder(DistributedApplicationBuilder inner, AppHostInterception interception)
        : IDistributedApplicationTestingBuilder
    {
        private DistributedApplication? _app;

        public ConfigurationManager Configuration => inner.Configuration;
        public string AppHostDirectory => inner.AppHostDirectory;
        public Assembly? AppHostAssembly => inner.AppHostAssembly;
        public IHostEnvironment Environment => inner.Environment;
        public IServiceCollection Services => inner.Services;
        public IDistributedApplicationEventing Eventing => inner.Eventing;
        public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;
        public IResourceCollection Resources => inner.Resources;

        public IResourceBuilder<T> AddResource<T>(T resource)
            where T : IResource => inner.AddResource(resource);

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
            where T : IResource => inner.CreateResourceBuilder(resource);

        public DistributedApplication Build() => BuildAsync().GetAwaiter().GetResult();

        public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default)
        {
            if (interception.EntryPoint is null)
                return _app = inner.Build();
            interception.Proceed();
            return _app = await interception.App.WaitAsync(cancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            if (_app is not null)
                await _app.DisposeAsync();
            interception.Finish();
        }

        public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
