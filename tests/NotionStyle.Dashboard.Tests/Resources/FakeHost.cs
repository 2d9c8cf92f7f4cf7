using System.Net;
using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using V1 = NotionStyle.Hosting.V1;

namespace NotionStyle.Dashboard.Tests.Resources;

/// <summary>A host that says what the test wants, over a real connection.</summary>
internal sealed class FakeHost : IAsyncDisposable
{
    public const string Key = "key-of-the-run";

    private readonly WebApplication _app;

    private FakeHost(WebApplication app, Uri address, Script script)
    {
        _app = app;
        Address = address;
        Says = script;
    }

    public Uri Address { get; }

    public Script Says { get; }

    public static async Task<FakeHost> StartAsync(int port, Script script)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder
            .WebHost.UseKestrelCore()
            .ConfigureKestrel(kestrel =>
                kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2)
            );
        builder.Services.AddLogging();
        builder.Services.AddRoutingCore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(script);
        builder.Services.AddSingleton<Service>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        app.Use(
            (context, next) =>
            {
                if (context.Request.Headers["x-resource-service-api-key"] == Key)
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return Task.CompletedTask;
            }
        );
        app.MapGrpcService<Service>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        return new FakeHost(app, new Uri(address.Single()), script);
    }

    /// <summary>Ends at once, in the middle of what it says.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    /// <summary>What it says. Each reader is given what there is, then what is added.</summary>
    internal sealed class Script
    {
        private readonly Lock _lock = new();
        private readonly List<V1.ConsoleLine> _lines = [];
        private readonly List<Channel<V1.ConsoleUpdate>> _readers = [];

        public Dictionary<string, V1.Resource> Resources { get; } = [];

        public Channel<V1.ResourcesUpdate> Changes { get; } = Channel.CreateUnbounded<V1.ResourcesUpdate>();

        public List<V1.ExecuteCommandRequest> Commands { get; } = [];

        public List<V1.WatchConsoleRequest> ConsoleRequests { get; } = [];

        public void Print(string id, string text, long dropped = 0)
        {
            lock (_lock)
            {
                var line = new V1.ConsoleLine
                {
                    Id = id,
                    Number = _lines.Count(l => l.Id == id) + 1,
                    Text = text,
                    Time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(
                        DateTimeOffset.UnixEpoch.AddSeconds(_lines.Count)
                    ),
                };
                _lines.Add(line);
                foreach (var reader in _readers)
                    reader.Writer.TryWrite(new V1.ConsoleUpdate { Lines = { line }, Dropped = dropped });
            }
        }

        public Channel<V1.ConsoleUpdate> Read(V1.WatchConsoleRequest request)
        {
            var reader = Channel.CreateUnbounded<V1.ConsoleUpdate>();
            lock (_lock)
            {
                ConsoleRequests.Add(request);
                var update = new V1.ConsoleUpdate();
                update.Lines.Add(_lines.Where(l => !request.HasId || l.Id == request.Id).TakeLast(request.Tail));
                reader.Writer.TryWrite(update);
                _readers.Add(reader);
            }

            return reader;
        }
    }

    private sealed class Service(Script script) : V1.ResourceService.ResourceServiceBase
    {
        public override async Task WatchResources(
            V1.WatchResourcesRequest request,
            IServerStreamWriter<V1.ResourcesUpdate> responseStream,
            ServerCallContext context
        )
        {
            var all = new V1.ResourcesUpdate();
            all.Resources.Add(script.Resources.Values);
            await responseStream.WriteAsync(all, context.CancellationToken);
            await foreach (var change in script.Changes.Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(change, context.CancellationToken);
        }

        public override async Task WatchConsole(
            V1.WatchConsoleRequest request,
            IServerStreamWriter<V1.ConsoleUpdate> responseStream,
            ServerCallContext context
        )
        {
            await foreach (var update in script.Read(request).Reader.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(update, context.CancellationToken);
        }

        public override Task<V1.ExecuteCommandResponse> ExecuteCommand(
            V1.ExecuteCommandRequest request,
            ServerCallContext context
        )
        {
            script.Commands.Add(request);
            return Task.FromResult(
                request.Command == "stop"
                    ? new V1.ExecuteCommandResponse { Message = "It cannot be stopped." }
                    : new V1.ExecuteCommandResponse { IsSuccess = true }
            );
        }
    }
}
