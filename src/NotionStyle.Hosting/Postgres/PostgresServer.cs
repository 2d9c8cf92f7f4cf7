using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Processes;

namespace Aspire.Hosting.Postgres;

/// <summary>Makes the data directory of a server ready and says how to start it.</summary>
internal sealed class PostgresServer(PostgresServerResource server, EngineContext context)
{
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    public async Task<ProcessSpec> PrepareAsync(CancellationToken cancellationToken)
    {
        var data = DataDirectory();
        var parent = Path.GetDirectoryName(data)!;
        Directory.CreateDirectory(parent);
        var dataMajor = ReadMajor(data);
        var binaries = await PostgresBinaries.FindAsync(context.Configuration, dataMajor, cancellationToken);
        var account = await PostgresAccount.ChooseAsync(context.Configuration, binaries, parent, cancellationToken);
        Announce(binaries, account);
        if (dataMajor is null)
            await new PostgresCluster(server, binaries, account).CreateAsync(data, cancellationToken);
        else if (dataMajor != binaries.Major)
            throw new DistributedApplicationException(
                $"The data in {data} is of PostgreSQL {dataMajor}, and the programs found are of {binaries.Version} "
                    + $"({binaries.Origin}). Set Postgres:BinDirectory to the programs of PostgreSQL {dataMajor}, or use another "
                    + "data directory with --data PATH."
            );
        else
            await account.OwnTreeAsync(data, cancellationToken);

        await PostgresLeftover.EndAsync(data, context.DataDirectory, cancellationToken);
        var port = context.Port(PostgresServerResource.EndpointName).ToString(CultureInfo.InvariantCulture);
        return account.Apply(
            new ProcessSpec
            {
                FileName = binaries.Postgres,
                Arguments =
                [
                    "-D",
                    data,
                    "-p",
                    port,
                    "-c",
                    "listen_addresses=127.0.0.1",
                    "-c",
                    "unix_socket_directories=",
                ],
                // A fast shutdown ends the sessions and writes a checkpoint; on the host's death an immediate one
                // leaves the rest to the write-ahead log.
                StopSignal = ProcessSignal.Interrupt,
                DeathSignal = ProcessSignal.Quit,
                StopTimeout = StopTimeout,
                WorkingDirectory = "/",
            }
        );
    }

    private static int? ReadMajor(string data)
    {
        var file = Path.Combine(data, "PG_VERSION");
        if (!File.Exists(file))
            return null;
        var text = File.ReadAllText(file).Trim();
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? major
            : throw new DistributedApplicationException(
                $"{file} says '{text}', which is no version of PostgreSQL that this host knows. Use another data directory with --data PATH."
            );
    }

    private string DataDirectory()
    {
        if (server.Annotations.OfType<PostgresDataAnnotation>().LastOrDefault() is { } given)
            return given.Path;
        var path = Path.Combine(context.DataDirectory, "ephemeral", server.Name);
        if (server.TakeFirstStart() && Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return path;
    }

    private void Announce(PostgresBinaries binaries, PostgresAccount account)
    {
        var user = account.Account is { } other ? $", as user {other.Name}" : "";
        var reading = account.ReadEverywhere ? " with the capability to read past permissions" : "";
        context.Note($"PostgreSQL {binaries.Version} from {binaries.Origin} ({binaries.Directory}){user}{reading}");
    }
}
