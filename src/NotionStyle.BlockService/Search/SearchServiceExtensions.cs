using System.Net.Http.Headers;
using NotionStyle.Blocks.Ports;

namespace NotionStyle.BlockService.Search;

/// <summary>Puts the search service behind the ports, when there is one.</summary>
internal static class SearchServiceExtensions
{
    /// <summary>
    /// From stage 2 on: queries go to the search service, and commits are handed over to it. Call it after the store's ports are registered; without a configured service nothing changes.
    /// </summary>
    /// <exception cref="StartupException">A setting is out of its range.</exception>
    public static void AddSearchService(this IServiceCollection services, IConfiguration configuration)
    {
        if (SearchServiceOptions.Read(configuration) is not { } options)
            return;
        services.AddSingleton(options);
        var client = services.AddHttpClient(
            SearchServiceClient.HttpName,
            http =>
            {
                http.BaseAddress = new Uri($"http://{SearchWire.ServiceName}");
                http.Timeout = options.Timeout;
                if (options.Token is { } token)
                    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            }
        );
#pragma warning disable EXTEXP0001 // Marked as an experiment since version 8. Without it a query would be tried for half a minute while somebody waits for the answer that search is down.
        client.RemoveAllResilienceHandlers();
#pragma warning restore EXTEXP0001
        services.AddSingleton<HandOffQueue>();
        services.AddSingleton<ICommitListener>(s => s.GetRequiredService<HandOffQueue>());
        services.AddHostedService<HandOffSender>();
        services.AddSingleton<SearchServiceClient>();
        services.AddSingleton<IBlockSearch>(s => s.GetRequiredService<SearchServiceClient>());
        var rows =
            services.LastOrDefault(s => s.ServiceType == typeof(IRecordQueries))
            ?? throw new InvalidOperationException("The store's ports have to be registered first.");
        services.AddSingleton<IRecordQueries>(s => new SearchServiceQueries(
            (IRecordQueries)(
                rows.ImplementationInstance
                ?? rows.ImplementationFactory?.Invoke(s)
                ?? ActivatorUtilities.CreateInstance(s, rows.ImplementationType!)
            ),
            s.GetRequiredService<IBlockStore>(),
            s.GetRequiredService<SearchServiceClient>()
        ));
    }
}
