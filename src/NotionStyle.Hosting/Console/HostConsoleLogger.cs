using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ConsoleOutput;

/// <summary>Shows what libraries in the host log, one line each.</summary>
internal sealed class HostConsoleLoggerProvider(HostConsole console) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(console, categoryName);

    public void Dispose() { }

    private sealed class Logger(HostConsole console, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            // What the user can act on is printed once, by Run.
            if (exception is not DistributedApplicationException and not OperationCanceledException)
                console.Note(
                    $"{HostConsole.Time()} {category}: {formatter(state, exception)} {exception?.Message}".TrimEnd()
                );
        }
    }
}
