using DuckDB.NET.Data;

namespace NotionStyle.Dashboard.Storage;

/// <summary>Brings the tables to the version of this program: the files <c>schema-NNN.sql</c> in turn, each in a transaction with its number in <c>schema_version</c>.</summary>
internal static class TelemetrySchema
{
    /// <summary>The version that this program writes.</summary>
    public const int Version = 1;

    /// <exception cref="DashboardException">The file was written by a newer program.</exception>
    public static void Apply(DuckDBConnection connection, string file)
    {
        connection.Execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)");
        var found = connection.Scalar<int>("SELECT max(version) FROM schema_version") ?? 0;
        if (found > Version)
            throw new DashboardException(
                $"{file} has schema version {found}, and this dashboard knows versions up to {Version}: it was written by a newer one. "
                    + "Start that one, or set Dashboard:DataDirectory to another directory."
            );
        for (var version = found + 1; version <= Version; version++)
            connection.Execute(
                $"BEGIN TRANSACTION; {Read(version)} INSERT INTO schema_version VALUES ({version}); COMMIT"
            );
    }

    private static string Read(int version)
    {
        using var stream = typeof(TelemetrySchema).Assembly.GetManifestResourceStream($"schema-{version:000}.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
