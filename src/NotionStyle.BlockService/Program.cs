using NotionStyle.Blocks.Postgres;
using NotionStyle.BlockService;
using NotionStyle.BlockService.Caching;
using NotionStyle.BlockService.Search;

return await BlockServiceApp.RunAsync(
    args,
    builder =>
    {
        builder.Services.AddPostgresBlocks(builder.Configuration);
        builder.Services.AddSearchService(builder.Configuration);
        builder.Services.AddCaching(builder.Configuration);
    },
    Console.Error
);
