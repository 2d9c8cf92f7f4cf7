using System.Globalization;
using NotionStyle.Lab.Check.Model;
using NotionStyle.Lab.Import;

namespace NotionStyle.Lab.Check.Checks;

internal sealed class InputIsImported : ICheck
{
    public string Name => "every file of the input is imported";
    public CheckNeeds Needs => CheckNeeds.Stage;

    public async Task<string> RunAsync(CheckContext context, CancellationToken ct)
    {
        var forest = PageForest.Read(context.Source, ImportLimits.Default, ct);
        var space = context.Workspace!.Id;
        var report = await context.WithProgressAsync(
            "Importing",
            progress => new Importer(context.Client, space, concurrency: 4).RunAsync(forest, progress, ct)
        );
        context.Forest = forest;
        context.Model = new WorkspaceModel(space);
        context.Model.AddRoot(forest.Root);
        context.HasInput = true;
        if (report.Files != context.Source.Files.Count)
            throw new LabException(
                $"{report.Files} of {context.Source.Files.Count} files: {string.Join("; ", context.Source.Skipped.Lines())}"
            );
        if (report.Blocks != context.Model.Blocks.Count)
            throw new LabException($"{report.Blocks} blocks were sent, and there are {context.Model.Blocks.Count}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Files} files, {report.Pages} pages, {report.Blocks} blocks, {report.BlocksPerSecond:0} blocks/s"
        );
    }
}
