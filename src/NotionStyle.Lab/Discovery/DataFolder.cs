using System.Text.Json;
using NotionStyle.Lab.Client;

namespace NotionStyle.Lab.Discovery;

/// <summary>The data directory of an AppHost, as far as the lab uses it.</summary>
internal sealed class DataFolder(string path)
{
    public const string AdminTokenSecret = "Parameters:admin-token";

    public string Path { get; } = path;

    private string LabFile => System.IO.Path.Combine(Path, "lab.json");

    /// <summary>The folder that <c>--data</c> names, else <c>.data</c> beside the solution, which is looked for from a folder upward.</summary>
    public static DataFolder Locate(string? given, string startingAt) =>
        given is { Length: > 0 }
            ? new DataFolder(System.IO.Path.GetFullPath(given))
            : new DataFolder(System.IO.Path.Combine(Repository.Find(startingAt) ?? startingAt, ".data"));

    /// <summary>The host that runs on this folder; null when none does.</summary>
    public RunRecord? ReadRunning() =>
        RunRecord.Read(System.IO.Path.Combine(Path, "host.json")) is { Host.IsAlive: true } record ? record : null;

    /// <summary>The address of the running block service.</summary>
    /// <exception cref="LabException">Nothing runs, or the service is not up.</exception>
    public Uri ServiceAddress()
    {
        var file = System.IO.Path.Combine(Path, "host.json");
        if (RunRecord.Read(file) is not { } record)
            throw new LabException(
                $"No AppHost runs on {Path}. Start it with '{Remedies.StartAppHost}', name its data directory with --data, or give --url."
            );
        if (!record.Host.IsAlive)
            throw new LabException(
                $"The AppHost of {Path} (process {record.Host.Pid}) has ended. Start it again with '{Remedies.StartAppHost}'."
            );
        return record.ServiceAddress
            ?? throw new LabException(
                $"The AppHost of {Path} runs, but {RunRecord.ServiceName} has no address yet. See '{Remedies.Lab} status'."
            );
    }

    /// <summary>The administrator's token of this folder; null when there is none.</summary>
    public string? ReadAdminToken() => ReadSecret(AdminTokenSecret);

    /// <summary>A secret that the AppHost made and kept; null when there is none of that name.</summary>
    public string? ReadSecret(string name) => ReadJson(System.IO.Path.Combine(Path, "secrets.json"))?.Text(name);

    /// <summary>The workspace that the lab made last on this folder; null when there is none.</summary>
    public KnownWorkspace? ReadWorkspace() =>
        ReadJson(LabFile)?.Member("workspace") is { } w && w.Id("id") is { } id && w.Text("token") is { } token
            ? new KnownWorkspace(id, w.Text("name") ?? "", token)
            : null;

    /// <summary>Keeps a workspace's token for later commands, where only the user reads it.</summary>
    public void WriteWorkspace(KnownWorkspace workspace)
    {
        Directory.CreateDirectory(Path);
        var temporary = LabFile + ".tmp";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
            JsonSerializer.Serialize(file, new { workspace }, JsonText.Indented);
        File.Move(temporary, LabFile, overwrite: true);
    }

    private static JsonElement? ReadJson(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(file));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>A workspace that the lab has a token of.</summary>
internal sealed record KnownWorkspace(Guid Id, string Name, string Token);
