using System.Reflection;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Stands between a test and the AppHost's entry point, which runs on a thread of its own: the entry point is held
/// inside Build until the test wants the application, and inside Run until the test has disposed it.
/// </summary>
internal sealed class AppHostInterception(
    Assembly? entryPoint,
    string[] args,
    Action<DistributedApplicationOptions, ConfigurationManager>? configure
)
{
    private static readonly AsyncLocal<AppHostInterception?> Active = new();

    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder =
        Source<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource _proceed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<DistributedApplication> _app = Source<DistributedApplication>();
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _temporary;

    /// <summary>The interception that the running code is subject to.</summary>
    public static AppHostInterception? Current
    {
        get => Active.Value;
        set => Active.Value = value;
    }

    public Assembly? EntryPoint { get; } = entryPoint;
    public Task<DistributedApplicationBuilder> Builder => _builder.Task;
    public Task<DistributedApplication> App => _app.Task;
    public Task Finished => _finished.Task;

    /// <summary>What the entry point's options and settings become under test.</summary>
    public void Configure(DistributedApplicationOptions options, ConfigurationManager configuration)
    {
        options.DisableDashboard = true;
        configuration["DcpPublisher:RandomizePorts"] ??= "true";
        configure?.Invoke(options, configuration);
    }

    /// <summary>Every test has data of its own, removed with the application.</summary>
    public string TemporaryData()
    {
        if (_temporary is not null)
            return _temporary;
        _temporary = Directory.CreateTempSubdirectory("notionstyle-test-").FullName;
        // Under root a database runs as another account, which must be able to pass through.
        if (!OperatingSystem.IsWindows() && NativeMethods.IsRoot)
            File.SetUnixFileMode(_temporary, File.GetUnixFileMode(_temporary) | UnixFileMode.OtherExecute);
        return _temporary;
    }

    public void BeforeBuild(DistributedApplicationBuilder builder)
    {
        _builder.TrySetResult(builder);
        if (EntryPoint is not null)
            _proceed.Task.GetAwaiter().GetResult();
    }

    public void AfterBuild(DistributedApplication app) => _app.TrySetResult(app);

    public void Proceed() => _proceed.TrySetResult();

    public void Fail(Exception e)
    {
        _builder.TrySetException(e);
        _app.TrySetException(e);
    }

    public void Finish()
    {
        _finished.TrySetResult();
        if (_temporary is not null && Directory.Exists(_temporary))
            Directory.Delete(_temporary, recursive: true);
    }

    /// <summary>Runs the entry point; a test that gives up makes it end in its next call.</summary>
    public void RunEntryPoint()
    {
        var thread = new Thread(() =>
        {
            Current = this;
            try
            {
                var parameters = EntryPoint!.EntryPoint!.GetParameters().Length == 0 ? null : new object[] { args };
                if (EntryPoint.EntryPoint.Invoke(null, parameters) is Task task)
                    task.GetAwaiter().GetResult();
                Fail(new InvalidOperationException("The AppHost's entry point ended without building an application."));
            }
            catch (TargetInvocationException e) when (e.InnerException is not null)
            {
                Fail(e.InnerException);
            }
            catch (Exception e)
            {
                Fail(e);
            }
        })
        {
            IsBackground = true,
            Name = "AppHost entry point",
        };
        thread.Start();
    }

    private static TaskCompletionSource<T> Source<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
