using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;

namespace NotionStyle.Dashboard.Access;

/// <summary>Keeps the keys that sign the cookie in the data directory, for nobody else to read, so that a login survives a restart.</summary>
internal sealed class ConfigureKeys(IOptions<DashboardOptions> options, ILoggerFactory loggers)
    : IConfigureOptions<KeyManagementOptions>
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public void Configure(KeyManagementOptions keys)
    {
        var folder = Path.Combine(options.Value.DataDirectory, "keys");
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
            {
                Directory.CreateDirectory(folder, OwnerOnly);
                // One that was there before may have been copied from elsewhere.
                File.SetUnixFileMode(folder, OwnerOnly);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DashboardException(
                $"The folder '{folder}' for the keys of the login cannot be made: {e.Message}"
            );
        }

        keys.XmlRepository = new FileSystemXmlRepository(new DirectoryInfo(folder), loggers);
    }
}
