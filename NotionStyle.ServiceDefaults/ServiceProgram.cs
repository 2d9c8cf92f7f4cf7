using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace NotionStyle.ServiceDefaults;

/// <summary>The life of a service as a process: from its start until it is told to stop.</summary>
public static class ServiceProgram
{
    /// <summary>
    /// Runs a service until it is told to stop, be it while it still starts. A failure to start is one line on the error output, without a stack trace.
    /// </summary>
    /// <param name="name">The service, as the line names it.</param>
    /// <param name="create">Builds the service, whose builder had <see cref="ServiceDefaultsExtensions.AddServiceDefaults" />.</param>
    /// <param name="errors">Where the line goes.</param>
    /// <param name="started">What is to be said once it listens; null for nothing.</param>
    /// <returns>The exit code: 0, or 1 after a failure to start.</returns>
    public static async Task<int> RunAsync(
        string name,
        Func<WebApplication> create,
        TextWriter errors,
        Func<WebApplication, Task>? started = null
    )
    {
        try
        {
            await using var app = create();
            if (!await HasStartedAsync(app))
                return 0;
            if (started is not null)
                await started(app);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (Exception e)
        {
            await errors.WriteLineAsync($"{name} cannot run: {OneLine(e)}");
            return 1;
        }
    }

    /// <summary>Keeps the host from logging why it did not start, with its stack: that is printed once, in one line. What happens later is logged as usual.</summary>
    internal static void AddStartFilter(this IHostApplicationBuilder builder)
    {
        var phase = new StartPhase();
        builder.Services.AddSingleton<IHostedService>(phase);
        builder.Logging.AddFilter(
            "Microsoft.Extensions.Hosting.Internal.Host",
            level => phase.IsOver && level >= LogLevel.Information
        );
    }

    private static async Task<bool> HasStartedAsync(WebApplication app)
    {
        try
        {
            await app.StartAsync();
            return true;
        }
        catch (OperationCanceledException) when (app.Lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // Told to stop before it was up, which is no failure.
            return false;
        }
    }

    /// <summary>The message of the cause, without line breaks.</summary>
    private static string OneLine(Exception exception)
    {
        var cause = exception is AggregateException { InnerExceptions: [var single, ..] } ? single : exception;
        return string.Join(' ', cause.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class StartPhase : IHostedLifecycleService
    {
        public bool IsOver { get; private set; }

        public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken)
        {
            IsOver = true;
            return Task.CompletedTask;
        }

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
