using NotionStyle.Dashboard;

return await DashboardApp.RunAsync(args, Console.Out, Console.Error);
