using NotionStyle.Blocks.Postgres;
using NotionStyle.BlockService;

return await BlockServiceApp.RunAsync(
    args,
    builder => builder.Services.AddPostgresBlocks(builder.Configuration),
    Console.Error
);
