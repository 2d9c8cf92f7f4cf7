using NotionStyle.BlockService;

return await BlockServiceApp.RunAsync(
    args,
    builder =>
    {
        // The store goes here.
        _ = builder;
    }
);
