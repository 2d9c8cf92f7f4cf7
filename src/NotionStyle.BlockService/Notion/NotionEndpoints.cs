using NotionStyle.BlockService.Notion.Blocks;
using NotionStyle.BlockService.Notion.Comments;
using NotionStyle.BlockService.Notion.DataSources;
using NotionStyle.BlockService.Notion.FileUploads;
using NotionStyle.BlockService.Notion.Pages;
using NotionStyle.BlockService.Notion.Search;
using NotionStyle.BlockService.Notion.Users;
using NotionStyle.BlockService.Notion.Wire;
using NotionStyle.BlockService.Wire;

namespace NotionStyle.BlockService.Notion;

/// <summary>The Notion REST API at version 2025-09-03: one folder for each of its nouns.</summary>
internal static class NotionEndpoints
{
    public static void AddNotionApi(this IServiceCollection services)
    {
        services.AddSingleton<RateLimits>();
        services.AddSingleton<IRateLimits>(s => s.GetRequiredService<RateLimits>());
        services.AddSingleton<NotionWriter>();
        services.AddSingleton<FileSignatures>();
        services.AddSingleton<FileLinkFactory>();
        services.AddSingleton<FileStore>();
        services.AddHostedService<FileSweeper>();
    }

    public static void MapNotionApi(this WebApplication app, Api api)
    {
        var notion = new NotionApi(api, app.Services.GetRequiredService<IRateLimits>());
        Make<UserEndpoints>().Map(notion);
        Make<PageEndpoints>().Map(notion);
        Make<BlockEndpoints>().Map(notion);
        Make<DatabaseEndpoints>().Map(notion);
        Make<DataSourceEndpoints>().Map(notion);
        Make<QueryEndpoint>().Map(notion);
        Make<CommentEndpoints>().Map(notion);
        Make<TitleSearchEndpoint>().Map(notion);
        Make<FileUploadEndpoints>().Map(notion);
        Make<FileEndpoint>().Map(api);
        Make<NotOfferedEndpoints>().Map(notion);

        T Make<T>() => ActivatorUtilities.CreateInstance<T>(app.Services);
    }
}
