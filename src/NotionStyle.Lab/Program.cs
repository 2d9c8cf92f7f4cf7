using NotionStyle.Lab.Commands;

return await LabProgram.RunAsync(args, LabContext.OfProcess(), CancellationToken.None);
