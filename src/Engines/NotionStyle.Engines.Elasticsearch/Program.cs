using NotionStyle.Engines.Elasticsearch;

return await EngineApp.RunAsync(args, Console.Out, Console.Error);
