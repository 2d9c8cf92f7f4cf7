using System.Globalization;
using Aspire.Hosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Postgres;

/// <summary>
/// PostgreSQL refuses to run as root. A host that does runs it as another account: <c>Postgres:User</c>, else
/// <c>postgres</c>, else <c>nobody</c>. That account owns the data. When it cannot even enter the folders above the
/// binaries or the data (a clone below /root), it gets the one capability to read and search past permissions.
/// </summary>
internal sealed record PostgresAccount(ProcessAccount? Account, bool ReadEverywhere)
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(10);

    public static async Task<PostgresAccount> ChooseAsync(
        IConfiguration configuration,
        PostgresBinaries binaries,
        string dataParent,
        CancellationToken cancellationToken
    )
    {
        if (!NativeMethods.IsRoot)
            return new PostgresAccount(null, false);
        var account = Find(configuration["Postgres:User"]);
        if (await ReachesAsync(account, false, binaries, dataParent, cancellationToken))
            return new PostgresAccount(account, false);
        if (await ReachesAsync(account, true, binaries, dataParent, cancellationToken))
            return new PostgresAccount(account, true);
        throw new DistributedApplicationException(
            $"PostgreSQL does not run as root, and the account '{account.Name}' it would run as cannot enter {dataParent} or "
                + $"{binaries.Directory}. Choose a reachable data directory (--data /var/tmp/notionstyle), or run as an ordinary "
                + "user."
        );
    }

    /// <summary>A process like this one, run by the account.</summary>
    public ProcessSpec Apply(ProcessSpec spec) => spec with { Account = Account, ReadEverywhere = ReadEverywhere };

    /// <summary>Gives a file or folder to the account.</summary>
    public void Own(string path)
    {
        if (Account is not null && NativeMethods.ChangeOwner(path, Account.UserId, Account.GroupId) != 0)
            throw new DistributedApplicationException($"{path} cannot be given to the account '{Account.Name}'.");
    }

    /// <summary>Gives a whole data directory to the account, if it belongs to another one.</summary>
    public async Task OwnTreeAsync(string directory, CancellationToken cancellationToken)
    {
        if (Account is null)
            return;
        var owned = Apply(new ProcessSpec { FileName = "/bin/sh", Arguments = ["-c", "test -O \"$0\"", directory] });
        if ((await OneShot.RunAsync(owned, ProbeTimeout, cancellationToken)).ExitCode == 0)
            return;
        Own(directory);
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories))
            Own(path);
    }

    private static ProcessAccount Find(string? setting)
    {
        // name:password:uid:gid:...
        var accounts = File.ReadLines("/etc/passwd").Select(l => l.Split(':')).Where(f => f.Length > 3).ToArray();
        string[] names = setting is { Length: > 0 } ? [setting] : ["postgres", "nobody"];
        foreach (var name in names)
            if (accounts.FirstOrDefault(f => f[0] == name) is { } found)
            {
                var user = int.Parse(found[2], CultureInfo.InvariantCulture);
                if (user == 0)
                    break;
                return new ProcessAccount(name, user, int.Parse(found[3], CultureInfo.InvariantCulture));
            }

        throw new DistributedApplicationException(
            $"PostgreSQL does not run as root, and there is no ordinary account '{string.Join("' or '", names)}' to run it as. "
                + "Name one in the setting Postgres:User, or run as an ordinary user."
        );
    }

    private static async Task<bool> ReachesAsync(
        ProcessAccount account,
        bool readEverywhere,
        PostgresBinaries binaries,
        string dataParent,
        CancellationToken cancellationToken
    )
    {
        var probe = new ProcessSpec
        {
            FileName = "/bin/sh",
            Arguments =
            [
                "-c",
                "test -r \"$0\" && test -x \"$1\" && cd \"$2\"",
                binaries.Postgres,
                binaries.InitDb,
                dataParent,
            ],
            WorkingDirectory = "/",
            Account = account,
            ReadEverywhere = readEverywhere,
        };
        return (await OneShot.RunAsync(probe, ProbeTimeout, cancellationToken)).ExitCode == 0;
    }
}
