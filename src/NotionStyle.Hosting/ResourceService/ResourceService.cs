using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Hosting;
using V1 = NotionStyle.Hosting.V1;

namespace Aspire.Hosting.ResourceTelling;

/// <summary>Tells of the resources over gRPC. Everything that goes out has been through <see cref="SecretTexts"/>.</summary>
internal sealed class ResourceService(
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    SecretTexts secrets,
    IHostApplicationLifetime lifetime
) : V1.ResourceService.ResourceServiceBase
{
    /// <summary>Between two updates of one reader.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const int MaximumLines = 500;
    private const int MaximumCharacters = 256 * 1024;
    private const int MaximumLineLength = 16 * 1024;

    private readonly ResourceDescriber _describer = new(secrets);

    public override async Task WatchResources(
        V1.WatchResourcesRequest request,
        IServerStreamWriter<V1.ResourcesUpdate> responseStream,
        ServerCallContext context
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken,
            lifetime.ApplicationStopping
        );
        try
        {
            await new ResourceChanges(notifications, _describer).ToAsync(responseStream, Pause, end.Token);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested) { }
    }

    public override async Task WatchConsole(
        V1.WatchConsoleRequest request,
        IServerStreamWriter<V1.ConsoleUpdate> responseStream,
        ServerCallContext context
    )
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken,
            lifetime.ApplicationStopping
        );
        var (replay, watch) = loggers.Watch(request.HasId ? request.Id : null, request.Tail);
        using (watch)
            try
            {
                foreach (var update in Updates(replay, 0))
                    await responseStream.WriteAsync(update, end.Token);
                while (true)
                {
                    var (lines, dropped) = await watch.TakeAsync(MaximumLines, end.Token);
                    foreach (var update in Updates(lines, dropped))
                        await responseStream.WriteAsync(update, end.Token);
                }
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested) { }
    }

    public override async Task<V1.ExecuteCommandResponse> ExecuteCommand(
        V1.ExecuteCommandRequest request,
        ServerCallContext context
    )
    {
        if (!notifications.TryGetCurrentState(request.Id, out var current))
            return Outcome($"There is no resource '{request.Id}'.");
        if (ResourceCommands.WhyNot(current.Resource, current.Snapshot, request.Command) is { } why)
            return Outcome(why);
        try
        {
            // Not with the caller's token: a dashboard that restarts itself is gone before it is done.
            var result = await commands.ExecuteCommandAsync(request.Id, request.Command, lifetime.ApplicationStopping);
            return Outcome(result.Success ? null : result.ErrorMessage ?? "The command was cancelled.");
        }
        catch (OperationCanceledException)
        {
            return Outcome("The application stops.");
        }
        catch (DistributedApplicationException e)
        {
            return Outcome(e.Message);
        }
    }

    private V1.ExecuteCommandResponse Outcome(string? failure) =>
        new() { IsSuccess = failure is null, Message = secrets.Masked(failure ?? "") };

    /// <summary>Small enough for one message each.</summary>
    private IEnumerable<V1.ConsoleUpdate> Updates(IReadOnlyList<InstanceLine> lines, long dropped)
    {
        var update = new V1.ConsoleUpdate { Dropped = dropped };
        var characters = 0;
        foreach (var line in lines)
        {
            var told = Line(line);
            if (update.Lines.Count == MaximumLines || characters + told.Text.Length > MaximumCharacters)
            {
                yield return update;
                update = new V1.ConsoleUpdate();
                characters = 0;
            }

            update.Lines.Add(told);
            characters += told.Text.Length;
        }

        if (update.Lines.Count > 0 || update.Dropped > 0)
            yield return update;
    }

    private V1.ConsoleLine Line(InstanceLine line)
    {
        // Masked before it is cut: half a secret would not be found.
        var text = secrets.Masked(line.Line.Content);
        if (text.Length > MaximumLineLength)
            text = $"{text[..MaximumLineLength]} … ({text.Length - MaximumLineLength} characters more)";
        return new V1.ConsoleLine
        {
            Id = line.Id,
            Number = line.Line.LineNumber,
            Time = Timestamp.FromDateTimeOffset(line.Line.Time),
            Text = text,
            IsError = line.Line.IsErrorMessage,
        };
    }
}
