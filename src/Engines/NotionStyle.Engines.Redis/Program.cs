using System.Runtime.InteropServices;
using Garnet;
using NotionStyle.Engines.Redis;

// Microsoft.Garnet as a process of its own: Redis for machines that have none. Everything in it is a copy of something, so a loss costs time and no data.
try
{
    var options = EngineOptions.Read(Environment.GetEnvironmentVariable);
    using var server = new GarnetServer(options.ToArguments());
    using var stopped = new ManualResetEventSlim();
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    server.Start();
    Console.WriteLine($"Garnet listens on 127.0.0.1:{options.Port}");
    stopped.Wait();
    return 0;

    void Stop(PosixSignalContext signal)
    {
        // The server is closed in order, and not by the signal.
        signal.Cancel = true;
        stopped.Set();
    }
}
catch (Exception e)
{
    Console.Error.WriteLine($"NotionStyle.Engines.Redis cannot run: {e.Message.ReplaceLineEndings(" ")}");
    return 1;
}
