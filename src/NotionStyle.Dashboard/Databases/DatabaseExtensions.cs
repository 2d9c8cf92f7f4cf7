using Microsoft.Extensions.DependencyInjection.Extensions;
using NotionStyle.Dashboard.Storage;

namespace NotionStyle.Dashboard.Databases;

/// <summary>What PostgreSQL itself says: the sizes of the shards and the statements that take the time.</summary>
internal static class DatabaseExtensions
{
    public static void AddDatabaseStatistics(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        // Now and not at the first look: a connection string that cannot be read ends the start.
        var servers = new DatabaseServers(builder.Configuration);
        builder.Services.AddSingleton(_ => servers);
        builder.Services.AddSingleton(services => new ShardActivityReader(
            services.GetService<ITelemetryReader>(),
            services.GetRequiredService<TimeProvider>()
        ));
        builder.Services.AddSingleton<IShardStatistics, ShardStatistics>();
        builder.Services.AddSingleton<IStatementStatistics, StatementStatistics>();
    }
}
