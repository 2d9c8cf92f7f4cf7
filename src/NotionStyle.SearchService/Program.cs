using NotionStyle.SearchService;

return await SearchServiceApp.RunAsync(args, Console.Error);
