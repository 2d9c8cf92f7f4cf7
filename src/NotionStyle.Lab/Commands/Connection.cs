using System.CommandLine;
using NotionStyle.Lab.Client;
using NotionStyle.Lab.Discovery;

namespace NotionStyle.Lab.Commands;

/// <summary>The options that say which service and which workspace a command works on, and how they become a client.</summary>
internal sealed class Connection
{
    public const string UrlVariable = "NOTIONSTYLE_URL";
    public const string TokenVariable = "NOTIONSTYLE_TOKEN";
    public const string AdminTokenVariable = "NOTIONSTYLE_ADMIN_TOKEN";

    private readonly Option<string?> _url = new("--url")
    {
        Description = $"The block service (or {UrlVariable}). Default: that of the running AppHost.",
        HelpName = "URL",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description =
            $"A workspace's token (or {TokenVariable}). Default: that of the workspace which the lab made last.",
        HelpName = "TOKEN",
    };

    private readonly Option<string?> _data = new("--data")
    {
        Description = "The AppHost's data directory. Default: .data beside the solution.",
        HelpName = "PATH",
    };

    private readonly LabContext _context;

    public Connection(Command command, LabContext context)
    {
        _context = context;
        command.Options.Add(_url);
        command.Options.Add(_token);
        command.Options.Add(_data);
    }

    /// <summary>A client with a workspace. Without a token anywhere, one is made on the running AppHost when <paramref name="newName" /> says how to call it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="policy">How long to try.</param>
    /// <param name="newName">The name of a workspace to make when there is none.</param>
    /// <param name="alwaysNew">Whether to make it even if there is one.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<(BlockClient Client, Guid SpaceId)> OpenAsync(
        ParseResult parsed,
        RetryPolicy policy,
        string? newName,
        bool alwaysNew,
        CancellationToken ct
    )
    {
        var data = _context.Data(parsed.GetValue(_data));
        var isGivenUrl = Given(parsed, _url, UrlVariable) is not null;
        var transport = new ApiTransport(_context.Handler(), Address(parsed, data), policy, TimeProvider.System);
        try
        {
            var token = alwaysNew ? null : Given(parsed, _token, TokenVariable);
            var known = token is null && !alwaysNew && !isGivenUrl ? data.ReadWorkspace() : null;
            token ??= known?.Token;
            if (token is null && newName is null)
                throw new LabException(
                    isGivenUrl
                        ? $"A token is needed with --url: give --token or {TokenVariable}."
                        : $"The lab has no workspace yet. Import something, make one with '{Remedies.Lab} workspace NAME', or give --token."
                );
            if (token is null)
            {
                var made = await MakeAsync(new BlockClient(transport, null), data, newName!, !isGivenUrl, ct);
                return (new BlockClient(transport, made.Token), made.Id);
            }

            var client = new BlockClient(transport, token);
            return (client, await WorkspaceIdAsync(client, known, ct));
        }
        catch
        {
            transport.Dispose();
            throw;
        }
    }

    private async Task<Workspace> MakeAsync(
        BlockClient client,
        DataFolder data,
        string name,
        bool remember,
        CancellationToken ct
    )
    {
        var adminToken = _context.Variable(AdminTokenVariable) is { Length: > 0 } given ? given : data.ReadAdminToken();
        if (adminToken is null)
            throw new LabException(
                $"Making a workspace takes the administrator's token, and {data.Path} has none. Set {AdminTokenVariable}, or give a workspace's --token."
            );
        var made = await client.CreateWorkspaceAsync(adminToken, name, "Lab", ct);
        _context.Terminal.Note($"made workspace \"{made.Name}\" {made.Id} on logical shard {made.LogicalShard}");
        if (remember)
        {
            data.WriteWorkspace(new KnownWorkspace(made.Id, made.Name, made.Token));
            _context.Terminal.Note("its token is kept for later commands");
        }

        return made;
    }

    private static async Task<Guid> WorkspaceIdAsync(BlockClient client, KnownWorkspace? known, CancellationToken ct)
    {
        try
        {
            return await client.WorkspaceIdAsync(ct);
        }
        catch (ApiException e) when (e.Status == 401)
        {
            throw new LabException(
                known is null
                    ? "The token is not valid. Give another with --token, or make a workspace with --workspace NAME."
                    : $"The token of workspace \"{known.Name}\", which the lab had kept, is not valid any more. Make a new one with '{Remedies.Lab} workspace NAME'.",
                e
            );
        }
    }

    private Uri Address(ParseResult parsed, DataFolder data)
    {
        if (Given(parsed, _url, UrlVariable) is not { } text)
            return data.ServiceAddress();
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is ("http" or "https")
            ? url
            : throw new LabException(
                $"'{text}' is not an address of a service. Give one such as http://localhost:5101."
            );
    }

    private string? Given(ParseResult parsed, Option<string?> option, string variable) =>
        parsed.GetValue(option) is { Length: > 0 } value ? value
        : _context.Variable(variable) is { Length: > 0 } set ? set
        : null;
}
