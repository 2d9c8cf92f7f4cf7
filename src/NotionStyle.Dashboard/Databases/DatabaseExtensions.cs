namespace NotionStyle.Dashboard.Databases;

/// <summary>What PostgreSQL itself says: the sizes of the shards and the statements that take the time.</summary>
internal static class DatabaseExtensions
{
    public static void AddDatabaseStatistics(this WebApplicationBuilder builder) { }
}
